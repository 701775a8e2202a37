"""What the standard library's macros do with their tokens."""

from __future__ import annotations

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

QUOTING_CRATES = frozenset({"quote", "syn"})
