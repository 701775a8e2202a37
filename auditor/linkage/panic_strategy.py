"""Whether the panic runtimes in a link fit (rustc `dependency_format.rs`, `verify_ok`)."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.linkage.crates import Sysroot
from auditor.model.build import Panic
from auditor.model.linkage import ErrorKind, Linkage, LinkError


def verify_ok(
    linkage: Mapping[int, Linkage], sysroot: Sysroot, *, aborts: bool, others: Mapping[int, tuple[str, Panic]]
) -> list[LinkError]:
    """The errors about panic runtimes for one output; `linkage` empty means that nothing is checked.

    `others` are the crates, with their names, that demand a strategy of what links them: those that exist already and
    were compiled to abort, or pass unwinding on to C.
    The toolchain's `panic_unwind` is compiled with `unwind` and requires it, `panic_abort` with `abort`.
    """
    linked = [crate for crate in sysroot.panic_runtimes if crate in linkage]
    if not linked:
        return []
    errors = []
    if len(linked) == 2:
        errors.append(LinkError(ErrorKind.TWO_PANIC_RUNTIMES, ("panic_abort", "panic_unwind")))
    runtime = linked[-1]
    if (runtime == sysroot.panic_abort) is not aborts:
        errors.append(LinkError(ErrorKind.PANIC_RUNTIME, (_name(runtime, sysroot),)))
    wanted = Panic.ABORT if aborts else Panic.UNWIND
    demanding = {name for crate, (name, panic) in others.items() if crate in linkage and panic is not wanted}
    if aborts and sysroot.panic_unwind in linked and runtime != sysroot.panic_unwind:
        demanding.add("panic_unwind")
    if demanding:
        errors.append(LinkError(ErrorKind.PANIC_STRATEGY, tuple(sorted(demanding))))
    return errors


def _name(runtime: int, sysroot: Sysroot) -> str:
    return "panic_abort" if runtime == sysroot.panic_abort else "panic_unwind"
