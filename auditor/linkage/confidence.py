"""How sure each predicted artifact is: what changes it if a doubtful name is read the other way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from auditor.linkage.simulation import simulate
from auditor.model.linkage import Artifact, Confidence
from auditor.model.source import Reference, UnitSources
from auditor.model.unit import Plan

_DOUBTFUL = (Reference.UNLIKELY, Reference.LIKELY)
_MOST = 3
"""How many doubtful names an artifact lists."""


def artifacts_with_confidence(plan: Plan, named: Sequence[UnitSources]) -> tuple[Artifact, ...]:
    """The artifacts as most likely; certain where neither reading of the doubtful names changes them.

    What a run loads only grows with the names that count, so that the two extreme readings decide it.
    """
    artifacts = simulate(plan, named)
    extremes = (
        [simulate(plan, named, threshold) for threshold in (Reference.UNLIKELY, Reference.NAMED)]
        if any(reference in _DOUBTFUL for unit in named for reference in unit.references.values())
        else []
    )
    return tuple(
        _judged(plan, named, artifact, [other[number] for other in extremes])
        for number, artifact in enumerate(artifacts)
    )


def _judged(plan: Plan, named: Sequence[UnitSources], artifact: Artifact, extremes: Sequence[Artifact]) -> Artifact:
    doubts = list(_doubts_of_plan(plan, artifact))
    is_outcome_doubtful = bool(doubts) or any(
        (other.outcome, other.errors) != (artifact.outcome, artifact.errors) for other in extremes
    )
    if any(other != artifact for other in extremes):
        units = {unit for one in (artifact, *extremes) for entry in one.linkage if (unit := entry.unit) is not None}
        names = list(_doubtful_names(plan, named, sorted({artifact.unit, *units})))
        doubts += names[:_MOST]
        if len(names) > _MOST:
            doubts.append(f"and {len(names) - _MOST} more such names")
    if not doubts:
        return artifact
    return replace(
        artifact,
        confidence=Confidence.LIKELY,
        outcome_confidence=Confidence.LIKELY if is_outcome_doubtful else Confidence.CERTAIN,
        doubts=tuple(doubts),
    )


def _doubtful_names(plan: Plan, named: Sequence[UnitSources], units: Sequence[int]) -> Iterator[str]:
    """What cannot be read off the sources of the units that make up an artifact."""
    said = set()
    for number in units:
        for name, reference in named[number].references.items():
            package = plan.units[number].package.name
            if reference in _DOUBTFUL and (package, name) not in said:
                said.add((package, name))
                reason = named[number].reasons.get(name)
                yield f"whether `{package}` loads `{name}`{f': {reason}' if reason else ''}"


def _doubts_of_plan(plan: Plan, artifact: Artifact) -> Iterator[str]:
    """A standard library that the build makes itself; a library whose file another unit overwrites."""
    if plan.builds_std:
        yield "how the standard library is linked: `build-std` builds it anew"
    loaded = {entry.unit for entry in artifact.linkage} | {artifact.unit}
    for collision in plan.collisions:
        if loaded.intersection(collision.units):
            yield f"which `{collision.file_name}` is linked: two units write it, and their timing decides"
