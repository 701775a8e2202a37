"""Crates that would exist more than once in an artifact, with the way to each copy."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from auditor.crate_graph import crate_graph
from auditor.model.linkage import Artifact, Copy
from auditor.model.report import Evidence
from auditor.reports.html import view
from auditor.reports.html.inside import Inside

_Place = tuple[int | None, int | None]
"""The holder of a copy, and for a copy without one the crate's own unit."""


def twice(
    evidence: Evidence, found: Inside, artifact: Artifact, boxes: Mapping[int | None, str]
) -> tuple[view.Twice, ...]:
    """The crates of an artifact that would exist twice, those with their copies in the same places together.

    `boxes` has the ids of the boxes of dylibs by unit, and under None that of the toolchain's std.
    """
    places: dict[str, tuple[int | None, dict[_Place, None]]] = {}
    for copy in artifact.copies:
        unit, seen = places.setdefault(copy.crate, (copy.unit, {}))
        seen[copy.holder, unit if copy.holder is None else None] = None
    alike: dict[tuple[_Place, ...], list[tuple[str, int | None]]] = {}
    for crate, (unit, seen) in places.items():
        alike.setdefault(tuple(seen), []).append((crate, unit))
    return tuple(
        view.Twice(
            tuple(_chip(evidence, found, crate, unit) for crate, unit in crates),
            tuple(
                _copy(evidence, artifact, place, crates[0][1] if len(crates) == 1 else None, boxes) for place in seen
            ),
        )
        for seen, crates in alike.items()
    )


def ways(evidence: Evidence, artifact: Artifact) -> list[tuple[int, ...]]:
    """The ways from an artifact to the shared libraries that hold copies, as units."""
    holders = {holder for copy in artifact.copies if (holder := _holder(copy)) is not None}
    return [crate_graph(evidence).path(artifact.unit, holder) for holder in sorted(holders)]


def _holder(copy: Copy) -> int | None:
    return copy.unit if copy.holder is None else copy.holder


def _chip(evidence: Evidence, found: Inside, crate: str, unit: int | None) -> view.Chip:
    if unit is None:
        return view.Chip(None, crate, is_twice=True)
    number = found.numbers[evidence.plan.units[unit].package.id]
    return view.Chip(number, found.labels[number], is_twice=True)


def _copy(
    evidence: Evidence, artifact: Artifact, place: _Place, crate: int | None, boxes: Mapping[int | None, str]
) -> view.Copy:
    holder, own = place
    graph = crate_graph(evidence)
    if holder is not None:
        below = graph.path(holder, crate)[1:] if crate is not None else ()
        way = _names(evidence, (*graph.path(artifact.unit, holder), *below))
        return view.Copy(f"inside the dylib {_crate(evidence, holder)}", boxes.get(holder), way)
    if own is not None:
        way = _names(evidence, graph.path(artifact.unit, own))
        return view.Copy("as its own shared library", boxes.get(own), way)
    return view.Copy("as the toolchain's shared library", boxes.get(None), ())


def _crate(evidence: Evidence, unit: int) -> str:
    return evidence.plan.units[unit].target.crate_name


def _names(evidence: Evidence, way: tuple[int, ...]) -> tuple[str, ...]:
    """The packages on a way, each once in a row."""
    packages = [evidence.plan.units[number].package.name for number in way]
    return tuple(packages[:1] + [after for before, after in pairwise(packages) if before != after])
