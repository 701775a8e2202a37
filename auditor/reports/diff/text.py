"""The diff for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.comparison.changes import Changes
from auditor.evidence.wording import counted
from auditor.reports.diff.outline import FINDINGS, Entry, Section, Tone
from auditor.reports.diff.telling import outline
from auditor.reports.style import Style
from auditor.reports.terminal.page import Page

MOST_ENTRIES = 16
"""How many entries of a section are shown before the rest is counted."""
_LABEL = 9
_COLUMN = 11
_STYLES = {
    Tone.BAD: "bold red",
    Tone.WARN: "bold yellow",
    Tone.NOTE: "bold blue",
    Tone.GOOD: "bold green",
    Tone.PLAIN: "bold",
}


def render(changes: Changes, style: Style, *, verbose: bool = False) -> str:
    """The diff as text that fits the style; with `verbose` every entry, and findings that are still there."""
    told = outline(changes)
    page = Page(style)
    page.put(told.verdict, style="green" if told.is_empty else "bold green" if told.is_good else "bold red")
    if told.is_empty and not (told.notes or verbose):
        return page.shown()
    page.blank()
    if not told.is_empty or verbose:
        for label, text in told.facts:
            page.put(text, indent=2, lead=f"{label:<{_LABEL}}", lead_style="dim")
    for note in told.notes:
        page.put(note, indent=2, lead=f"{'note':<{_LABEL}}", lead_style="bold blue")
    for section in told.sections:
        _write_section(page, section, verbose=verbose)
    if told.suppressed and verbose:
        page.heading("Suppressed in both", counted(told.suppressed, "finding"))
    return page.shown()


def _write_section(page: Page, section: Section, *, verbose: bool) -> None:
    if section.is_folded and not verbose:
        page.heading(section.title, f"{section.note} (--verbose lists them)")
        return
    page.heading(section.title, section.note)
    shown = section.entries if verbose else section.entries[:MOST_ENTRIES]
    for entry in shown:
        if section.id in FINDINGS:
            _write_finding(page, entry)
        else:
            _write_entry(page, entry)
    if len(shown) < len(section.entries):
        page.put(f"{len(section.entries) - len(shown)} more (--verbose lists them all)", indent=2, style="dim")


def _write_finding(page: Page, entry: Entry) -> None:
    page.put("", lead=f"{entry.label}[{entry.title}]", lead_style=_STYLES[entry.tone])
    page.put(entry.text, indent=2)
    for line in entry.lines:
        page.put(line, indent=2, lead="- ")
    if entry.place is not None:
        page.put(entry.place, indent=2, lead="at    ", lead_style="dim")
    _write_remedies(page, entry.remedies)
    page.blank()


def _write_remedies(page: Page, remedies: Sequence[str]) -> None:
    for number, remedy in enumerate(remedies):
        label = "      " if number else "help  "
        page.put(remedy, indent=2, lead=label if len(remedies) == 1 else f"{label}- ", lead_style="bold green")


def _write_entry(page: Page, entry: Entry) -> None:
    text = f"{entry.title}: {entry.text}" if entry.text else entry.title
    indent = _COLUMN if entry.label else 4
    page.put(text, lead=f"  {entry.label:<{_COLUMN - 2}}" if entry.label else "  ", lead_style=_STYLES[entry.tone])
    for line in entry.lines:
        page.put(line, indent=indent, lead="- ", lead_style="dim")
