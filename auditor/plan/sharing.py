"""Units that host and target share become one (cargo `rebuild_unit_graph_shared`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from auditor.model.unit import UnitDependency, UnitMode
from auditor.plan.draft import Draft, DraftEdge, DraftGraph
from auditor.plan.platforms import Kind


class SharedUnit(msgspec.Struct, frozen=True):
    """A unit of the final plan, known by a draft that became it."""

    draft: Draft
    """With the final profile; its kind is the host's where host and target are one platform."""
    dependencies: tuple[UnitDependency, ...]
    is_host: bool
    """Whether every draft that became it was for the host alone."""
    is_root: bool


def share(graph: DraftGraph, native: str | None) -> list[SharedUnit]:
    """The final units, dependencies first.

    `native` is the host's triple where nothing else was requested; with `--target` it is None and nothing is shared.
    """
    return _Sharing(graph, native).run()


def without_doctests(units: Sequence[SharedUnit]) -> tuple[list[SharedUnit], list[int]]:
    """The units without those of doc tests, which rustc does not compile, and the former number of each.

    Nothing depends on a doc test.
    """
    kept = [number for number, unit in enumerate(units) if unit.draft.mode is not UnitMode.DOCTEST]
    numbers = {before: now for now, before in enumerate(kept)}
    result = []
    for before in kept:
        dependencies = tuple(replace(one, unit=numbers[one.unit]) for one in units[before].dependencies)
        result.append(replace(units[before], dependencies=dependencies))
    return result, kept


class _Sharing:
    """One pass over the graph, from the roots, each unit after its dependencies."""

    def __init__(self, graph: DraftGraph, native: str | None) -> None:
        self._graph = graph
        self._native = native
        self._final: dict[Draft, int] = {}
        self._numbers: dict[tuple[Draft, tuple[int, ...]], int] = {}
        self._units: list[tuple[Draft, tuple[UnitDependency, ...]]] = []
        self._is_host: list[bool] = []

    def run(self) -> list[SharedUnit]:
        for root in self._graph.roots:
            for draft, is_for_host in self._after_dependencies(root):
                self._finish(draft, is_for_host)
        roots = {self._final[root] for root in self._graph.roots}
        return [
            SharedUnit(draft, dependencies, self._is_host[number], number in roots)
            for number, (draft, dependencies) in enumerate(self._units)
        ]

    def _after_dependencies(self, root: Draft) -> Iterator[tuple[Draft, bool]]:
        """Each unit below a root that is not final yet, after its dependencies, with its first reason."""
        work: list[tuple[Draft, bool, Iterator[DraftEdge]]] = []
        if root not in self._final:
            work.append((root, False, iter(self._graph.edges[root])))
        while work:
            draft, is_for_host, edges = work[-1]
            edge = next((edge for edge in edges if edge.draft not in self._final), None)
            if edge is None:
                work.pop()
                yield draft, is_for_host
            else:
                work.append((edge.draft, edge.unit_for.host, iter(self._graph.edges[edge.draft])))

    def _finish(self, draft: Draft, is_for_host: bool) -> None:
        dependencies = tuple(
            UnitDependency(self._final[edge.draft], edge.extern_name, edge.is_own_library)
            for edge in self._graph.edges[draft]
        )
        kind: Kind = None if self._native is not None and draft.kind == self._native else draft.kind
        final = draft._replace(profile=self._profile(draft, dependencies, is_for_host), kind=kind)
        identity = (final, tuple(dependency.unit for dependency in dependencies))
        number = self._numbers.setdefault(identity, len(self._units))
        if number == len(self._units):
            self._units.append((final, dependencies))
            self._is_host.append(True)
        self._is_host[number] &= draft.kind is None
        self._final[draft] = number

    def _profile(self, draft: Draft, dependencies: tuple[UnitDependency, ...], is_for_host: bool) -> int:
        """The profile with its deferred settings decided: strip and debuginfo depend on the unit's neighbours."""
        profiles = self._graph.profiles
        profile = profiles[draft.profile]
        if profile.strip_deferred and not _has_debuginfo(profile.debuginfo):
            below = (self._units[dependency.unit][0] for dependency in dependencies)
            if not any(_has_debuginfo(profiles[unit.profile].debuginfo) for unit in below):
                profile = replace(profile, strip="debuginfo", strip_deferred=False)
        if is_for_host and self._native is not None and profile.debuginfo_deferred:
            finished = replace(profile, debuginfo_deferred=False)
            target = draft._replace(profile=profiles.number(finished), kind=self._native)
            is_also_target = target in self._graph.edges
            profile = finished if is_also_target else replace(finished, debuginfo="0")
        return profiles.number(profile)


def _has_debuginfo(value: str) -> bool:
    return value not in ("0", "none", "false")
