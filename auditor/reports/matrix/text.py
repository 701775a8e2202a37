"""The matrix for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from auditor.matrix.grid import Row
from auditor.matrix.model import Matrix
from auditor.reports.matrix.view import Shown, View, each, folded, grouped, key, view
from auditor.reports.style import Style
from auditor.reports.terminal.page import Page

_LABEL = 11
_CELL = 5
_SHORTEST_NAME, _LONGEST_NAME = 24, 44
_MOST_TITLE = 46
_STYLES = {"dyn": "green", "stat": "cyan", "ok": "green", "wait": "yellow"}
_BAD = "bold red"


def render(matrix: Matrix, style: Style, *, verbose: bool = False) -> str:
    """The matrix as text that fits the style; with `verbose` every artifact has its row."""
    shown = view(matrix)
    page = Page(style)
    page.put(shown.verdict, style=_BAD if matrix.fails else "bold green")
    page.blank()
    for label, text in shown.facts:
        page.put(text, indent=2, lead=f"{label:<{_LABEL}}", lead_style="dim")
    _write_commands(page, shown)
    _write_grid(page, shown, style, shown.rows if verbose else shown.telling)
    _write_reasons(page, shown)
    _write_traps(page, shown)
    if shown.notes:
        page.heading("Notes")
        for note in shown.notes:
            page.put(note, indent=2, lead="- ", lead_style="dim")
    return page.shown()


def _write_commands(page: Page, shown: View) -> None:
    page.heading("Commands")
    letters = max(len(line.letter) for line in shown.lines)
    titles = min(max(cell_len(line.title) for line in shown.lines), _MOST_TITLE)
    for line in shown.lines:
        lead = f"{line.letter:>{letters}}  {_sized(line.title, titles)}  "
        page.put(line.result, indent=2, lead=lead, lead_style=_BAD if line.is_failing else "bold")
        for other in line.also:
            page.put(f"and {other}, which is the same here", indent=letters + 4, style="dim")
        if line.by_policy:
            page.put("as the policy asks", indent=letters + 4, style="dim")


def _write_grid(page: Page, shown: View, style: Style, rows: Sequence[Row]) -> None:
    rest = folded(shown, rows)
    page.heading("Artifacts", "" if rows else f"{rest}; --verbose lists all")
    if not rows:
        return
    listed = each(shown, rows) if len(rows) == len(shown.rows) else grouped(shown, rows)
    labels = [f"{one.name} {one.noun}".strip() for one in listed]
    longest = max(_SHORTEST_NAME, min(_LONGEST_NAME, max(map(cell_len, labels))))
    at_once = max(1, (style.width - 4 - longest) // _CELL)
    if at_once < len(shown.lines):
        fitting = style.width - 4 - _CELL * min(len(shown.lines), (style.width - 4 - _SHORTEST_NAME) // _CELL)
        longest = max(_SHORTEST_NAME, min(longest, fitting))
        at_once = max(1, (style.width - 4 - longest) // _CELL)
    for first in range(0, len(shown.lines), at_once):
        columns = range(first, min(first + at_once, len(shown.lines)))
        page.row(("".join(_heads(shown, longest, columns)), "bold"))
        for one in listed:
            page.row(*_cells(one, longest, columns))
        page.blank()
    for sign, text in key(shown, listed):
        page.put(text, indent=2, lead=f"{sign:<{_CELL + 1}}", lead_style=_style(sign))
    if rest is not None:
        page.put(f"{rest}; --verbose lists all.", indent=2, style="dim")


def _heads(shown: View, longest: int, columns: range) -> Iterator[str]:
    yield " " * (longest + 4)
    for number in columns:
        yield f"{shown.lines[number].letter:<{_CELL}}"


def _cells(one: Shown, longest: int, columns: range) -> Iterator[tuple[str, str]]:
    room = max(1, longest - cell_len(one.noun) - 1)
    title = one.name if cell_len(one.name) <= room else f"{set_cell_size(one.name, max(1, room - 1)).rstrip()}…"
    lead = f"{title} " if title else ""
    yield f"  {lead}", "bold"
    yield f"{_sized(one.noun, longest - cell_len(lead))}  ", "dim"
    for number in columns:
        yield f"{one.signs[number]:<{_CELL}}", _style(one.signs[number])


def _sized(text: str, width: int) -> str:
    """Text in exactly so many columns, unless it is longer."""
    return text + " " * max(0, width - cell_len(text))


def _style(sign: str) -> str:
    return _STYLES.get(sign, _BAD if sign.startswith("F") else "dim")


def _write_reasons(page: Page, shown: View) -> None:
    if not shown.reasons:
        return
    page.heading("Why")
    for reason in shown.reasons:
        finding = reason.finding
        page.put("", lead=f"{finding.rule} in {shown.letters(reason.columns)}", lead_style=_BAD)
        page.put(finding.message, indent=2)
        for number, line in enumerate(finding.help.split("\n") if finding.help else ()):
            page.put(line, indent=2, lead="      " if number else "help  ", lead_style="bold green")
        page.blank()


def _write_traps(page: Page, shown: View) -> None:
    if not shown.traps:
        return
    page.heading("From one command to another")
    for trap in shown.traps:
        page.put(trap.text, indent=2, lead="- ", lead_style="bold yellow")
        for remedy in trap.remedies:
            page.put(remedy, indent=4, lead="help  ", lead_style="bold green")
