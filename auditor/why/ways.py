"""Ways through the dependencies, with the lines that declare them and the place where rustc stops to follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from auditor.crate_graph import crate_graph
from auditor.evidence import places
from auditor.model.finding import Location
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import Dependency, DependencyKind, TargetKind
from auditor.why.answer import Cause, Hop

_DEV = (TargetKind.TEST, TargetKind.EXAMPLE, TargetKind.BENCH)


class Ways:
    """Finds ways, each question answered once."""

    def __init__(self, evidence: Evidence) -> None:
        """Take the evidence; nothing is computed before a question is asked."""
        self._evidence = evidence
        self._units = evidence.plan.units
        self._graph = crate_graph(evidence)
        self._found: dict[tuple[int, ...], Mapping[int, tuple[int, ...]]] = {}
        self._declared: dict[tuple[str, str, str, bool, bool], Location | None] = {}

    def way(self, start: int, ends: tuple[int, ...]) -> tuple[int, ...]:
        """The units from one to the nearest of others by the way on which rustc gets furthest; empty if none leads."""
        if ends not in self._found:
            self._found[ends] = self._graph.ways_to(ends)
        return self._found[ends].get(start, ())

    def hops(self, way: Sequence[int]) -> tuple[Hop, ...]:
        """A way with names and lines."""
        first = tuple(Hop(unit) for unit in way[:1])
        return first + tuple(self._hop(self._units[before], self._units[after]) for before, after in pairwise(way))

    def chain(self, package: str) -> tuple[Hop, ...]:
        """What brings a package into the build."""
        return self.hops(self._graph.chain(package))

    def stop(self, way: Sequence[int]) -> tuple[Cause, Unit, Unit]:
        """Where rustc does not follow a way: why, and the units before and behind that place.

        The way must have such a place.
        """
        for before, after in pairwise(way):
            if not self._graph.loads(before, after):
                return _why_not(self._units[after], is_end=after == way[-1]), self._units[before], self._units[after]
        raise AssertionError("rustc follows the whole way")

    def declaration(self, unit: Unit, on: Unit) -> Location | None:
        """Where the package of a unit declares that it depends on another's; None if it is a third party's."""
        if not unit.package.is_path or unit.package.id == on.package.id:
            return None
        name = self._extern_name(unit, on)
        key = (unit.package.id, on.package.id, name, unit.target.is_custom_build, _uses_dev(unit))
        if key not in self._declared:
            self._declared[key] = self._declare(unit, on, name)
        return self._declared[key]

    def _hop(self, before: Unit, after: Unit) -> Hop:
        return Hop(
            after.index,
            self._extern_name(before, after),
            self.declaration(before, after),
            self._graph.loads(before.index, after.index),
        )

    def _extern_name(self, unit: Unit, on: Unit) -> str:
        """The name of the dependency; where there are two, the one by which it is loaded."""
        sources = self._evidence.sources[unit.index]
        names = [one.extern_name for one in unit.dependencies if one.unit == on.index]
        return max(names, key=lambda name: sources.references.get(name, 0), default=on.target.crate_name)

    def _declare(self, unit: Unit, on: Unit, name: str) -> Location | None:
        resolved = self._evidence.workspace.resolve.get(unit.package.id, ())
        found = [one for one in resolved if one.package_id == on.package.id]
        exact = [one for one in found if one.extern_name == name] or found
        declared = [dependency for one in exact for dependency in one.dependencies]
        if not declared:
            return None
        best = min(declared, key=lambda dependency: _unlikeliness(unit, dependency))
        return places.declaration(self._evidence, unit.package, best)


def _why_not(after: Unit, *, is_end: bool) -> Cause:
    target = after.target
    if target.is_custom_build:
        return Cause.BUILD_SCRIPT
    if target.is_proc_macro and not is_end:
        return Cause.PROC_MACRO
    if not target.is_lib:
        return Cause.PROGRAM
    return Cause.NOT_NAMED if target.is_linkable else Cause.UNLINKABLE


def _uses_dev(unit: Unit) -> bool:
    return unit.is_test or unit.target.kind in _DEV


def _unlikeliness(unit: Unit, dependency: Dependency) -> int:
    """How far a table of the manifest is from a unit."""
    order = [DependencyKind.NORMAL, DependencyKind.DEV, DependencyKind.BUILD]
    if unit.target.is_custom_build:
        order.reverse()
    return order.index(dependency.kind)
