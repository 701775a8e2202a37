"""The diff as one page in the look of the report, which needs nothing beside it and runs no script."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from auditor import __version__
from auditor.comparison.changes import Changes
from auditor.documents import template
from auditor.reports.diff.outline import FINDINGS, Entry, Outline, Section
from auditor.reports.diff.telling import outline
from auditor.reports.html.page import shown
from auditor.reports.html.policy import style_policy
from auditor.reports.html.prose import prose
from auditor.reports.html.view import Fact, Prose, Tally


class _EntryView(msgspec.Struct, frozen=True):
    """An entry as the page shows it."""

    label: str
    tone: str
    title: Prose
    text: Prose
    lines: tuple[Prose, ...]
    place: str | None
    remedies: tuple[Prose, ...]


class _SectionView(msgspec.Struct, frozen=True):
    """A section as the page shows it."""

    id: str
    title: str
    note: str
    entries: tuple[_EntryView, ...]
    is_folded: bool


def render(changes: Changes) -> str:
    """The diff as one HTML document."""
    told = outline(changes)
    style = template("report/style.css").render(tracks=[]) + template("diff.css").render()
    return template("diff.html.jinja", shown=shown).render(
        told=told,
        verdict=prose(told.verdict),
        facts=[Fact(name.capitalize(), value) for name, value in told.facts],
        notes=[prose(note) for note in told.notes],
        tallies=_tallies(told),
        sections=[_section(section) for section in told.sections],
        version=__version__,
        # NOTE: no text of the project is in it.
        style=Markup(style),
        policy=style_policy(style),
    )


def _tallies(told: Outline) -> list[Tally]:
    return [Tally(len(one.entries), one.title.lower(), "plain", one.id) for one in told.sections]


def _section(section: Section) -> _SectionView:
    entries = tuple(_entry(entry, is_finding=section.id in FINDINGS) for entry in section.entries)
    return _SectionView(section.id, section.title, section.note, entries, section.is_folded)


def _entry(entry: Entry, *, is_finding: bool) -> _EntryView:
    return _EntryView(
        entry.label,
        entry.tone.value,
        prose(f"`{entry.title}`" if is_finding else entry.title),
        prose(entry.text),
        tuple(map(prose, entry.lines)),
        entry.place,
        tuple(map(prose, entry.remedies)),
    )
