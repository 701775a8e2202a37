"""The table of artifacts."""

from __future__ import annotations

from auditor.evidence.causes import causes
from auditor.model.linkage import Artifact, Linkage, Outcome
from auditor.model.report import Evidence
from auditor.reports.html import view
from auditor.reports.html.boxes import Boxes
from auditor.reports.html.nodes import loads
from auditor.reports.html.prose import prose
from auditor.reports.summary import groups, names
from auditor.reports.summary.waiting import waiting


def artifacts(evidence: Evidence, boxes: Boxes) -> tuple[view.ArtifactRow, ...]:
    """All artifacts, what fails first, then what was asked for."""
    index = {id(artifact): number for number, artifact in enumerate(evidence.artifacts)}
    box = {artifact: boxes.id(number) for number, node in enumerate(boxes.nodes) for artifact in node.artifacts}
    numbers = (index[id(artifact)] for artifact in groups.in_order(evidence))
    return tuple(_row(evidence, boxes, number, box[number]) for number in numbers)


def _row(evidence: Evidence, boxes: Boxes, number: int, box: str) -> view.ArtifactRow:
    artifact = evidence.artifacts[number]
    unit = evidence.plan.units[artifact.unit]
    return view.ArtifactRow(
        id=f"artifact-{number}",
        name=names.name(evidence, unit),
        kind=names.noun(unit, artifact.crate_type)[0],
        outcome=artifact.outcome.value,
        status=_status(evidence, artifact),
        box=box,
        crates=len(boxes.inside.crates(number)),
        inside=boxes.inside.of_artifact[number],
        std=_std(artifact),
        loads=loads(evidence, artifact),
        lto=unit.flags.lto.value,
        panic=unit.flags.panic.value,
        platform="host" if unit.is_host else "target",
        confidence=artifact.confidence.value,
    )


def _status(evidence: Evidence, artifact: Artifact) -> view.Prose:
    match artifact.outcome:
        case Outcome.FAILS:
            return prose("; ".join(causes(artifact.errors)))
        case Outcome.BLOCKED:
            return prose(waiting(evidence, [artifact]))
        case Outcome.LINKS:
            return ()


def _std(artifact: Artifact) -> str:
    """How std gets into it."""
    if any(copy.unit is None for copy in artifact.copies):
        return "twice"
    if groups.has_static_std(artifact):
        return "inside"
    linkages = {entry.linkage for entry in artifact.linkage if entry.unit is None and entry.crate == "std"}
    if Linkage.DYNAMIC in linkages:
        return "loaded"
    return "in a dylib" if Linkage.INCLUDED_FROM_DYLIB in linkages else "none"
