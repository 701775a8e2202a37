"""Cargo's crate types and what each can do (cargo `core/compiler/crate_type.rs`)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class CrateType(StrEnum):
    """A value of `--crate-type`. A type that this list lacks stays a plain string in the model."""

    BIN = "bin"
    LIB = "lib"
    RLIB = "rlib"
    DYLIB = "dylib"
    CDYLIB = "cdylib"
    STATICLIB = "staticlib"
    PROC_MACRO = "proc-macro"


LINKED = ("bin", "dylib", "cdylib", "staticlib", "proc-macro")
"""The crate types that a linker or archiver produces: the report's artifacts."""

_CAN_LTO = {"bin", "cdylib", "staticlib"}
_LINKABLE = {"lib", "rlib", "dylib", "proc-macro"}
_DYNAMIC = {"dylib", "cdylib", "proc-macro"}


def can_lto(crate_type: str) -> bool:
    """Whether Cargo runs LTO for this crate type."""
    return crate_type in _CAN_LTO


def is_linkable(crate_types: Iterable[str]) -> bool:
    """Whether Rust code can link a library of these crate types: whether Cargo passes it by `--extern`."""
    return any(crate_type in _LINKABLE for crate_type in crate_types)


def is_dynamic(crate_type: str) -> bool:
    """Whether the crate type is a shared library."""
    return crate_type in _DYNAMIC


def has_rlib(crate_types: Iterable[str]) -> bool:
    """Whether compiling with these crate types leaves an `.rlib`."""
    return any(crate_type in ("lib", "rlib") for crate_type in crate_types)
