"""rustc's own reading of the options that decide linkage (rustc `compiler/rustc_session/src/options.rs`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from auditor.model.build import Lto, Panic

_NO = frozenset({"n", "no", "off", "false"})


class Options(msgspec.Struct, frozen=True):
    """The options in force at the end of a command line."""

    prefer_dynamic: bool = False
    lto: Lto = Lto.THIN_LOCAL
    panic: Panic = Panic.UNWIND
    embed_bitcode: bool = True
    debug_assertions: bool | None = None
    opt_level: str = "0"
    cfgs: tuple[str, ...] = ()

    @property
    def has_debug_assertions(self) -> bool:
        """Whether `cfg(debug_assertions)` holds: as said, else where nothing is optimised."""
        return self.opt_level == "0" if self.debug_assertions is None else self.debug_assertions


def read(options: Options, arguments: Sequence[str]) -> Options:
    """The options after further arguments: of repeated ones the last wins, `--cfg` adds up."""
    changes: dict[str, object] = {}
    cfgs = list(options.cfgs)
    for kind, text in _split(arguments):
        if kind == "cfg":
            cfgs.append(text)
        else:
            _codegen(text, changes)
    return replace(options, cfgs=tuple(cfgs), **changes)


def _split(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The `-C` and `--cfg` options in whichever of their spellings."""
    remaining = iter(arguments)
    for argument in remaining:
        if argument in ("-C", "--codegen"):
            yield "codegen", next(remaining, "")
        elif argument.startswith("--codegen="):
            yield "codegen", argument.removeprefix("--codegen=")
        elif argument.startswith("-C"):
            yield "codegen", argument.removeprefix("-C")
        elif argument == "-O":
            yield "codegen", "opt-level=3"
        elif argument == "--cfg":
            yield "cfg", next(remaining, "")
        elif argument.startswith("--cfg="):
            yield "cfg", argument.removeprefix("--cfg=")


def _codegen(text: str, changes: dict[str, object]) -> None:
    key, equals, value = text.partition("=")
    match key.replace("_", "-"):
        case "prefer-dynamic":
            changes["prefer_dynamic"] = value not in _NO
        case "embed-bitcode":
            changes["embed_bitcode"] = value not in _NO
        case "debug-assertions":
            changes["debug_assertions"] = value not in _NO
        case "opt-level":
            changes["opt_level"] = value
        case "panic":
            changes["panic"] = Panic.UNWIND if value == "unwind" else Panic.ABORT
        case "lto":
            changes["lto"] = _lto(value if equals else "yes")
        case _:
            pass


def _lto(value: str) -> Lto:
    if value in _NO:
        return Lto.OFF
    return Lto.THIN if value == "thin" else Lto.FAT
