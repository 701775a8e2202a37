"""From a question and the evidence to the answer."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.evidence import wording
from auditor.model.linkage import Confidence, Linkage, Outcome, Preference, Step
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import Package
from auditor.why import failing, options, rules, types
from auditor.why.answer import Answer, Cause, CrateAnswer, Entry, Reason, ReasonKind
from auditor.why.case import Case
from auditor.why.question import STD, Question
from auditor.why.ways import Ways

_EVERY_CRATE_TYPE = "Cargo builds every crate type that a library declares, needed or not"
_BY_FLAG = (Step.HAS_DYLIB, Step.INSIDE_DYLIB, Step.NO_DYLIB)


def answer(evidence: Evidence, question: Question) -> Answer:
    """Say for every artifact of interest how the crate gets into it and why."""
    ways = Ways(evidence)
    crates = [_of_package(evidence, question, package, ways) for package in question.packages]
    return Answer(evidence, question.asked, tuple(crates or [_of_std(evidence, question, ways)]))


def _of_package(evidence: Evidence, question: Question, package: Package, ways: Ways) -> CrateAnswer:
    library = package.library
    if library is None:
        return CrateAnswer(package.name, package, None, (), "has no library, so that nothing links it")
    units = tuple(
        unit.index for unit in evidence.plan.units
        if unit.package.id == package.id and unit.target.is_lib and not unit.is_test
    )  # fmt: skip
    made = any(unit.package.id == package.id and unit.target.is_lib for unit in evidence.plan.units)
    entries = tuple(
        entry
        for index in range(len(evidence.artifacts))
        if question.is_about(index)
        for entry in _entries(evidence, index, package, units, ways, is_asked=question.artifacts is not None)
    )
    note = None if made else "is not part of this build: nothing that is selected needs it"
    return CrateAnswer(library.crate_name, package, types.of_package(evidence, package), entries, note)


def _entries(
    evidence: Evidence, index: int, package: Package, units: tuple[int, ...], ways: Ways, *, is_asked: bool
) -> Iterator[Entry]:
    """The entries for one artifact: more than one only where two builds of the crate are in it."""
    artifact = evidence.artifacts[index]
    unit = evidence.plan.units[artifact.unit]
    linked = [entry for entry in artifact.linkage if entry.package_id == package.id and entry.unit is not None]
    for entry in linked:
        assert entry.unit is not None
        case = Case(evidence, index, evidence.plan.units[entry.unit], entry.linkage)
        yield _linked(case, ways, ways.way(unit.index, (entry.unit,)))
    if linked:
        return
    if unit.package.id == package.id and unit.target.is_lib:
        yield _own(Case(evidence, index, unit, None), ways)
        return
    way = ways.way(unit.index, units) if units else ()
    if way:
        yield _unlinked(Case(evidence, index, evidence.plan.units[way[-1]], Linkage.NOT_LINKED), ways, way)
    elif is_asked:
        yield Entry(index, Linkage.NOT_LINKED, Cause.UNRELATED, "nothing that it needs depends on that crate")


def _linked(case: Case, ways: Ways, way: tuple[int, ...]) -> Entry:
    """A crate that rustc loads for the artifact."""
    duplicates = failing.copies(case)
    chain = [] if duplicates else list(_decision(case))
    return Entry(
        artifact=case.index,
        linkage=case.linkage,
        cause=Cause(case.step.value),
        because="more than one shared library has it" if duplicates else rules.because(case),
        path=() if duplicates else ways.hops(way),
        reasons=(*chain, *failing.reasons(case, ways), *_doubts(case)),
        is_at_fault=failing.is_at_fault(case),
        library=case.library,
    )


def _decision(case: Case) -> Iterator[Reason]:
    """Crate types, flag and rule, as far as they decide."""
    others = () if case.preference is Preference.DYNAMIC else case.only_dylibs
    holder = case.holder if case.linkage is Linkage.INCLUDED_FROM_DYLIB else None
    own = None if case.crate is None else case.crate.index
    shown = {unit.index: unit for unit in (holder, *others) if unit is not None and unit.index != own}
    for unit in shown.values() if case.step is not Step.LOADED_ONLY else ():
        yield from _types(case.evidence, unit)
    if _flag_decides(case):
        yield options.preference(case)
    yield Reason(ReasonKind.RULE, rules.rule(case))


def _flag_decides(case: Case) -> bool:
    match case.preference:
        case Preference.DYNAMIC:
            return case.step in _BY_FLAG
        case Preference.STATIC:
            return case.step is Step.ALL_STATIC and case.has_dylib
        case Preference.STATIC_BY_CRT:
            return case.step is Step.ALL_STATIC and case.has_dylib
        case Preference.STATIC_BY_CRATE_TYPE:
            return False


def _types(evidence: Evidence, unit: Unit) -> Iterator[Reason]:
    found = types.of_package(evidence, unit.package)
    if found is not None:
        yield Reason(found.kind, f"`{unit.target.crate_name}`: {found.text}", found.location)


def _own(case: Case, ways: Ways) -> Entry:
    """The crate's own library, or its unit tests."""
    artifact, package = case.artifact, case.unit.package
    chain: list[Reason] = []
    if artifact.outcome is Outcome.FAILS and case.preference is Preference.DYNAMIC:
        chain.append(options.preference(case))
    has_others = len(case.unit.flags.crate_types) > 1
    if has_others and not case.unit.is_test and (artifact.outcome is not Outcome.LINKS or not case.unit.is_root):
        chain.append(Reason(ReasonKind.RULE, _EVERY_CRATE_TYPE))
    return Entry(
        artifact=case.index,
        linkage=None,
        cause=Cause.OWN_ARTIFACT,
        because="it is compiled from it",
        path=ways.chain(package.id),
        reasons=(*chain, *failing.reasons(case, ways), *_doubts(case)),
        is_at_fault=artifact.outcome is Outcome.FAILS,
    )


