"""Which format of each crate goes into one output (rustc `compiler/rustc_metadata/src/dependency_format.rs`).

The functions carry rustc's names and keep its order, so that both can be read side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from auditor.linkage.crates import CrateSource, Sysroot, members
from auditor.model.linkage import Copy, Linkage, Preference, Step


class Session(msgspec.Struct, frozen=True):
    """What one rustc run knows when it decides the linkage of one output."""

    crate_type: str
    prefer_dynamic: bool
    crt_static: bool
    crt_static_allows_dylibs: bool
    aborts: bool
    """`panic=abort`."""
    rustc_private: bool
    linked: int
    """Mask of the loaded crates that may be linked."""
    dylibs: int
    """Mask of all crates that have a shared library."""
    without_rlib: int
    """Mask of all crates that have no rlib."""
    sources: Mapping[int, CrateSource] | Sequence[CrateSource]
    sysroot: Sysroot


class DependencyList(msgspec.Struct):
    """rustc's answer for one output, and what was wrong with it."""

    linkage: dict[int, Linkage] = msgspec.field(default_factory=dict)
    """Of each linked crate; a crate that is missing is not linked."""
    duplicates: list[int] = msgspec.field(default_factory=list)
    """Crates that would show up more than once."""
    copies: list[Copy] = msgspec.field(default_factory=list)
    missing_rlib: list[int] = msgspec.field(default_factory=list)
    """Crates required as rlib that have none."""
    unavailable_as_static: list[int] = msgspec.field(default_factory=list)
    """Crates without an rlib: what prevented full static linking."""
    preference: Preference = Preference.STATIC
    rest: Step = Step.UNDECIDED
    """What settled the linkage of all crates that `steps` lacks."""
    steps: dict[int, Step] = msgspec.field(default_factory=dict)
    holders: dict[int, int] = msgspec.field(default_factory=dict)
    """For crates inside a shared library: the first that contains it."""


def calculate_type(session: Session) -> DependencyList:
    """Decide the linkage of every loaded crate for one output."""
    answer = DependencyList(preference=_preferred_linkage(session))
    if answer.preference is not Preference.DYNAMIC:
        without_rlib = session.linked & session.without_rlib
        if not without_rlib:
            _attempt_static(session, answer)
            return answer
        answer.unavailable_as_static = list(members(without_rlib))
        is_static_executable = (
            session.crate_type == "bin" and session.crt_static and not session.crt_static_allows_dylibs
        )
        if session.crate_type == "staticlib" or is_static_executable:
            answer.missing_rlib = answer.unavailable_as_static
            return answer
    _dynamic_pass(session, answer)
    _activate_injected_dep(session, answer)
    return answer


def _preferred_linkage(session: Session) -> Preference:
    if session.crate_type not in ("bin", "dylib", "cdylib"):
        return Preference.STATIC_BY_CRATE_TYPE
    if not session.prefer_dynamic:
        return Preference.STATIC
    is_static = session.crate_type == "bin" and session.crt_static
    return Preference.STATIC_BY_CRT if is_static else Preference.DYNAMIC


def _attempt_static(session: Session, answer: DependencyList) -> None:
    """Everything has an rlib: everything is static."""
    answer.linkage = dict.fromkeys(members(session.linked), Linkage.STATIC)
    answer.rest = Step.ALL_STATIC
    _activate_injected_dep(session, answer)


def _dynamic_pass(session: Session, answer: DependencyList) -> None:
    """Take every shared library there is, with what each contains; link the rest statically."""
    dylibs = list(members(session.linked & session.dylibs))
    if session.rustc_private:
        inside = {
            crate
            for dylib in dylibs
            for crate, linkage in session.sources[dylib].formats.items()
            if linkage is Linkage.STATIC
        }
        dylibs = [dylib for dylib in dylibs if dylib not in inside]
    formats: dict[int, Linkage] = {}
    for dylib in dylibs:
        _add_library(formats, dylib, Linkage.DYNAMIC, dylib, answer)
        for crate, linkage in session.sources[dylib].formats.items():
            _add_library(formats, crate, linkage, dylib, answer)
    for crate, required in formats.items():
        is_dynamic = required is Linkage.DYNAMIC
        answer.linkage[crate] = Linkage.DYNAMIC if is_dynamic else Linkage.INCLUDED_FROM_DYLIB
        answer.steps[crate] = Step.HAS_DYLIB if is_dynamic else Step.INSIDE_DYLIB
    answer.rest = Step.NO_DYLIB
    for crate in members(session.linked & ~session.dylibs):
        answer.linkage.setdefault(crate, Linkage.STATIC)
    if answer.duplicates:
        answer.copies = _copies(session, dylibs, answer.duplicates)


def _add_library(formats: dict[int, Linkage], crate: int, linkage: Linkage, dylib: int, answer: DependencyList) -> None:
    """Only a shared library may be added twice. `dylib` is what brings the crate in."""
    before = formats.get(crate)
    if before is None:
        formats[crate] = linkage
        if linkage is Linkage.STATIC:
            answer.holders[crate] = dylib
    elif (before is not linkage or linkage is Linkage.STATIC) and crate not in answer.duplicates:
        answer.duplicates.append(crate)


def _activate_injected_dep(session: Session, answer: DependencyList) -> None:
    """A program with std gets the panic runtime of its strategy, unless one is there already."""
    sysroot = session.sysroot
    if not session.linked >> sysroot.std & 1 or any(crate in answer.linkage for crate in sysroot.panic_runtimes):
        return
    answer.linkage[sysroot.panic_abort if session.aborts else sysroot.panic_unwind] = Linkage.STATIC


def _copies(session: Session, dylibs: Sequence[int], duplicates: Sequence[int]) -> list[Copy]:
    """Where each copy of the duplicate crates is."""
    result = []
    for crate in duplicates:
        unit = None if session.sysroot.has(crate) else crate
        name = "std" if unit is None else ""
        if crate in dylibs:
            result.append(Copy(name, unit, None))
        result += [
            Copy(name, unit, None if session.sysroot.has(dylib) else dylib)
            for dylib in dylibs
            if session.sources[dylib].formats.get(crate) is Linkage.STATIC
        ]
    return result
