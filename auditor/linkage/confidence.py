"""How sure each predicted artifact is: what changes it if a doubtful name is read the other way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditor.linkage.simulation import simulate
from auditor.model.linkage import Artifact, Confidence
from auditor.model.source import Reference, UnitSources
from auditor.model.unit import Plan


def artifacts_with_confidence(plan: Plan, named: Sequence[UnitSources]) -> tuple[Artifact, ...]:
    """The artifacts as most likely; certain where neither reading of a doubtful name changes them."""
    artifacts = simulate(plan, named).artifacts
    doubtful = any(
        reference in (Reference.UNLIKELY, Reference.LIKELY) for unit in named for reference in unit.references.values()
    )
    extremes = (
        [simulate(plan, named, threshold).artifacts for threshold in (Reference.UNLIKELY, Reference.NAMED)]
        if doubtful
        else []
    )
    result = []
    for number, artifact in enumerate(artifacts):
        doubts = list(_doubts_of_plan(plan, artifact))
        if any(other[number] != artifact for other in extremes):
            doubts.append("whether some crates are loaded cannot be read off the sources")
        result.append(replace(artifact, confidence=Confidence.LIKELY, doubts=tuple(doubts)) if doubts else artifact)
    return tuple(result)


def _doubts_of_plan(plan: Plan, artifact: Artifact) -> list[str]:
    """What besides sources makes an answer uncertain: a library whose file another unit overwrites."""
    loaded = {entry.unit for entry in artifact.linkage} | {artifact.unit}
    return [
        f"two units write {collision.file_name}: which one is linked depends on their timing"
        for collision in plan.collisions
        if loaded.intersection(collision.units)
    ]
