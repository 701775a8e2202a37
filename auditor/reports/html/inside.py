"""Which crates are inside which artifact: numbers for crates, and sets of them that many artifacts share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

import msgspec

from auditor.model.linkage import Artifact, Linkage
from auditor.model.report import Evidence
from auditor.model.workspace import PackageId
from auditor.reports.summary.groups import has_static_std


class Inside(msgspec.Struct, frozen=True):
    """The crates of a build and what holds them."""

    numbers: Mapping[PackageId, int]
    """Each library's number: its place in the list of all crates."""
    labels: tuple[str, ...]
    """What each crate is called, by number: with its version where several have the name."""
    sets: tuple[tuple[int, ...], ...]
    """Different sets of crates, each sorted by name."""
    of_artifact: tuple[int, ...]
    """For each artifact the number of its set, which its own crate is no part of."""
    own: tuple[int | None, ...]
    """For each artifact its own crate, where that is a library."""
    std: tuple[bool, ...]
    """For each artifact whether std is inside."""

    def crates(self, artifact: int) -> tuple[int, ...]:
        """The crates inside an artifact beside its own, which are those that every format counts."""
        return self.sets[self.of_artifact[artifact]]

    def ranges(self) -> tuple[str, ...]:
        """The sets as `0-4 7`."""
        return tuple(" ".join(_ranges(sorted(one))) for one in self.sets)


def inside(evidence: Evidence) -> Inside:
    """Number the crates and collect the sets."""
    packages = sorted(evidence.classifications, key=lambda one: _sort_key(evidence, one))
    numbers = {package: number for number, package in enumerate(packages)}
    units = [numbers.get(unit.package.id) if unit.target.is_lib else None for unit in evidence.plan.units]
    known: dict[tuple[int, ...], int] = {}
    sets: list[tuple[int, ...]] = []
    of_artifact = []
    for artifact in evidence.artifacts:
        key = _linked(artifact)
        if key not in known:
            crates = {units[unit] for unit in key}
            known[key] = len(sets)
            sets.append(tuple(sorted(crate for crate in crates if crate is not None)))
        of_artifact.append(known[key])
    std = tuple(has_static_std(artifact) for artifact in evidence.artifacts)
    own = tuple(_own(evidence, artifact, units) for artifact in evidence.artifacts)
    return Inside(numbers, _labels(evidence, packages), tuple(sets), tuple(of_artifact), own, std)


def _sort_key(evidence: Evidence, package_id: PackageId) -> tuple[str, str, str]:
    package = evidence.workspace.packages[package_id]
    return package.name, package.version, package_id


def _linked(artifact: Artifact) -> tuple[int, ...]:
    return tuple(entry.unit for entry in artifact.linkage if entry.linkage is Linkage.STATIC and entry.unit is not None)


def _own(evidence: Evidence, artifact: Artifact, units: list[int | None]) -> int | None:
    """The crate of the artifact itself, where it is a library."""
    unit = evidence.plan.units[artifact.unit]
    return units[artifact.unit] if unit.target.is_lib and not unit.is_test else None


def _labels(evidence: Evidence, packages: Iterable[PackageId]) -> tuple[str, ...]:
    found = [evidence.workspace.packages[package_id] for package_id in packages]
    names = [package.name for package in found]
    several = {name for name, group in groupby(sorted(names)) if len(list(group)) > 1}
    return tuple(f"{one.name} {one.version}" if one.name in several else one.name for one in found)


def _ranges(numbers: list[int]) -> Iterable[str]:
    start = end = -2
    for number in [*numbers, -1]:
        if number == end + 1 and number != -1:
            end = number
            continue
        if start >= 0:
            yield str(start) if start == end else f"{start}-{end}"
        start = end = number
