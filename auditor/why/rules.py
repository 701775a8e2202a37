"""The rule of rustc that decided, for one crate in one artifact: at length, and as a clause after `because`.

The rules and their names are those of rustc's `compiler/rustc_metadata/src/dependency_format.rs`.
"""

from __future__ import annotations

from auditor.evidence import wording
from auditor.model.linkage import Linkage, Preference, Step
from auditor.why import case as cases
from auditor.why.case import Case


def because(case: Case) -> str:
    """The shortest reason, a clause."""
    match case.step:
        case Step.ALL_STATIC:
            return _because_static(case)
        case Step.HAS_DYLIB:
            return _because_dynamic(case)
        case Step.INSIDE_DYLIB:
            return "that library contains it already"
        case Step.NO_DYLIB if case.crate is None:
            return f"the toolchain has no shared std for {case.unit.platform.triple}"
        case Step.NO_DYLIB:
            return "it is only an rlib"
        case Step.LOADED_ONLY:
            return _because_loaded_only(case)
        case Step.UNDECIDED:
            return _undecided(case, at_length=False)


def rule_of_copies(case: Case) -> str:
    """Why the link is not all static, and what rustc makes of several copies."""
    return f"{_every_dylib(case)}; whatever is inside one of them may be there only once"


def rule(case: Case) -> str:
    """The rule, spelled out for this link."""
    match case.step:
        case Step.ALL_STATIC:
            return f"{_all_static(case)} (rustc's `attempt_static`)"
        case Step.HAS_DYLIB:
            return _every_dylib(case) if _is_only_dylib(case) else f"{_every_dylib(case)}; {case.name} has one"
        case Step.INSIDE_DYLIB:
            holder = case.library or "a library"
            return f"{_every_dylib(case)}; {holder} contains {case.name}, and a second copy is not added"
        case Step.NO_DYLIB:
            return f"{_every_dylib(case)}; {case.name} has none and is in none, so it is linked statically"
        case Step.LOADED_ONLY if _is_proc_macro(case):
            return "rustc loads a proc macro to run it, and links nothing of it"
        case Step.LOADED_ONLY:
            return "what the sources load by `#[no_link]` is read for its macros, and not linked"
        case Step.UNDECIDED:
            return _undecided(case, at_length=True)


def _because_static(case: Case) -> str:
    if case.crate is not None and not case.has_dylib:
        return "it is only an rlib"
    if case.preference is Preference.STATIC_BY_CRT:
        return "the C runtime is linked statically"
    if case.preference is Preference.STATIC_BY_CRATE_TYPE:
        return f"{cases.kind(case.artifact)} is linked statically if it can be"
    return f"nothing there asks for {'a shared one' if case.crate is None else 'its dylib'}"


def _because_dynamic(case: Case) -> str:
    if case.preference is Preference.DYNAMIC:
        return f"{'' if case.crate is None else 'it has a dylib and '}`-C prefer-dynamic` is on"
    others = case.only_dylibs
    if _is_only_dylib(case):
        return "it is only a dylib"
    return f"{_names(case)} {wording.agree(len(others), 'is', 'are')} only a dylib, which turns the link dynamic"


def _because_loaded_only(case: Case) -> str:
    return "it is a proc macro, which runs in the compiler" if _is_proc_macro(case) else "only `#[no_link]` loads it"


def _all_static(case: Case) -> str:
    lead = "every loaded crate has an rlib"
    match case.preference:
        case Preference.STATIC_BY_CRT:
            return f"{lead}, and a program that contains the C runtime is then all static, whatever the flag"
        case Preference.STATIC_BY_CRATE_TYPE:
            return f"{lead}, and {cases.kind(case.artifact)} is then all static, whatever the flag"
        case _:
            return f"{lead} and prefer-dynamic is off, so everything is linked statically"


def _every_dylib(case: Case) -> str:
    """Why the link is not all static, and what follows."""
    others = case.only_dylibs
    if case.preference is Preference.DYNAMIC or not others:
        return "prefer-dynamic takes every dylib there is (rustc's `add_library`)"
    have = wording.agree(len(others), "has", "have")
    return f"{_names(case)} {have} no rlib, so not all can be static, and rustc takes every dylib there is"


def _undecided(case: Case, *, at_length: bool) -> str:
    others = case.only_dylibs
    if not others:
        return "the run ends before rustc comes to it"
    if at_length or not _is_only_dylib(case):
        needs = wording.agree(len(others), "has", "have")
        return f"{cases.kind(case.artifact)} is all static, and {_names(case)} {needs} no rlib"
    return f"it has no rlib, and {cases.kind(case.artifact)} is all static"


def _is_only_dylib(case: Case) -> bool:
    """Whether the crate itself is what keeps the link from being all static."""
    return case.crate is not None and any(one.index == case.crate.index for one in case.only_dylibs)


def _names(case: Case) -> str:
    return wording.quoted(unit.target.crate_name for unit in case.only_dylibs)


def _is_proc_macro(case: Case) -> bool:
    return case.linkage is Linkage.NOT_LINKED and case.crate is not None and case.crate.target.is_proc_macro