def _unlinked(case: Case, ways: Ways, way: tuple[int, ...]) -> Entry:
    """A crate that the artifact's build needs and its link does not."""
    cause, before, after = ways.stop(way)
    place = ways.declaration(before, after)
    because, rule = _why_not(cause, before, after, is_end=after.index == way[-1])
    return Entry(
        artifact=case.index,
        linkage=Linkage.NOT_LINKED,
        cause=cause,
        because=because,
        path=ways.hops(way),
        reasons=(Reason(ReasonKind.RULE, rule, place), *failing.reasons(case, ways), *_doubts(case)),
        is_at_fault=cause is Cause.UNLINKABLE and failing.is_at_fault(case),
    )


def _why_not(cause: Cause, before: Unit, after: Unit, *, is_end: bool) -> tuple[str, str]:
    """Why rustc does not follow a dependency: a clause, and the rule."""
    what = "it" if is_end else f"`{after.target.crate_name}`, which leads to it,"
    match cause:
        case Cause.BUILD_SCRIPT:
            where = f"the build script of `{after.package.name}`"
            return f"only {where} needs it", "a build script is a program of its own: it runs before, on the host"
        case Cause.PROC_MACRO:
            where = f"the proc macro `{after.target.crate_name}`"
            return f"only {where} needs it", "a proc macro runs in the compiler, with all that it needs"
        case Cause.PROGRAM:
            return f"only the program `{after.target.name}` needs it", "a test runs its package's programs"
        case Cause.UNLINKABLE:
            kinds = wording.quoted(after.target.crate_types)
            return f"{what} has neither an rlib nor a dylib", f"Rust code cannot link {kinds}: Cargo does not pass it"
        case _:
            rule = "rustc loads a declared dependency only where the sources name it"
            return f"nothing in the sources of `{before.package.name}` names {what}".rstrip(","), rule


def _doubts(case: Case) -> Iterator[Reason]:
    if case.artifact.confidence is Confidence.LIKELY:
        for doubt in case.artifact.doubts:
            yield Reason(ReasonKind.LIKELY, f"it is not known {doubt}" if doubt.startswith(_CLAUSES) else doubt)


_CLAUSES = ("whether", "which", "how")


def _of_std(evidence: Evidence, question: Question, ways: Ways) -> CrateAnswer:
    naming = tuple(
        unit.index for unit in evidence.plan.units if unit.is_compiled and not evidence.sources[unit.index].is_no_std
    )
    entries = tuple(
        _std_entry(evidence, index, naming, ways)
        for index in range(len(evidence.artifacts))
        if question.is_about(index)
    )
    return CrateAnswer(STD, None, types.of_std(evidence), entries)


def _std_entry(evidence: Evidence, index: int, naming: tuple[int, ...], ways: Ways) -> Entry:
    artifact = evidence.artifacts[index]
    found = next((entry.linkage for entry in artifact.linkage if entry.unit is None), None)
    if found is not None:
        return _linked(Case(evidence, index, None, found), ways, ways.way(artifact.unit, naming))
    case = Case(evidence, index, None, None)
    rule = Reason(ReasonKind.RULE, "neither its sources nor what they load use std (`#![no_std]`)")
    chain = (rule, *failing.reasons(case, ways), *_doubts(case))
    return Entry(index, Linkage.NOT_LINKED, Cause.NO_STD, "nothing in it uses std", reasons=chain)
