"""The command line of rustc, read as rustc reads it: what decides how a single file is linked.

Source: rustc `compiler/rustc_driver_impl` (`handle_options`, `arg_expand`) and `rustc_session/src/config.rs`
(`rustc_optgroups`, `parse_externs`, `SearchPath`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

import msgspec

from auditor.errors import AuditorError

_LONG = {
    "cfg", "check-cfg", "crate-type", "crate-name", "edition", "emit", "print", "out-dir", "explain", "target",
    "allow", "warn", "force-warn", "deny", "forbid", "cap-lints", "codegen", "extern", "sysroot", "error-format",
    "json", "color", "diagnostic-width", "remap-path-prefix", "remap-path-scope", "env-set", "unpretty",
}  # fmt: skip
_LONG_SWITCHES = {"help", "test", "version", "verbose"}
_SHORT = {
    "C": "codegen", "L": "L", "l": "l", "A": "allow", "W": "warn", "D": "deny", "F": "forbid", "o": "o", "Z": "Z",
}  # fmt: skip
_SHORT_SWITCHES = {"h": "help", "V": "version", "v": "verbose", "g": "g", "O": "O"}
_KINDS = ("native", "crate", "dependency", "framework", "all")
_COMPILING_PRINTS = ("link-args", "native-static-libs")
"""Values of `--print` with which rustc compiles all the same."""


class Extern(msgspec.Struct, frozen=True):
    """A library that `--extern` gives rustc."""

    name: str
    path: Path | None
    """None: rustc looks for it in the folders of `-L`."""


class SearchFolder(msgspec.Struct, frozen=True):
    """A folder of `-L`."""

    kind: str
    """`all`, `crate`, `dependency`, ..."""
    path: Path


class RustcCommand(msgspec.Struct, frozen=True):
    """One command line, with paths as they are written."""

    words: tuple[str, ...]
    """The options as written, the input left out."""
    input: str | None
    crate_types: tuple[str, ...] = ()
    """Of `--crate-type`, in order; empty leaves them to the file."""
    test: bool = False
    edition: str = "2015"
    target: str | None = None
    decisive: tuple[str, ...] = ()
    """Those options by which rustc decides on linkage and cfgs: `-C`, `-O`, `-Z`, `--cfg`."""
    naming: tuple[str, ...] = ()
    """Those by which it names what it makes, and looks for the toolchain."""
    externs: tuple[Extern, ...] = ()
    search: tuple[SearchFolder, ...] = ()
    output_folder: Path = Path()
    """Where it writes to, relative to the current directory."""

    @property
    def unstable(self) -> tuple[str, ...]:
        """The values of `-Z`, with hyphens."""
        pairs = zip(self.decisive, self.decisive[1:], strict=False)
        return tuple(value.replace("_", "-") for option, value in pairs if option == "-Z")


def read(arguments: Sequence[str], cwd: Path) -> RustcCommand:
    """Read the arguments of rustc; a `rustc` before them is passed over, as in a command that was copied.

    Raises AuditorError for what rustc does not know, and for options with which it links nothing.
    """
    if arguments and PurePath(arguments[0]).name in ("rustc", "rustc.exe"):
        arguments = arguments[1:]
        if arguments[:1] and arguments[0].startswith("+"):
            raise AuditorError(
                f"`rustc {arguments[0]}` names a toolchain, which rustup takes out of the command line",
                hint=f"name it where the audit is started: `cargo {arguments[0]} dynaudit audit …`",
            )
    words = list(_expanded(arguments, cwd))
    inputs: list[str] = []
    options: list[tuple[str, str]] = []
    written: list[str] = []
    for option, value, spelled in _options(words):
        if option == "":
            inputs.append(value)
        else:
            options.append((option, value))
            written += spelled
    if len(inputs) > 1:
        raise AuditorError(f"rustc takes one file, not both `{inputs[0]}` and `{inputs[1]}`", hint="name one")
    _require_link(options)
    return _command(written, inputs[0] if inputs else None, options)


def _expanded(arguments: Sequence[str], cwd: Path) -> Iterator[str]:
    """The arguments with `@FILE` replaced by its lines."""
    for argument in arguments:
        if not argument.startswith("@"):
            yield argument
            continue
        path = cwd / argument[1:]
        try:
            yield from path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise AuditorError(
                f"the arguments of `{argument}` cannot be read: {reason}", path=path, hint="name a file of options"
            ) from None


def _options(words: Sequence[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Each option by its long name, with its value and as it is written; the input under no name."""
    remaining = iter(words)
    for word in remaining:
        if word == "--":
            yield from (("", after, []) for after in remaining)
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name in _LONG_SWITCHES:
                yield name, "", [word]
            elif name not in _LONG:
                raise _unknown(f"--{name}")
            elif equals:
                yield name, value, [word]
            else:
                value = _value(word, remaining)
                yield name, value, [word, value]
        elif word.startswith("-") and word != "-":
            yield from _short(word, remaining)
        else:
            yield "", word, []


