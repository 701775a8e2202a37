"""Tell whether a glob import from another crate may bring an item of a given name."""

from __future__ import annotations

import msgspec

from auditor.sources.crates import SYSROOT, Crates

_STD_MODULES_LIST = """
    alloc any arch array ascii autodiff backtrace borrow boxed bstr cell char clone cmp collections convert
    default env error f32 f64 ffi fmt fs future hash hint i8 i16 i32 i64 i128 intrinsics io isize iter marker
    mem net num ops option os panic path pin prelude primitive process ptr random range rc result simd slice str
    string sync task thread time u8 u16 u32 u64 u128 usize vec
"""
_STD_MODULES = frozenset(_STD_MODULES_LIST.split())


class ForeignGlobs(msgspec.Struct):
    """Answers for the crates that one unit may name."""

    crates: Crates
    unit: int

    def knows(self, name: str) -> bool:
        """Whether the name is an extern crate's."""
        return name in SYSROOT or name in self.crates.externs(self.unit)

    def doubt(self, path: tuple[str, ...], name: str) -> str:
        """Why `use path::*` may bring an item called `name`; empty if it cannot."""
        if path[0] in SYSROOT:
            return f"`use {path[0]}::*` brings a module of that name" if len(path) == 1 and name in _STD_MODULES else ""
        first = self.crates.externs(self.unit).get(path[0])
        pending = [] if first is None else [first]
        seen: set[int] = set()
        while pending:
            unit = pending.pop()
            if unit in seen:
                continue
            seen.add(unit)
            if self._declares(unit, name):
                return f"`use {'::'.join(path)}::*` may hide it"
            pending.extend(self._reexported(unit))
        return ""

    def _declares(self, unit: int, name: str) -> bool:
        """Whether the crate may export an item of that name; a look at its text, so it may say yes too often."""
        return name in self.crates.sources(unit).index.exported_words

    def _reexported(self, unit: int) -> list[int]:
        """The crates of which the crate re-exports everything somewhere."""
        externs = self.crates.externs(unit)
        return [externs[head] for head in sorted(self.crates.sources(unit).index.reexported_crates) if head in externs]
