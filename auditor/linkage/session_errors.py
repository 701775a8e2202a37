"""Errors of a whole rustc run: those before crates are loaded, and those of LTO at code generation.

Sources: rustc `compiler/rustc_session/src/config.rs` (embed-bitcode), `rustc_builtin_macros/src/test_harness.rs`
(panic-abort tests), `rustc_codegen_ssa/src/back/lto.rs` (LTO). Which hides which was measured.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model.linkage import ErrorKind, LinkError
from auditor.model.unit import RustcFlags


def before_loading(flags: RustcFlags) -> LinkError | None:
    """What ends the run before any crate is loaded."""
    if flags.lto.crosses_crates and not flags.embed_bitcode:
        return LinkError(ErrorKind.EMBED_BITCODE)
    if flags.test and flags.panic.value == "abort":
        return LinkError(ErrorKind.PANIC_ABORT_TESTS)
    return None


def at_code_generation(flags: RustcFlags, crate_types: Sequence[str]) -> LinkError | None:
    """What LTO refuses; an rlib alone is never optimised and so never refused."""
    if not flags.lto.crosses_crates or all(kind in ("lib", "rlib") for kind in crate_types):
        return None
    if any(kind not in ("bin", "cdylib", "staticlib") for kind in crate_types):
        return LinkError(ErrorKind.LTO_CRATE_TYPE)
    return LinkError(ErrorKind.LTO_PREFER_DYNAMIC) if flags.prefer_dynamic else None
