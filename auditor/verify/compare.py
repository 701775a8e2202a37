"""Holds a prediction against an observation: what differs, artifact by artifact and unit by unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from auditor.verify import package_id
from auditor.verify.records import ArtifactKey, ArtifactRecord, Records, UnitRecord

Record = TypeVar("Record", ArtifactRecord, UnitRecord)


class Difference(msgspec.Struct, frozen=True):
    """One thing in which the sides differ."""

    subject: str
    """The artifact or unit, readable."""
    field: str
    """What differs; `existence` where only one side has the subject."""
    predicted: str
    observed: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.subject}: {self.field}: predicted {self.predicted}, observed {self.observed}"


class Comparison(msgspec.Struct, frozen=True):
    """The outcome of holding both sides against each other."""

    differences: tuple[Difference, ...]
    agreeing: int
    """Artifacts that both sides describe alike."""
    unproven: tuple[str, ...]
    """Artifacts about which the build proves nothing, with the reason."""

    def __str__(self) -> str:
        """The whole comparison as text."""
        summary = f"{self.agreeing} artifacts agree, {len(self.differences)} differences"
        if self.unproven:
            summary += f", {len(self.unproven)} artifacts not proven"
        lines = (*map(str, self.differences), *(f"not proven: {line}" for line in self.unproven), summary)
        return "\n".join(lines)


def compare(predicted: Records, observed: Records) -> Comparison:
    """Hold a prediction against an observation.

    Artifacts that no field of a report can tell apart are matched so that the fewest differences remain. What one
    side does not know is not compared; units are compared only if both sides list them.
    """
    differences: list[Difference] = []
    unproven: list[str] = []
    agreeing = 0
    known = {record.key for record in predicted.artifacts}
    seen_artifacts = [_with_harness(record, known) for record in observed.artifacts]
    for mine, seen in _pairs(predicted.artifacts, seen_artifacts, lambda record: record.key):
        if seen is not None and seen.unproven is not None:
            unproven.append(f"{seen.key}: {seen.unproven}")
            continue
        found = list(_artifact_differences(mine, seen))
        differences += found
        agreeing += not found
    if predicted.units is not None and observed.units is not None:
        for mine_unit, seen_unit in _pairs(predicted.units, observed.units, _unit_identity):
            differences += _unit_differences(mine_unit, seen_unit)
    return Comparison(tuple(differences), agreeing, tuple(unproven))


def _with_harness(seen: ArtifactRecord, known: Set[ArtifactKey]) -> ArtifactRecord:
    """The record of an artifact that Cargo never came to: its plan does not say whether there is a harness."""
    other = replace(seen.key, test=not seen.key.test)
    is_unknown = seen.prefer_dynamic is None and seen.key not in known and other in known
    return replace(seen, key=other) if is_unknown else seen


def _unit_identity(unit: UnitRecord) -> object:
    return (unit.package_id, unit.target, tuple(sorted(unit.target_kind)), unit.mode)


def _pairs(
    predicted: Iterable[Record], observed: Iterable[Record], key: Callable[[Record], object]
) -> Iterator[tuple[Record | None, Record | None]]:
    """Each record with its counterpart, in the order of the keys as they first appear."""
    groups: defaultdict[object, tuple[list[Record], list[Record]]] = defaultdict(lambda: ([], []))
    for record in predicted:
        groups[key(record)][0].append(record)
    for record in observed:
        groups[key(record)][1].append(record)
    for mine, seen in groups.values():
        yield from _closest(mine, seen)


def _closest(mine: list[Record], seen: list[Record]) -> Iterator[tuple[Record | None, Record | None]]:
    """Pair the most alike first."""
    ranked = sorted(
        (_distance(one, other), place, counterpart)
        for place, one in enumerate(mine)
        for counterpart, other in enumerate(seen)
    )
    free_mine, free_seen = dict(enumerate(mine)), dict(enumerate(seen))
    for _, place, counterpart in ranked:
        if place in free_mine and counterpart in free_seen:
            yield free_mine.pop(place), free_seen.pop(counterpart)
    yield from ((record, None) for record in free_mine.values())
    yield from ((None, record) for record in free_seen.values())


def _distance(one: Record, other: Record) -> int:
    return sum(_differs(getattr(one, name), getattr(other, name)) for name in one.__struct_fields__)


def _differs(predicted: object, observed: object) -> bool:
    return predicted is not None and observed is not None and predicted != observed


def _artifact_differences(mine: ArtifactRecord | None, seen: ArtifactRecord | None) -> Iterator[Difference]:
    if mine is None or seen is None:
        yield from _only_one_side(mine, seen, lambda record: f"{record.key}", lambda record: record.outcome)
        return
    for name in ("prefer_dynamic", "lto", "panic", "outcome", "errors", "needed"):
        yield from _field(str(mine.key), name, getattr(mine, name), getattr(seen, name))
    if mine.linkage is not None and seen.linkage is not None:
        yield from _linkage_differences(str(mine.key), mine.linkage, seen.linkage)


def _linkage_differences(
    subject: str, mine: tuple[tuple[str, str | None, str], ...], seen: tuple[tuple[str, str | None, str], ...]
) -> Iterator[Difference]:
    """Crate by crate: nothing else tells a reader where to look in a list of hundreds."""
    predicted, observed = _by_crate(mine), _by_crate(seen)
    for crate in sorted(predicted.keys() | observed.keys(), key=lambda crate: (crate[0], crate[1] or "")):
        ours, theirs = predicted.get(crate, Counter()), observed.get(crate, Counter())
        if ours != theirs:
            name = crate[0] if crate[1] is None else f"{crate[0]} ({package_id.shown(crate[1])})"
            yield Difference(subject, f"linkage of {name}", _listed(ours), _listed(theirs))


def _by_crate(
    linkage: tuple[tuple[str, str | None, str], ...],
) -> Mapping[tuple[str, str | None], Counter[str]]:
    """The linkage of each crate; a crate can be there twice (in two builds of one package)."""
    found: defaultdict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for crate, package, kind in linkage:
        found[crate, package][kind] += 1
    return found


def _listed(kinds: Counter[str]) -> str:
    return ", ".join(sorted(kinds.elements())) or "not loaded"


def _unit_differences(mine: UnitRecord | None, seen: UnitRecord | None) -> Iterator[Difference]:
    if mine is None or seen is None:
        yield from _only_one_side(mine, seen, str, lambda record: f"features {list(record.features)}")
        return
    for name in mine.__struct_fields__:
        if name not in ("package_id", "target", "target_kind", "mode"):
            yield from _field(str(seen), f"unit's {name}", getattr(mine, name), getattr(seen, name))


def _only_one_side(
    mine: Record | None, seen: Record | None, name: Callable[[Record], str], what: Callable[[Record], str]
) -> Iterator[Difference]:
    if mine is not None:
        yield Difference(name(mine), "existence", what(mine), "nothing")
    if seen is not None:
        yield Difference(name(seen), "existence", "nothing", what(seen))


def _field(subject: str, name: str, predicted: object, observed: object) -> Iterator[Difference]:
    if _differs(predicted, observed):
        yield Difference(subject, name, _shown(predicted), _shown(observed))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_shown(part) for part in value) + "]"
    return str(value)
