"""Errors of a whole rustc run: those of its options, and those of LTO at code generation.

Sources: rustc `compiler/rustc_session/src/config.rs` (embed-bitcode), `rustc_builtin_macros/src/test_harness.rs`
(panic-abort tests), `rustc_codegen_ssa/src/back/lto.rs` (LTO). Which hides which was measured.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.linkage import releases
from auditor.model.build import Panic
from auditor.model.linkage import ErrorKind, LinkError
from auditor.model.unit import RustcFlags


def embeds_no_bitcode(flags: RustcFlags) -> bool:
    """Whether LTO meets `-C embed-bitcode=no`: this ends the run before anything else."""
    return flags.lto.crosses_crates and not flags.embed_bitcode


def aborts_tests(flags: RustcFlags) -> bool:
    """Whether a test harness is compiled with `panic=abort`."""
    return flags.test and flags.panic is Panic.ABORT


def at_code_generation(flags: RustcFlags, crate_types: Sequence[str], release: str | None) -> LinkError | None:
    """What LTO refuses; an rlib alone is never optimised and so never refused."""
    if not flags.lto.crosses_crates or all(kind in ("lib", "rlib") for kind in crate_types):
        return None
    if flags.prefer_dynamic and not releases.LTO_CRATE_TYPE_FIRST.is_in(release):
        return LinkError(ErrorKind.LTO_PREFER_DYNAMIC)
    if any(kind not in ("bin", "cdylib", "staticlib") for kind in crate_types):
        return LinkError(ErrorKind.LTO_CRATE_TYPE)
    return LinkError(ErrorKind.LTO_PREFER_DYNAMIC) if flags.prefer_dynamic else None
