"""The matrix as a comment on a change: Markdown that GitHub and GitLab render, and a script finds again."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.documents import template
from auditor.matrix.model import Matrix
from auditor.reports.markdown.fitting import MOST_CHARACTERS
from auditor.reports.markdown.inert import code, prose, shown
from auditor.reports.matrix.view import Shown, View, each, folded, grouped, key, view


def render(matrix: Matrix, *, verbose: bool = False) -> str:
    """The matrix as Markdown that fits a comment; rows that it leaves out it counts."""
    told = view(matrix)
    wanted = told.rows if verbose else told.telling
    rows = each(told, wanted) if verbose else grouped(told, wanted)
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high)
            if len(_text(told, rows[:middle], len(rows), verbose)) <= MOST_CHARACTERS
            else (low, middle - 1)
        )
    return _text(told, rows[:low], len(rows), verbose)


def _text(told: View, rows: Sequence[Shown], of: int, verbose: bool) -> str:
    return template("matrix.md.jinja", shown=shown).render(
        told=told,
        rows=rows,
        left_out=of - len(rows),
        folded=folded(told, told.rows if verbose else told.telling),
        key=key(told, rows),
        code=code,
        prose=prose,
    )
