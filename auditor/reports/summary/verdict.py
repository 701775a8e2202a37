"""The audit in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from auditor.evidence.causes import causes
from auditor.evidence.wording import agree, counted, listed, sentence
from auditor.model.linkage import Artifact, Confidence, Outcome
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.reports.summary import libraries, names

MOST_CAUSES = 2
"""How many causes the sentence names before it counts the rest."""


class Verdict(msgspec.Struct, frozen=True):
    """The answer to "would this build link?"."""

    text: str
    """One sentence."""
    is_good: bool


def verdict(evidence: Evidence) -> Verdict:
    """Say what becomes of the build."""
    artifacts = evidence.artifacts
    failing = [artifact for artifact in artifacts if artifact.outcome is Outcome.FAILS]
    if evidence.plan.refusals:
        return Verdict(f"Cargo would refuse this build: {evidence.plan.refusals[0].message}.", is_good=False)
    if failing:
        return Verdict(_begin(evidence, _failure(evidence, failing)), is_good=False)
    if not artifacts:
        return Verdict("Nothing is linked in this build: it makes no program and no shared library.", is_good=True)
    return Verdict(_begin(evidence, _success(evidence)), is_good=True)


def _begin(evidence: Evidence, text: str) -> str:
    """A build that is not configured like that is supposed aloud."""
    return sentence(text) if evidence.mode is Mode.AS_CONFIGURED else f"With -C prefer-dynamic added, {text}"


def _failure(evidence: Evidence, failing: Sequence[Artifact]) -> str:
    artifacts = evidence.artifacts
    blocked = sum(artifact.outcome is Outcome.BLOCKED for artifact in artifacts)
    who = _all(evidence) if len(failing) == len(artifacts) else f"{len(failing)} of {len(artifacts)} artifacts"
    probably = "" if any(artifact.outcome_confidence is Confidence.CERTAIN for artifact in failing) else " probably"
    also = f" and block {blocked} more" if blocked else ""
    found = causes(error for artifact in failing for error in artifact.errors)
    if len(found) > MOST_CAUSES:
        found[MOST_CAUSES:] = [counted(len(found) - MOST_CAUSES, "other cause")]
    return f"{who} would{probably} fail to link{also}: {'; '.join(found)}."


def _success(evidence: Evidence) -> str:
    requested = [artifact for artifact in evidence.artifacts if evidence.plan.units[artifact.unit].is_root]
    probably = "" if all(artifact.outcome_confidence is Confidence.CERTAIN for artifact in requested) else " probably"
    return f"{_all(evidence)} would{probably} link{_loading(evidence, requested)}."


def _all(evidence: Evidence) -> str:
    """All artifacts as the subject of a sentence."""
    match len(evidence.artifacts):
        case 1:
            return names.called(evidence, evidence.artifacts, most=1)
        case 2:
            return "both artifacts"
        case total:
            return f"all {total} artifacts"


def _loading(evidence: Evidence, requested: Sequence[Artifact]) -> str:
    """What the requested artifacts load at run time, as the sentence's end."""
    if not requested:
        return ""
    loading = [artifact for artifact in requested if artifact.needed]
    if not loading:
        return "; no Rust shared library is loaded at run time"
    found = {library.file_name: library for artifact in loading for library in libraries.loaded(evidence, artifact)}
    shown = listed((library.file_name for library in sorted(found.values(), key=lambda one: one.is_std)), most=3)
    if len(loading) > 1:
        return f"; at run time {shown} {agree(len(found), 'is', 'are')} loaded"
    if len(evidence.artifacts) == 1:
        return f" and load {shown} at run time"
    return f"; {names.called(evidence, loading, most=1)} loads {shown} at run time"
