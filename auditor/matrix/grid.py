"""The grid: one row for each artifact, one cell for what becomes of it in each command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from auditor.matrix.model import Column, Matrix
from auditor.model.linkage import Artifact, Confidence, Linkage, LinkError, Outcome
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import TargetKind

_WORST_FIRST = (Outcome.FAILS, Outcome.BLOCKED, Outcome.LINKS)
_KINDS = tuple(TargetKind)


class Cell(msgspec.Struct, frozen=True):
    """What becomes of an artifact in one command."""

    outcome: Outcome
    """Of several builds of one artifact (for the host, too, or with other features) the worst."""
    std: Linkage | None
    """How the standard library is linked; None where it is not, or nothing is linked."""
    errors: tuple[LinkError, ...]
    is_likely: bool
    artifacts: tuple[int, ...]
    """Which artifacts of the column's evidence it is about."""

    @property
    def result(self) -> tuple[Outcome, Linkage | None, tuple[LinkError, ...]]:
        """What one cell of a row may have otherwise than another."""
        return (self.outcome, self.std, self.errors)


class Row(msgspec.Struct, frozen=True):
    """One artifact."""

    unit: Unit
    """Of the first command that builds it."""
    evidence: Evidence
    """That of this command."""
    crate_type: str
    cells: tuple[Cell | None, ...]
    """By column; None where it is not built."""

    @property
    def built(self) -> tuple[Cell, ...]:
        """The cells of the commands that build it."""
        return tuple(cell for cell in self.cells if cell is not None)

    @property
    def links_alike(self) -> bool:
        """Whether it links, and in the same way, wherever it is built."""
        built = self.built
        return all(cell.result == built[0].result and cell.outcome is Outcome.LINKS for cell in built)


def rows(matrix: Matrix) -> tuple[Row, ...]:
    """All rows: the packages of the workspace first, then by package and target."""
    found: dict[tuple[object, ...], dict[int, Cell]] = {}
    firsts: dict[tuple[object, ...], tuple[Unit, Evidence]] = {}
    for number, column in enumerate(matrix.columns):
        for key, unit, cell in _cells(column):
            found.setdefault(key, {})[number] = cell
            assert column.evidence is not None
            firsts.setdefault(key, (unit, column.evidence))
    result = [
        Row(*firsts[key], str(key[3]), tuple(cells.get(number) for number in range(len(matrix.columns))))
        for key, cells in found.items()
    ]
    return tuple(sorted(result, key=_order))


def _cells(column: Column) -> Iterator[tuple[tuple[object, ...], Unit, Cell]]:
    """The cells of one column with what they are about."""
    if column.evidence is None:
        return
    grouped: dict[tuple[object, ...], list[int]] = {}
    for index, artifact in enumerate(column.evidence.artifacts):
        unit = column.evidence.plan.units[artifact.unit]
        key: tuple[object, ...] = (
            unit.package.id,
            unit.target.kind,
            unit.target.name,
            artifact.crate_type,
            unit.is_test,
        )
        grouped.setdefault(key, []).append(index)
    for own, indices in grouped.items():
        artifacts = [column.evidence.artifacts[index] for index in indices]
        worst = min(artifacts, key=lambda artifact: _WORST_FIRST.index(artifact.outcome))
        cell = Cell(
            outcome=worst.outcome,
            std=_std(artifacts) if worst.outcome is Outcome.LINKS else None,
            errors=worst.errors,
            is_likely=any(artifact.outcome_confidence is Confidence.LIKELY for artifact in artifacts),
            artifacts=tuple(indices),
        )
        yield own, column.evidence.plan.units[worst.unit], cell


def _std(artifacts: Iterable[Artifact]) -> Linkage | None:
    """How std is linked: dynamically, if in any of several builds."""
    found = {entry.linkage for artifact in artifacts for entry in artifact.linkage if entry.crate == "std"}
    return max(found, key=list(Linkage).index, default=None)


def _order(row: Row) -> tuple[object, ...]:
    members: Sequence[str] = row.evidence.workspace.members
    package, target = row.unit.package, row.unit.target
    place = members.index(package.id) if package.id in members else len(members)
    return (
        place, package.name, package.version, _KINDS.index(target.kind), row.unit.is_test, target.name, row.crate_type,
    )  # fmt: skip
