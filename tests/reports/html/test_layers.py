"""The layout of the picture: every node once, few boxes in a row, and lines that lead where the edges lead."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from auditor.reports.html.layers import MOST_IN_ROW, LayerRow, layers

Graph = tuple[list[int], list[int], dict[int, set[int]]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Programs, libraries, and who loads what: of libraries the earlier load later ones, or in any order at all."""
    tops = list(range(draw(st.integers(0, 9))))
    lower = list(range(len(tops), len(tops) + draw(st.integers(0, 12))))
    is_tangled = draw(st.booleans())
    edges = {
        node: set(draw(st.lists(st.sampled_from(targets), max_size=4)) if targets else ())
        for node in [*tops, *lower]
        for targets in [[one for one in lower if is_tangled or node in tops or one > node]]
    }
    return tops, lower, edges


def boxes(rows: list[LayerRow]) -> list[list[tuple[int, ...]]]:
    return [[one.item.nodes for one in row.placed if not one.item.is_lane] for row in rows]


@given(graphs())
def test_every_node_has_one_box(graph: Graph) -> None:
    tops, lower, edges = graph
    rows = boxes(layers(tops, lower, edges))
    assert sorted(node for row in rows for box in row for node in box) == [*tops, *lower]
    assert all(len(row) <= MOST_IN_ROW for row in rows)


@given(graphs())
def test_lines_follow_edges(graph: Graph) -> None:
    """Whoever follows the lines from a node comes to what it loads, directly or over what it loads."""
    tops, lower, edges = graph
    rows = layers(tops, lower, edges)
    for row, below in pairwise(rows):
        ends = {one.center: one.item for one in below.placed}
        starts = {one.center for one in row.placed}
        for segment in row.segments:
            assert segment.start in starts
            assert ends[segment.end].nodes == segment.targets
            assert all(edges[source] & set(segment.targets) for source in segment.sources)
    assert rows == [] or rows[-1].segments == ()


@given(graphs())
def test_nothing_loaded_is_left_out(graph: Graph) -> None:
    tops, lower, edges = graph
    drawn = {
        (source, target)
        for row in layers(tops, lower, edges)
        for segment in row.segments
        for source in segment.sources
        for target in segment.targets
    }
    for top in tops:
        reached, waiting = set(), [top]
        while waiting:
            node = waiting.pop()
            after = {target for source, target in drawn if source == node} - reached
            reached |= after
            waiting += after
        assert edges[top] <= reached


@given(graphs())
def test_rows_fill_their_tracks(graph: Graph) -> None:
    for row in layers(*graph):
        centers = [one.center for one in row.placed]
        assert centers == sorted(set(centers))
        assert all(0 < center < 1000 for center in centers)


def test_a_longer_way_replaces_a_line() -> None:
    """app loads engine and std, engine loads std: the arrow from app to std says nothing new."""
    rows = layers([0], [1, 2], {0: {1, 2}, 1: {2}})
    assert boxes(rows) == [[(0,)], [(1,)], [(2,)]]
    assert [[segment.targets for segment in row.segments] for row in rows] == [[(1,)], [(2,)], []]


def test_a_line_passes_a_row_in_a_lane() -> None:
    rows = layers([0, 3], [1, 2], {0: {1}, 1: {2}, 3: {2}})
    (lane,) = (one for one in rows[1].placed if one.item.is_lane)
    assert lane.item.nodes == (2,)
    assert lane.sources == {3}
    assert len(rows[1].segments) == 2


def test_a_long_row_ends_in_a_box_of_boxes() -> None:
    rows = layers(list(range(9)), [], {})
    assert boxes(rows) == [[(0,), (1,), (2,), (3,), (4, 5, 6, 7, 8)]]
