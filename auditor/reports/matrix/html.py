"""The matrix as one page in the look of the report, which needs nothing beside it and runs no script."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from markupsafe import Markup

from auditor import __version__
from auditor.documents import template
from auditor.matrix.grid import Cell, Row
from auditor.matrix.model import Column, Matrix
from auditor.model.linkage import Linkage, Outcome
from auditor.reports.html.page import shown
from auditor.reports.html.policy import style_policy
from auditor.reports.html.prose import prose
from auditor.reports.html.view import Fact, Prose
from auditor.reports.matrix.view import View, each, folded, key, name, view


class _CellView(msgspec.Struct, frozen=True):
    """A cell as the page shows it."""

    sign: str
    tone: str
    needed: tuple[str, ...]


class _RowView(msgspec.Struct, frozen=True):
    """A row as the page shows it."""

    name: str
    noun: str
    package: str
    cells: tuple[_CellView, ...]


class _Told(msgspec.Struct, frozen=True):
    """Something that is said, with what to do about it."""

    title: str
    where: str
    text: Prose
    remedies: tuple[Prose, ...]


def render(matrix: Matrix) -> str:
    """The matrix as one HTML document."""
    told = view(matrix)
    style = template("report/style.css").render(tracks=[]) + template("matrix.css").render()
    alike = [row for row in told.rows if row.links_alike]
    return template("matrix.html.jinja", shown=shown).render(
        told=told,
        is_good=not matrix.fails,
        verdict=prose(told.verdict),
        facts=[Fact(label.capitalize(), text) for label, text in told.facts],
        lines=told.lines,
        rows=list(_rows(told, told.telling)),
        alike=list(_rows(told, alike)),
        folded=folded(told, told.telling),
        key=key(told, each(told, told.rows)),
        reasons=[
            _Told(
                reason.finding.rule, told.letters(reason.columns), prose(reason.finding.message),
                _remedies(reason.finding.help.split("\n") if reason.finding.help else ()),
            )
            for reason in told.reasons
        ],
        traps=[_Told("", "", prose(trap.text), _remedies(trap.remedies)) for trap in told.traps],
        notes=[prose(note) for note in told.notes],
        version=__version__,
        # NOTE: no text of the project is in it.
        style=Markup(style),
        policy=style_policy(style),
    )  # fmt: skip


def _remedies(lines: Iterable[str]) -> tuple[Prose, ...]:
    return tuple(prose(line) for line in lines)


def _rows(told: View, rows: Iterable[Row]) -> Iterable[_RowView]:
    for row in rows:
        title, noun = name(row)
        cells = (_cell(told, column, cell) for column, cell in zip(told.matrix.columns, row.cells, strict=True))
        yield _RowView(title, noun, f"{row.unit.package.name} {row.unit.package.version}", tuple(cells))


def _cell(told: View, column: Column, cell: Cell | None) -> _CellView:
    evidence = column.evidence
    artifacts = [] if cell is None or evidence is None else [evidence.artifacts[one] for one in cell.artifacts]
    needed = dict.fromkeys(name for artifact in artifacts for name in artifact.needed)
    return _CellView(told.sign(cell), _tone(cell), tuple(needed))


def _tone(cell: Cell | None) -> str:
    if cell is None:
        return "none"
    return "dynamic" if cell.outcome is Outcome.LINKS and cell.std is Linkage.DYNAMIC else cell.outcome.value
