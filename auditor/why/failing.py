"""What becomes of an artifact that is not made, as far as it has to do with one crate."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from auditor.crate_graph import crate_graph
from auditor.evidence import places, wording
from auditor.evidence.causes import causes
from auditor.model.linkage import Copy, ErrorKind, Linkage, Outcome
from auditor.model.report import Evidence
from auditor.why import options, rules, types
from auditor.why.answer import Reason, ReasonKind
from auditor.why.case import Case, library
from auditor.why.ways import Ways

_OF_STD = frozenset({"std", "panic_unwind", "panic_abort"})
_PANIC = frozenset({ErrorKind.PANIC_RUNTIME, ErrorKind.PANIC_STRATEGY, ErrorKind.PANIC_ABORT_TESTS})
_LTO = frozenset({ErrorKind.LTO_PREFER_DYNAMIC, ErrorKind.LTO_CRATE_TYPE, ErrorKind.EMBED_BITCODE})


def copies(case: Case) -> list[Copy]:
    """The copies of the crate that would be in the artifact, if there are several; those of std's crates as one."""
    crate = None if case.crate is None else case.crate.index
    found = [copy for copy in case.artifact.copies if copy.unit == crate]
    return list(dict.fromkeys(found)) if case.artifact.outcome is Outcome.FAILS else []


def is_at_fault(case: Case) -> bool:
    """Whether the artifact fails by this crate."""
    if case.artifact.outcome is not Outcome.FAILS:
        return False
    name = None if case.crate is None else case.crate.target.crate_name
    named = {crate for error in case.artifact.errors for crate in error.crates}
    return bool(copies(case)) or (bool(named & _OF_STD) if name is None else name in named)


def reasons(case: Case, ways: Ways) -> Iterator[Reason]:
    """Why the artifact is not made: nothing for one that links."""
    match case.artifact.outcome:
        case Outcome.FAILS:
            if copies(case):
                yield from _told_copies(case, ways)
                yield from _why_inside(case)
                yield Reason(ReasonKind.RULE, rules.rule_of_copies(case))
            yield Reason(ReasonKind.FAILS, "; ".join(causes(case.artifact.errors)))
            yield from _settings(case)
        case Outcome.BLOCKED:
            yield Reason(ReasonKind.BLOCKED, _waiting(case.evidence, case.artifact.blocked_by))
        case Outcome.LINKS:
            return


def _told_copies(case: Case, ways: Ways) -> Iterator[Reason]:
    """Each copy with the library that holds it, and the way there and on to the crate."""
    graph = crate_graph(case.evidence)
    for copy in copies(case):
        number = copy.unit if copy.holder is None else copy.holder
        if number is None:
            yield Reason(ReasonKind.COPY, f"its own {case.own_library or 'shared library'} (the toolchain's)")
            continue
        holder = case.evidence.plan.units[number]
        below = () if case.crate is None or copy.holder is None else graph.path(number, case.crate.index)[1:]
        way = (*graph.path(case.unit.index, number), *below)
        declared = types.place(case.evidence, holder.package)
        shown = places.show(case.evidence, declared)
        held = "inside " if copy.holder is not None else "its own "
        text = f"{held}{library(holder)} (a dylib by {shown})"
        yield Reason(ReasonKind.COPY, text, declared, ways.hops(way))


def _why_inside(case: Case) -> Iterator[Reason]:
    """Why libraries contain the crate: no shared library of it, or the options with which they are linked."""
    evidence = case.evidence
    if not case.has_dylib:
        yield Reason(ReasonKind.RULE, f"{case.name} has no dylib, so each dylib that uses it contains a copy")
        return
    holders = {copy.holder for copy in copies(case)}
    for index, one in enumerate(evidence.artifacts):
        if one.unit in holders and one.crate_type == "dylib":
            holder = evidence.plan.units[one.unit].target.crate_name
            reason = options.preference(Case(evidence, index, case.crate, Linkage.STATIC))
            yield replace(reason, text=f"`{holder}`: {reason.text}")


def _settings(case: Case) -> Iterator[Reason]:
    kinds = {error.kind for error in case.artifact.errors}
    if kinds & _PANIC:
        yield options.setting(case.evidence, case.unit, "panic")
    if kinds & _LTO:
        yield options.setting(case.evidence, case.unit, "lto")


def _waiting(evidence: Evidence, units: tuple[int, ...]) -> str:
    """What a blocked artifact waits for."""
    failing = [index for index, one in enumerate(evidence.artifacts) if one.unit in units]
    failing = [index for index in failing if evidence.artifacts[index].outcome is Outcome.FAILS]
    if failing:
        return f"waits for {wording.artifacts(evidence, failing)}, which {wording.agree(len(failing), 'fails', 'fail')}"
    if units:
        return f"waits for {wording.listed(wording.unit(evidence.plan.units[unit]) for unit in units)}, which fails"
    if evidence.plan.refusals:
        return "Cargo refuses the whole build"
    return "another crate type of the same package fails"
