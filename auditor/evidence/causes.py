"""The errors of artifacts as short causes that a sentence can hold."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence.wording import agree, listed
from auditor.model.linkage import ErrorKind, LinkError

MOST_CRATES = 3
"""How many crates a cause names before it counts the rest."""


_ONE_AND_SEVERAL = {
    ErrorKind.DUPLICATE_CRATE: ("{} would be linked twice",) * 2,
    ErrorKind.MISSING_FORMAT: ("{} has no rlib, which the link needs", "{} have no rlib, which the link needs"),
    ErrorKind.LTO_PREFER_DYNAMIC: ("LTO and -C prefer-dynamic exclude each other",) * 2,
    ErrorKind.LTO_CRATE_TYPE: ("rustc refuses LTO for its crate types",) * 2,
    ErrorKind.PANIC_RUNTIME: ('panic = "abort" cannot be linked with the shared standard library',) * 2,
    ErrorKind.PANIC_STRATEGY: ("{} needs another panic strategy", "{} need another panic strategy"),
    ErrorKind.TWO_PANIC_RUNTIMES: ("two panic runtimes would be linked together",) * 2,
    ErrorKind.UNLINKABLE_DEPENDENCY: (
        "{} offers nothing that Rust code can link",
        "{} offer nothing that Rust code can link",
    ),
    ErrorKind.UNSUPPORTED_CRATE_TYPE: ("the target does not support its crate types",) * 2,
    ErrorKind.PROC_MACRO_LOAD: (
        "rustc cannot load the proc macro {}, which needs the shared standard library",
        "rustc cannot load the proc macros {}, which need the shared standard library",
    ),
    ErrorKind.EMBED_BITCODE: ("-C embed-bitcode=no and -C lto exclude each other",) * 2,
    ErrorKind.PANIC_ABORT_TESTS: ('tests cannot be built with panic = "abort"',) * 2,
}

_NO_STD = LinkError(ErrorKind.UNLINKABLE_DEPENDENCY, ("std",))


def cause(error: LinkError) -> str:
    """What is in the way, as a clause without a capital: `std would be linked twice`."""
    if error == _NO_STD:
        return "the toolchain has no standard library for the target"
    return agree(len(error.crates), *_ONE_AND_SEVERAL[error.kind]).format(_crates(error))


def causes(errors: Iterable[LinkError]) -> list[str]:
    """The causes of several errors, one for each kind."""
    crates: dict[ErrorKind, set[str]] = {}
    for error in errors:
        crates.setdefault(error.kind, set()).update(error.crates)
    return [cause(LinkError(kind, tuple(sorted(names)))) for kind, names in crates.items()]


def _crates(error: LinkError) -> str:
    """The crates of an error; std, which is no crate of the project, is no code."""
    names = sorted(error.crates, key=lambda name: (name != "std", name))
    return listed((name if name == "std" else f"`{name}`" for name in names), most=MOST_CRATES) if names else "a crate"
