"""The layout of the picture: what loads stands above what is loaded, in rows of few boxes.

Pure arithmetic on numbers. Edges that a longer way says already are left out, rows that would be too long end in one
item for all that is left, and edges over several rows share one lane for each item that they lead to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

MOST_IN_ROW = 5
BOX_SPAN, LANE_SPAN = 6, 1


class Item(msgspec.Struct, frozen=True):
    """A box of one or several nodes, or a lane that leads to such a box."""

    nodes: tuple[int, ...]
    is_lane: bool = False


class Placed(msgspec.Struct, frozen=True):
    """An item in its row."""

    item: Item
    span: int
    center: int
    """In thousandths of the row's width."""
    sources: frozenset[int]
    """For a lane: the nodes that its edges come from."""


class Segment(msgspec.Struct, frozen=True):
    """The part of edges that runs from one row to the next."""

    start: int
    end: int
    """Centers, in thousandths of the width."""
    sources: frozenset[int]
    targets: tuple[int, ...]


class LayerRow(msgspec.Struct, frozen=True):
    """A row with what runs from it to the next."""

    placed: tuple[Placed, ...]
    segments: tuple[Segment, ...]

    @property
    def tracks(self) -> int:
        """The row's width in tracks."""
        return sum(one.span for one in self.placed)


Edges = Mapping[int, Collection[int]]


def layers(tops: Sequence[int], lower: Sequence[int], edges: Edges) -> list[LayerRow]:
    """Rows from top to bottom; `tops` and `lower` are nodes, the more important first."""
    nodes = [*tops, *lower]
    direct = _direct(nodes, _acyclic(nodes, edges))
    rows = [_short(row) for row in _levels(tops, lower, direct) if row]
    return _joined(rows, direct)


def _acyclic(nodes: Sequence[int], edges: Edges) -> dict[int, set[int]]:
    """The edges without those that close a circle, which only files of equal names can do."""
    kept: dict[int, set[int]] = {node: set() for node in nodes}
    done: set[int] = set()
    for start in nodes:
        stack = [(start, iter(sorted(edges.get(start, ()))))] if start not in done else []
        on_way = {start}
        while stack:
            node, rest = stack[-1]
            after = next(rest, None)
            if after is None:
                done.add(node)
                on_way.discard(node)
                stack.pop()
            elif after in kept and after not in on_way:
                kept[node].add(after)
                if after not in done:
                    on_way.add(after)
                    stack.append((after, iter(sorted(edges.get(after, ())))))
    return kept


def _direct(nodes: Sequence[int], edges: Mapping[int, set[int]]) -> dict[int, set[int]]:
    """The edges that no way over another node replaces."""
    reached: dict[int, set[int]] = {}
    for node in _dependencies_first(nodes, edges):
        reached[node] = edges[node].union(*(reached[after] for after in edges[node]))
    return {
        node: {after for after in edges[node] if not any(after in reached[other] for other in edges[node])}
        for node in nodes
    }


def _dependencies_first(nodes: Sequence[int], edges: Mapping[int, set[int]]) -> list[int]:
    order: dict[int, None] = {}
    for start in nodes:
        stack = [start]
        while stack:
            waiting = [after for after in edges[stack[-1]] if after not in order]
            if waiting:
                stack += waiting
            else:
                order[stack.pop()] = None
    return list(order)


def _levels(tops: Sequence[int], lower: Sequence[int], direct: Mapping[int, set[int]]) -> list[list[int]]:
    """The nodes by row, in the order given."""
    height: dict[int, int] = {}
    for node in _dependencies_first(lower, direct):
        height[node] = 1 + max((height[after] for after in direct[node]), default=-1)
    highest = max(height.values(), default=-1)
    below = [[node for node in lower if height[node] == level] for level in range(highest, -1, -1)]
    return [list(tops), *below]


def _short(row: Sequence[int]) -> list[Item]:
    if len(row) <= MOST_IN_ROW:
        return [Item((node,)) for node in row]
    return [*(Item((node,)) for node in row[: MOST_IN_ROW - 1]), Item(tuple(row[MOST_IN_ROW - 1 :]))]


def _joined(rows: Sequence[Sequence[Item]], direct: Mapping[int, set[int]]) -> list[LayerRow]:
    """The rows placed one after the other, with lanes for what leads further down."""
    place = {node: (level, item) for level, row in enumerate(rows) for item in row for node in item.nodes}
    result: list[LayerRow] = []
    placed = _placed([(item, frozenset()) for item in rows[0]]) if rows else ()
    for level in range(len(rows)):
        flows = _flows(placed, direct, place)
        if level + 1 == len(rows):
            result.append(LayerRow(placed, ()))
            break
        lanes = {item: Item(item.nodes, is_lane=True) for item in flows if place[item.nodes[0]][0] > level + 1}
        wanted = [*rows[level + 1], *lanes.values()]
        below = _placed(_ordered(wanted, flows))
        centers = {one.item: one.center for one in below}
        segments = [
            Segment(start, centers[lanes.get(item, item)], sources, item.nodes)
            for item, starts in flows.items()
            for start, sources in starts.items()
        ]
        result.append(LayerRow(placed, tuple(segments)))
        placed = below
    return result


_Flows = dict[Item, dict[int, frozenset[int]]]
"""For each box that something leads to: the centers it comes from in this row, and the nodes it came from at first."""


def _flows(placed: Iterable[Placed], direct: Mapping[int, set[int]], place: Mapping[int, tuple[int, Item]]) -> _Flows:
    flows: _Flows = {}
    for one in placed:
        if one.item.is_lane:
            flows.setdefault(Item(one.item.nodes), {})[one.center] = one.sources
            continue
        for node in one.item.nodes:
            for target in sorted(direct[node]):
                starts = flows.setdefault(place[target][1], {})
                starts[one.center] = starts.get(one.center, frozenset()) | {node}
    return flows


def _ordered(items: Sequence[Item], flows: _Flows) -> list[tuple[Item, frozenset[int]]]:
    """Each item below the middle of what leads to it; equal ones, and those without, in the order given."""

    def middle(item: Item) -> float:
        starts = flows.get(Item(item.nodes), {})
        return sum(starts) / len(starts) if starts else 1000.0

    def sources(item: Item) -> frozenset[int]:
        starts = flows.get(Item(item.nodes), {})
        return frozenset().union(*starts.values())

    return [(item, sources(item) if item.is_lane else frozenset()) for item in sorted(items, key=middle)]


def _placed(items: Sequence[tuple[Item, frozenset[int]]]) -> tuple[Placed, ...]:
    spans = [LANE_SPAN if item.is_lane else BOX_SPAN for item, _ in items]
    total, start, result = sum(spans), 0, []
    for (item, sources), span in zip(items, spans, strict=True):
        result.append(Placed(item, span, round((start + span / 2) * 1000 / total), sources))
        start += span
    return tuple(result)