def _short(word: str, remaining: Iterator[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Short options: `-O`, `-gO`, `-C value`, `-Cvalue`."""
    for position, letter in enumerate(word[1:], 1):
        if letter in _SHORT_SWITCHES:
            yield _SHORT_SWITCHES[letter], "", [f"-{letter}"]
        elif letter not in _SHORT:
            raise _unknown(f"-{letter}")
        else:
            value = word[position + 1 :] or _value(f"-{letter}", remaining)
            yield _SHORT[letter], value, [f"-{letter}", value]
            return


def _value(option: str, remaining: Iterator[str]) -> str:
    value = next(remaining, None)
    if value is None:
        raise AuditorError(f"rustc's option `{option}` has no value", hint="see `rustc --help -v`")
    return value


def _unknown(option: str) -> AuditorError:
    return AuditorError(f"rustc has no option `{option}`", hint="see `rustc --help -v`")


def _require_link(options: Sequence[tuple[str, str]]) -> None:
    """Raise AuditorError where rustc would print something, or emit something else than what the linker makes."""
    emitted: list[str] = []
    for option, value in options:
        kind = value.partition("=")[0]
        if option in ("help", "version", "explain") or (option == "print" and kind not in _COMPILING_PRINTS):
            raise AuditorError(
                f"with `{'-' if len(option) == 1 else '--'}{option}` rustc compiles nothing", hint="leave it out"
            )
        if option == "emit":
            emitted += [one.partition("=")[0] for one in value.split(",")]
    if emitted and "link" not in emitted:
        raise AuditorError(
            f"with `--emit {','.join(emitted)}` rustc links nothing", hint="leave it out, or add `link` to it"
        )


def _command(words: Sequence[str], file: str | None, options: Sequence[tuple[str, str]]) -> RustcCommand:
    values: dict[str, list[str]] = {}
    decisive: list[str] = []
    naming: list[str] = []
    for option, value in options:
        values.setdefault(option, []).append(value)
        match option:
            case "codegen":
                decisive += ["-C", value]
            case "Z" | "O" | "g":
                decisive += [f"-{option}", value] if value else [f"-{option}"]
            case "cfg":
                decisive += ["--cfg", value]
            case "crate-name" | "sysroot" | "edition":
                naming += [f"--{option}", value]
            case _:
                pass
    kinds = [kind for value in values.get("crate-type", ()) for kind in value.split(",")]
    return RustcCommand(
        words=tuple(words),
        input=file,
        crate_types=tuple(dict.fromkeys(kinds)),
        test="test" in values,
        edition=values.get("edition", ["2015"])[-1],
        target=values["target"][-1] if "target" in values else None,
        decisive=tuple(decisive),
        naming=tuple(naming),
        externs=tuple(_extern(value) for value in values.get("extern", ())),
        search=tuple(_folder(value) for value in values.get("L", ())),
        output_folder=_output_folder(values),
    )


def _extern(value: str) -> Extern:
    """`[OPTIONS:]NAME[=PATH]`; the options (`priv`, `noprelude`) say nothing of linkage."""
    name, equals, path = value.partition("=")
    return Extern(name.rpartition(":")[2].replace("-", "_"), Path(path) if equals else None)


def _folder(value: str) -> SearchFolder:
    kind, equals, path = value.partition("=")
    return SearchFolder(kind, Path(path)) if equals and kind in _KINDS else SearchFolder("all", Path(value))


def _output_folder(values: dict[str, list[str]]) -> Path:
    """`-o` counts more than `--out-dir`."""
    if "o" in values:
        return Path(values["o"][-1]).parent
    return Path(values["out-dir"][-1]) if "out-dir" in values else Path()
