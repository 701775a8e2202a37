"""What the Rust sources of a unit say about the crates it loads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

import msgspec


class Reference(IntEnum):
    """How sure it is that rustc loads a crate because this unit's own sources name it; comparable."""

    ABSENT = 0
    """Certainly not named."""
    UNLIKELY = 1
    """Perhaps named, taken as not named."""
    LIKELY = 2
    """Perhaps not named, taken as named."""
    NAMED = 3
    """Certainly named."""


class UnitSources(msgspec.Struct, frozen=True):
    """The answer for one compiled unit."""

    references: Mapping[str, Reference]
    """For each extern crate name that Cargo passes (or would, were it linkable) to the unit."""
    required: Mapping[str, Reference] = msgspec.field(default_factory=dict)
    """Where it differs from `references`: how sure it is that not finding the crate is an error. For links in
    documentation and in some lints rustc looks for a crate and goes on without it."""
    reasons: Mapping[str, str] = msgspec.field(default_factory=dict)
    """For `LIKELY` and `UNLIKELY` names: why it is not certain, a short readable clause."""
    no_link: frozenset[str] = frozenset()
    """Names loaded by `#[no_link] extern crate` alone: loaded, never linked."""
    is_missing: bool = False
    """Whether its file cannot be read at all."""
    is_no_std: bool = False
    """`#![no_std]` holds and nothing in the unit names `std`."""
    sysroot: frozenset[str] = frozenset()
    """Which of the toolchain's crates beyond std the sources name: `alloc`, `proc_macro`, `test`, ..."""
    has_panic_handler: bool = False
    has_global_allocator: bool = False
    defines_proc_macros: bool = False
    """Has at least one `#[proc_macro]`, `#[proc_macro_derive]` or `#[proc_macro_attribute]` function."""
    has_statics: bool = False
    """Has a `static` or `thread_local!`: state that exists once for each copy of the crate."""
    uses_rustc_private: bool = False
    """`#![feature(rustc_private)]`."""

    def loads(self, name: str, threshold: Reference) -> bool:
        """Whether a crate of that name is loaded if it can be, taking references of at least `threshold` as certain."""
        return self.references.get(name, Reference.ABSENT) >= threshold

    def requires(self, name: str, threshold: Reference) -> bool:
        """Whether the unit fails without it, likewise."""
        return self.required.get(name, self.references.get(name, Reference.ABSENT)) >= threshold
