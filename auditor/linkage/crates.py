"""The crates of a build as rustc sees them: numbers, formats, what each loads.

A crate's number is its unit's index; the toolchain's crates follow behind. Sets of crates are bit masks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from auditor.model.linkage import Linkage


class Sysroot(msgspec.Struct, frozen=True):
    """The numbers of the toolchain's crates."""

    first: int

    @property
    def std(self) -> int:
        """`std`: an rlib and, where the toolchain has it, a shared library."""
        return self.first

    @property
    def core(self) -> int:
        """`core` and the others that libstd's shared library contains: rlibs only."""
        return self.first + 1

    @property
    def proc_macro(self) -> int:
        """`proc_macro`: an rlib that libstd's shared library does not contain."""
        return self.first + 2

    @property
    def test(self) -> int:
        """`test` and what it needs, likewise."""
        return self.first + 3

    @property
    def panic_unwind(self) -> int:
        """The panic runtime that libstd's shared library contains."""
        return self.first + 4

    @property
    def panic_abort(self) -> int:
        """The panic runtime that is linked under `panic=abort`."""
        return self.first + 5

    @property
    def panic_runtimes(self) -> tuple[int, int]:
        """Both, in the order in which rustc loads them."""
        return (self.panic_unwind, self.panic_abort)

    def named(self, name: str) -> int:
        """The number of one of the toolchain's crates that have their own here, by its name."""
        own = {
            "std": self.std, "core": self.core, "proc_macro": self.proc_macro, "test": self.test,
            "panic_unwind": self.panic_unwind, "panic_abort": self.panic_abort,
        }  # fmt: skip
        return own[name]

    def has(self, crate: int) -> bool:
        """Whether it is a crate of the toolchain: reports call them all `std`."""
        return crate >= self.first


class Loaded(msgspec.Struct, frozen=True):
    """The crates that one rustc run loads."""

    linked: int = 0
    """Mask of the crates that may be linked (`CrateDepKind::Unconditional`)."""
    unlinked: int = 0
    """Mask of those that are loaded only: proc macros, `#[no_link]` crates and what these need."""


class CrateSource(msgspec.Struct, frozen=True):
    """The files that rustc finds for a crate."""

    rlib: bool
    dylib: bool
    formats: Mapping[int, Linkage] = msgspec.field(default_factory=dict)
    """What the dylib was linked with: `STATIC` and `DYNAMIC` crates (rustc's `dylib_dependency_formats`)."""


def members(mask: int) -> Iterator[int]:
    """The numbers in a mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
