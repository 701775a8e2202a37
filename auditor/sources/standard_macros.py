"""What well-known macros do with their tokens."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import msgspec

_DROPPING_LIST = """
    stringify concat include_str include_bytes include env option_env cfg line file column module_path
    compile_error concat_idents concat_bytes trace_macros log_syntax
"""
DROPPING = frozenset(_DROPPING_LIST.split())
"""Macros after which no path among the tokens is left."""

_KEEPING_LIST = """
    assert assert_eq assert_ne debug_assert debug_assert_eq debug_assert_ne print println eprint eprintln format
    format_args write writeln panic unreachable todo unimplemented vec dbg matches thread_local try
    assert_matches debug_assert_matches const_format_args addr_of addr_of_mut pin ready is_x86_feature_detected
    offset_of global_asm asm naked_asm join
"""
KEEPING = frozenset(_KEEPING_LIST.split())
"""Macros that compile every expression they get."""

QUOTING = frozenset({"quote", "quote_spanned", "parse_quote", "parse_quote_spanned"})
"""Macros of the crates `quote` and `syn` that turn their tokens into data, so that none of them names a crate."""

_QUOTING_CRATES = frozenset({"quote", "syn"})


class Fate(Enum):
    """What becomes of a path among a macro's tokens."""

    KEPT = "kept"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


class KnownMacros(msgspec.Struct, frozen=True):
    """The macros whose names one unit uses in the usual sense."""

    externs: tuple[str, ...]
    """The crates that it may name: `quote!` counts only with the crate."""
    is_own: Callable[[str], bool]
    """Whether the package defines a macro of that name itself."""
    drops_all: Callable[[str], bool] = lambda _: False
    """Whether the package's own macro of that name throws its tokens away."""

    def fate(self, path: str) -> Fate:
        """What the macro invoked as `path` does with the paths it gets."""
        name = path.rpartition("::")[2]
        if "::" not in path and self.is_own(name) and self.drops_all(name):
            return Fate.DROPPED
        is_quote = name in QUOTING and not _QUOTING_CRATES.isdisjoint(self.externs)
        if not (is_quote or name in DROPPING or name in KEEPING) or self.is_own(name):
            return Fate.UNKNOWN
        return Fate.KEPT if name in KEEPING else Fate.DROPPED
