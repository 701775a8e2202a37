"""The fewest crates behind an umbrella, and the fewest made shared libraries: against trying all choices."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import chain, combinations

import networkx
import pytest

from auditor.crate_graph import divided, topmost

Graph = networkx.DiGraph


def random_graph(seed: int) -> tuple[Graph, list[int], list[int]]:
    """Two or three libraries over up to nine crates: the graph, the libraries, the crates."""
    chance = random.Random(seed)
    crates = list(range(chance.randint(2, 9)))
    holders = [100 + number for number in range(chance.randint(2, 3))]
    graph: Graph = networkx.DiGraph()
    graph.add_nodes_from((*crates, *holders))
    for crate in crates:
        graph.add_edges_from((crate, below) for below in crates[:crate] if chance.random() < 0.3)
    for holder in holders:
        graph.add_edges_from((holder, below) for below in chance.sample(crates, chance.randint(1, min(3, len(crates)))))
    return graph, holders, crates


def contents(graph: Graph, start: int, cut: Iterable[int]) -> set[int]:
    """The crates that a library contains: what it reaches without going through another library."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        for below in graph.successors(waiting.pop()):
            if below not in found and below not in cut:
                found.add(below)
                waiting.append(below)
    return found


def twice(graph: Graph, libraries: Iterable[int], cut: Iterable[int]) -> set[int]:
    """The crates that more than one library contains."""
    inside = [contents(graph, library, set(cut)) for library in (*libraries, *cut)]
    return {crate for one, other in combinations(inside, 2) for crate in one & other}


def choices(crates: list[int]) -> Iterable[tuple[int, ...]]:
    return chain.from_iterable(combinations(crates, size) for size in range(len(crates) + 1))


@pytest.mark.parametrize("seed", range(150))
def test_fewest_shared_libraries(seed: int) -> None:
    graph, holders, crates = random_graph(seed)
    found = divided(graph, holders, crates)
    assert not twice(graph, holders, found)
    best = next(choice for choice in choices(crates) if not twice(graph, holders, choice))
    assert len(found) == len(best)


@pytest.mark.parametrize("seed", range(150))
def test_smallest_umbrella(seed: int) -> None:
    """The umbrella contains as few crates as any that takes all copies away, and of those it names the fewest."""
    graph, holders, crates = random_graph(seed)
    shared = twice(graph, holders, ())
    named = topmost(graph, shared)

    def inside(choice: Iterable[int]) -> set[int]:
        return set(choice).union(*(networkx.descendants(graph, crate) for crate in choice))

    enough = [choice for choice in choices(crates) if inside(choice) >= shared]
    best = min(enough, key=lambda choice: (len(inside(choice)), len(choice)))
    assert inside(named) >= shared
    assert (len(inside(named)), len(named)) == (len(inside(best)), len(best))
