"""The picture: boxes in rows, and lines between them for what is loaded at run time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from auditor.evidence.wording import counted, listed
from auditor.model.report import Evidence
from auditor.reports.html import view
from auditor.reports.html.boxes import Boxes
from auditor.reports.html.layers import LayerRow, Placed, layers
from auditor.reports.html.twice import ways


class _Drawing(msgspec.Struct, frozen=True):
    """What the rows are drawn from."""

    boxes: Sequence[view.Box]
    conflicts: frozenset[tuple[int, int]]
    """Lines on the way to copies of a crate."""
    loading: frozenset[int]
    """The nodes that load others."""

    def row(self, row: LayerRow, loaded: frozenset[int]) -> view.Row:
        """A row of the layout with its boxes and lines."""
        lines = (
            view.Line(
                one.start,
                one.end,
                self._ids(one.sources),
                self._ids(one.targets),
                self._is_on(one.sources, one.targets),
            )
            for one in row.segments
        )
        return view.Row(row.tracks, tuple(self._cell(one, loaded) for one in row.placed), tuple(lines))

    def _cell(self, placed: Placed, loaded: frozenset[int]) -> view.Cell:
        targets = placed.item.nodes
        if placed.item.is_lane:
            on_way = self._is_on(placed.sources, targets)
            return view.Cell(placed.span, None, self._ids(placed.sources), self._ids(targets), on_way)
        on_way = any(end in targets for _, end in self.conflicts)
        return view.Cell(
            placed.span,
            self._box(targets),
            is_conflict=on_way,
            is_loaded=not loaded.isdisjoint(targets),
            is_loading=not self.loading.isdisjoint(targets),
            is_source=any(start in targets for start, _ in self.conflicts),
        )

    def _box(self, nodes: tuple[int, ...]) -> view.Box:
        """The box of a node, or a box of boxes."""
        parts = tuple(self.boxes[node] for node in nodes)
        if len(parts) == 1:
            return parts[0]
        outcomes = {part.outcome for part in parts}
        is_library = all(part.kind == "library" for part in parts)
        noun = "shared libraries" if is_library else "groups"
        return view.Box(
            id=f"more-{nodes[0]}",
            kind="more",
            title=f"{len(parts)} more {noun}",
            file_name=None,
            outcome=next((one for one in ("fails", "blocked", "links") if one in outcomes), None),
            status=(),
            parts=parts,
        )

    def _ids(self, nodes: Iterable[int]) -> str:
        return " ".join(self.boxes[node].id for node in sorted(nodes))

    def _is_on(self, sources: Iterable[int], targets: Iterable[int]) -> bool:
        ends = tuple(targets)
        return any((source, target) in self.conflicts for source in sources for target in ends)


def picture(evidence: Evidence, boxes: Boxes, drawn: Sequence[view.Box]) -> view.Picture:
    """Lay the boxes out."""
    nodes = boxes.nodes
    tops = [number for number, node in enumerate(nodes) if not node.is_loaded]
    lower = [number for number, node in enumerate(nodes) if node.is_loaded]
    edges = boxes.edges()
    loaded = frozenset(target for targets in edges.values() for target in targets)
    lower.sort(key=lambda number: (number not in loaded, nodes[number].kind == "std"))
    drawing = _Drawing(drawn, _conflicts(evidence, boxes, edges), frozenset(node for node in edges if edges[node]))
    rows = tuple(drawing.row(row, loaded) for row in layers(tops, lower, edges))
    return view.Picture(rows, _twice(boxes.twice))


def _twice(crates: frozenset[int | None]) -> str:
    """What would exist twice, counted: `std and 3 crates`; empty if nothing would."""
    number = len(crates - {None})
    return (
        listed([*(["std"] if None in crates else []), *([counted(number, "crate")] if number else [])])
        if crates
        else ""
    )


def _conflicts(evidence: Evidence, boxes: Boxes, edges: Mapping[int, Sequence[int]]) -> frozenset[tuple[int, int]]:
    """The lines from failing artifacts to the shared libraries that hold copies."""
    by_unit = boxes.by_unit
    found = set()
    for number, node in enumerate(boxes.nodes):
        artifact = evidence.artifacts[node.artifacts[0]] if node.artifacts else None
        if artifact is None or not artifact.copies:
            continue
        if any(copy.unit is None and copy.holder is None for copy in artifact.copies):
            found |= {(number, target) for target in edges[number] if boxes.nodes[target].kind == "std"}
        for way in ways(evidence, artifact):
            start = number
            for unit in way[1:]:
                if unit in by_unit:
                    found.add((start, by_unit[unit]))
                    start = by_unit[unit]
    return frozenset(found)
