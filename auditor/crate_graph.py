"""The graph of a build with named questions: which way leads from one unit to another, and who holds what.

The only module that knows networkx, which it imports when the first question is asked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor.model.linkage import Linkage
from auditor.model.report import Evidence
from auditor.model.source import Reference
from auditor.model.unit import Unit, UnitDependency
from auditor.model.workspace import PackageId

if TYPE_CHECKING:
    import networkx

    Graph = networkx.DiGraph[int]

_START = -1
"""A node before all roots."""
_LOADED, _UNNAMED, _UNLINKED = 1, 10_000, 100_000_000
"""Lengths of edges: any number of shorter ones is preferred to a longer one."""


@lru_cache(maxsize=1)
def crate_graph(evidence: Evidence) -> CrateGraph:
    """The graph of an audit, made once."""
    return CrateGraph(evidence)


class CrateGraph:
    """The units of a build and their dependencies; immutable."""

    def __init__(self, evidence: Evidence) -> None:
        """Take the evidence; nothing is computed before a question is asked."""
        self._evidence = evidence
        self._units = evidence.plan.units

    def path(self, start: int, end: int) -> tuple[int, ...]:
        """The shortest way from a unit to one that it loads: the units on it, both ends included.

        Ways by which rustc loads crates come first, then those that only Cargo sees. Empty if there is none.
        """
        return _shortest(self._loading, start, end) or _shortest(self._everything, start, end)

    def ways_to(self, ends: Iterable[int]) -> Mapping[int, tuple[int, ...]]:
        """From each unit that needs one of `ends` the way there on which rustc gets furthest, both ends included.

        Of those by which it loads all, the shortest; then those that only lack a name in some source; last those
        through build scripts, proc macros and programs, which nothing is linked through.
        """
        import networkx

        found = networkx.multi_source_dijkstra_path(self._backward, set(ends))
        return {start: tuple(reversed(way)) for start, way in found.items()}

    def loads(self, start: int, end: int) -> bool:
        """Whether the sources of a unit name a library that it depends on, so that rustc loads it to be linked."""
        unit = self._units[start]
        return any(one.unit == end and self._is_loaded(unit, one) for one in unit.dependencies)

    def chain(self, package: PackageId) -> tuple[int, ...]:
        """The shortest way from what was asked for to a unit of a package: what brings the package in."""
        ends = [unit.index for unit in self._units if unit.package.id == package]
        ways = [way for end in ends if (way := _shortest(self._everything, _START, end))]
        return min(ways, key=len)[1:] if ways else ()

    @cached_property
    def chains(self) -> Mapping[PackageId, tuple[int, ...]]:
        """What brings each package in: the same as `chain` for all packages, found in one walk."""
        came_from: dict[int, int] = dict.fromkeys(self._evidence.plan.roots, _START)
        found: dict[PackageId, tuple[int, ...]] = {}
        waiting = deque(self._evidence.plan.roots)
        while waiting:
            unit = waiting.popleft()
            package = self._units[unit].package.id
            if package not in found:
                found[package] = tuple(reversed(list(_back(unit, came_from))))
            for dependency in self._units[unit].dependencies:
                if dependency.unit not in came_from:
                    came_from[dependency.unit] = unit
                    waiting.append(dependency.unit)
        return found

    def dependents(self, unit: int) -> frozenset[int]:
        """All units that need a unit, directly or not."""
        import networkx

        return frozenset(networkx.ancestors(self._everything, unit)) - {_START}

    def holders(self, unit: int) -> tuple[int, ...]:
        """The artifacts that contain a copy of a unit's crate."""
        return self._holders.get(unit, ())

    def topmost(self, units: Iterable[int]) -> tuple[int, ...]:
        """Those of some units that none of the others contains: whatever links them gets all the others."""
        return topmost(self._containing, units)

    def divided(self, holders: Iterable[int], units: Iterable[int]) -> tuple[int, ...]:
        """The fewest of some units to be made shared libraries so that none of them is in two libraries."""
        return divided(self._containing, holders, units)

    def contained(self, units: Iterable[int]) -> frozenset[int]:
        """Some units with all that a library of them would contain."""
        import networkx

        below = (networkx.descendants(self._containing, unit) for unit in units if unit in self._containing)
        return frozenset(units).union(*below)

    def shown(self, way: Sequence[int]) -> str:
        """A way as `app → d1 → c`: by package, each once in a row."""
        names = [self._units[number].package.name for number in way]
        return " → ".join(names[:1] + [after for before, after in pairwise(names) if before != after])

    @cached_property
    def _holders(self) -> dict[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {}
        for index, artifact in enumerate(self._evidence.artifacts):
            for entry in artifact.linkage:
                if entry.unit is not None and entry.linkage is Linkage.STATIC:
                    found.setdefault(entry.unit, []).append(index)
        return {unit: tuple(artifacts) for unit, artifacts in found.items()}

    @cached_property
    def _everything(self) -> Graph:
        """All that Cargo builds before something else."""
        edges = [(unit.index, dependency.unit) for unit in self._units for dependency in unit.dependencies]
        return _frozen([*((_START, root) for root in self._evidence.plan.roots), *edges])

    @cached_property
    def _backward(self) -> Graph:
        """All edges the other way round, those that rustc does not follow by far the longest."""
        import networkx

        graph: Graph = networkx.DiGraph()
        graph.add_nodes_from(unit.index for unit in self._units)
        for unit in self._units:
            for dependency in unit.dependencies:
                length = _LOADED if self._is_loaded(unit, dependency) else self._length(dependency)
                # NOTE: a package can be declared under two names, one of them used.
                before = graph.get_edge_data(dependency.unit, unit.index, {"weight": length})["weight"]
                graph.add_edge(dependency.unit, unit.index, weight=min(length, before))
        networkx.freeze(graph)
        return graph

    def _length(self, dependency: UnitDependency) -> int:
        target = self._units[dependency.unit].target
        return _UNNAMED if target.is_linkable and not target.is_proc_macro else _UNLINKED

    @cached_property
    def _loading(self) -> Graph:
        """The libraries that rustc loads because sources name them."""
        return _frozen(
            [
                (unit.index, dependency.unit)
                for unit in self._units
                for dependency in unit.dependencies
                if self._is_loaded(unit, dependency)
            ]
        )

    @cached_property
    def _containing(self) -> Graph:
        """The same without the ways into shared libraries: what is behind them is in there."""
        return _frozen([edge for edge in self._loading.edges if "dylib" not in self._units[edge[1]].flags.crate_types])

    def _is_loaded(self, unit: Unit, dependency: UnitDependency) -> bool:
        library = self._units[dependency.unit]
        named = self._evidence.sources[unit.index].references.get(dependency.extern_name, Reference.ABSENT)
        return library.target.is_linkable and not library.target.is_proc_macro and named >= Reference.LIKELY


def topmost(graph: Graph, nodes: Iterable[int]) -> tuple[int, ...]:
    """Those of some nodes of a graph without circles that cannot be reached from the others."""
    import networkx

    chosen = frozenset(nodes)
    below: set[int] = set()
    for node in chosen & graph.nodes:
        below |= networkx.descendants(graph, node)
    return tuple(sorted(chosen - below))


def divided(graph: Graph, holders: Iterable[int], nodes: Iterable[int]) -> tuple[int, ...]:
    """The fewest of some nodes of a graph without circles to be cut so that each other one hangs on one thing alone.

    Things are the holders, which are no nodes to be cut, and the nodes that are cut. From above: a node on which two
    things have a claim although all above it are settled must be cut, since no cut above would leave it to one.
    """
    import networkx

    wanted, claims, cut = set(nodes), {holder: {holder} for holder in holders}, set[int]()
    order: Iterable[int] = networkx.topological_sort(graph)
    for node in order:
        if node in claims:
            continue
        claims[node] = set[int]().union(*(claims.get(above, ()) for above in graph.predecessors(node)))
        if node in wanted and len(claims[node]) > 1:
            cut.add(node)
            claims[node] = {node}
    return tuple(sorted(cut))


def _back(unit: int, came_from: Mapping[int, int]) -> Iterator[int]:
    """A unit, and what it was reached from, up to a root."""
    while unit != _START:
        yield unit
        unit = came_from[unit]


def _frozen(edges: Sequence[tuple[int, int]]) -> Graph:
    # NOTE: imported here because it takes longer than the rest of an audit and sound projects need no way.
    import networkx

    graph: Graph = networkx.DiGraph(edges)
    networkx.freeze(graph)
    return graph


def _shortest(graph: Graph, start: int, end: int) -> tuple[int, ...]:
    import networkx

    if start not in graph or end not in graph:
        return (start,) if start == end else ()
    try:
        return tuple(networkx.shortest_path(graph, start, end))
    except networkx.NetworkXNoPath:
        return ()
