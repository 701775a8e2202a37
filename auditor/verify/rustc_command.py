"""Reads the command line of a compilation that Cargo started."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from auditor.model.build import Lto, Panic
from auditor.model.crate_type import LINKED

_TRUE = ("", "y", "yes", "on", "true")
_FEATURE = re.compile(r'feature="([^"]*)"')
_WITH_VALUE = {
    "-C": "-C", "--codegen": "-C", "--cfg": "--cfg", "--crate-type": "--crate-type", "--crate-name": "--crate-name",
    "--extern": "--extern", "--target": "--target", "--out-dir": "--out-dir", "-L": "-L", "--check-cfg": "--check-cfg",
    "--cap-lints": "--cap-lints", "--emit": "--emit", "--edition": "--edition", "-l": "-l", "--print": "--print",
    "--remap-path-prefix": "--remap-path-prefix", "-Z": "-Z", "-o": "-o", "-A": "-A", "-W": "-W", "-D": "-D",
    "-F": "-F", "--error-format": "--error-format", "--json": "--json", "--sysroot": "--sysroot",
}  # fmt: skip


class RustcCommand(msgspec.Struct, frozen=True):
    """One compilation: what Cargo asks of rustc, its own options and the rustflags together."""

    id: str
    """`-C metadata`: one for each unit."""
    crate_name: str
    source: Path
    """Absolute, symbolic links followed."""
    crate_types: tuple[str, ...]
    """`("bin",)` for tests, which get no `--crate-type`."""
    test: bool
    features: tuple[str, ...]
    target: str | None
    out_dir: Path
    extra_filename: str
    externs: tuple[tuple[str, Path], ...]
    """Name in the source and file of each `--extern` that has one."""
    own_codegen: dict[str, str]
    """Cargo's own `-C` options, those of the profile: the first of each."""
    codegen: dict[str, str]
    """The `-C` options in force: of several of one name the last."""
    package: tuple[str, str]
    """Name and version (`CARGO_PKG_NAME`, `CARGO_PKG_VERSION`)."""

    @property
    def prefer_dynamic(self) -> bool:
        """Whether `-C prefer-dynamic` is in force."""
        return "prefer-dynamic" in self.codegen and self.codegen["prefer-dynamic"] in _TRUE

    @property
    def lto(self) -> Lto:
        """The `-C lto` in force; thin-local where there is none."""
        value = self.codegen.get("lto")
        if value is None:
            return Lto.THIN_LOCAL
        if value in (*_TRUE, "fat"):
            return Lto.FAT
        return Lto.THIN if value == "thin" else Lto.OFF

    @property
    def panic(self) -> Panic:
        """The panic strategy in force; unwinding where there is none (all that rustc's tier 1 targets do)."""
        return Panic.ABORT if self.codegen.get("panic") in ("abort", "immediate-abort") else Panic.UNWIND

    @property
    def linked_types(self) -> tuple[str, ...]:
        """The crate types that are artifacts, in rustc's order."""
        return tuple(crate_type for crate_type in self.crate_types if crate_type in LINKED)

    @property
    def library_name(self) -> str:
        """What the names of its libraries' files have between the platform's prefix and suffix."""
        return f"{self.crate_name}{self.extra_filename}"

    def is_output(self, path: Path) -> bool:
        """Whether the file is a library that this compilation writes."""
        return path.parent == self.out_dir and library_name(path) == self.library_name


def library_name(path: Path) -> str:
    """The name of a library's file without the platform's prefix and suffix: `libb.so`, `libb.rlib`, `b.dll`."""
    return path.stem if path.suffix == ".dll" else path.stem.removeprefix("lib")


def parse(argv: Sequence[str], place: Sequence[str]) -> RustcCommand:
    """Read an argument vector, compiler first, and where it was started: folder, manifest folder, name, version."""
    values: dict[str, list[str]] = {}
    source = Path()
    for option, value in _options(argv):
        values.setdefault(option, []).append(value)
        if option == "" and value.endswith(".rs"):
            source = Path(place[0], value).resolve()
    codegen = [_codegen(value) for value in values.get("-C", [])]
    test = "--test" in values
    own = dict(reversed(codegen))
    externs = (_split(value.rpartition(":")[2] if "=" not in value.partition(":")[0] else value)
               for value in values.get("--extern", []) if "=" in value)  # fmt: skip
    return RustcCommand(
        id=own["metadata"],
        crate_name=values["--crate-name"][0],
        source=source,
        crate_types=("bin",) if test else tuple(values.get("--crate-type", ("bin",))),
        test=test,
        features=tuple(sorted(found[1] for value in values.get("--cfg", []) if (found := _FEATURE.fullmatch(value)))),
        target=values.get("--target", [None])[0],
        out_dir=Path(values["--out-dir"][0]),
        extra_filename=own.get("extra-filename", ""),
        externs=tuple((name, Path(path)) for name, path in externs),
        own_codegen=own,
        codegen=dict(codegen),
        package=(place[2], place[3]),
    )


def _options(argv: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The options with their values, however they are spelled; what is no option under the empty name."""
    waiting: str | None = None
    for argument in argv:
        if waiting is not None:
            yield waiting, argument
            waiting = None
        elif argument in _WITH_VALUE:
            waiting = _WITH_VALUE[argument]
        elif argument.startswith("--"):
            name, _, value = argument.partition("=")
            yield _WITH_VALUE.get(name, name), value
        elif argument[:2] in _WITH_VALUE:
            yield argument[:2], argument[2:]
        else:
            yield ("", argument) if not argument.startswith("-") else (argument, "")


def _split(value: str) -> tuple[str, str]:
    name, _, rest = value.partition("=")
    return name, rest


def _codegen(value: str) -> tuple[str, str]:
    """A `-C` option; rustc takes underscores for hyphens in its name."""
    name, rest = _split(value)
    return name.replace("_", "-"), rest
