"""The one or two sentences that answer the question."""

from __future__ import annotations

from auditor.evidence import places
from auditor.evidence.causes import causes
from auditor.evidence.wording import agree, counted, listed, sentence
from auditor.model.linkage import Artifact, Linkage, Outcome
from auditor.model.report import Evidence
from auditor.reports.summary import names
from auditor.reports.why import words
from auditor.why.answer import CrateAnswer, ReasonKind
from auditor.why.grouping import Group, groups, joined

MOST_SENTENCES = 2


def headline(evidence: Evidence, crate: CrateAnswer, *, with_version: bool = False) -> tuple[str, bool]:
    """The sentences about one version of a crate, and whether nothing fails by it."""
    name = f"`{crate.name}`{version(crate) if with_version else ''}"
    if crate.note is not None:
        return f"{name} {crate.note}.", True
    found = groups(evidence, crate)
    telling = [group for group in found if group.first.linkage is not None or group.first.is_at_fault]
    if not telling:
        nothing = "is linked into nothing else" if found else "is in no artifact of this build"
        return f"{name} {nothing}.", True
    telling = joined(evidence, telling)
    said = [_sentence(evidence, crate, name, group) for group in telling[:MOST_SENTENCES]]
    rest = sum(len(group.entries) for group in telling[MOST_SENTENCES:])
    if rest:
        said.append(f"For {counted(rest, 'more artifact')} see below.")
    return " ".join(said), not any(group.first.is_at_fault for group in found)


def version(crate: CrateAnswer) -> str:
    """The version behind a name, where there is one."""
    return "" if crate.package is None else f" {crate.package.version}"


def _sentence(evidence: Evidence, crate: CrateAnswer, name: str, group: Group) -> str:
    artifacts = group.artifacts(evidence)
    there = words.briefly(evidence, artifacts)
    entry = group.first
    if entry.linkage is None:
        failing = "; ".join(causes(artifacts[0].errors))
        return f"{sentence(_itself(evidence, crate, name, artifacts[0]))} cannot be linked: {failing}."
    copies = [reason.text for reason in entry.reasons if reason.kind is ReasonKind.COPY]
    if copies:
        held = listed(text.partition(" (")[0].replace("its own", "in its own", 1) for text in copies)
        return f"{name} would be in {there} more than once, {held}: that cannot be linked."
    is_made = group.outcome(evidence) is Outcome.LINKS
    verb = "is" if is_made else "would be"
    end = f"because {entry.because}{'' if is_made else _not_made(group, evidence)}."
    match entry.linkage:
        case Linkage.STATIC:
            return f"{name} {verb} linked statically into {there}, {end}"
        case Linkage.DYNAMIC:
            return f"{name} {verb} linked dynamically into {there}, {end}"
        case Linkage.INCLUDED_FROM_DYLIB:
            return f"{name} {verb} in {there} by way of {entry.library or 'a dylib'}, {end}"
        case _ if entry.is_at_fault:
            return f"{name} cannot be linked into {there}, because {entry.because}."
        case _:
            return f"{name} {verb} not linked into {there}, {end}".replace("would be not", "would not be")


def _itself(evidence: Evidence, crate: CrateAnswer, name: str, artifact: Artifact) -> str:
    """An artifact that is the crate: `the dylib of `c` (c/Cargo.toml:6)`."""
    unit = evidence.plan.units[artifact.unit]
    what = f"the {names.noun(unit, artifact.crate_type)[0]} of {name}"
    place = None if crate.types is None else crate.types.location
    return what if place is None or unit.is_test else f"{what} ({places.show(evidence, place)})"


def _not_made(group: Group, evidence: Evidence) -> str:
    several = len(group.entries)
    if group.outcome(evidence) is Outcome.FAILS:
        return f"; but {agree(several, 'it fails', 'they fail')}"
    return f"; but {agree(several, 'it is', 'they are')} blocked"
