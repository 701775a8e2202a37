"""The diff as a comment on a change: Markdown that GitHub and GitLab render, and a script finds again."""

from __future__ import annotations

from bisect import bisect_left

from msgspec.structs import replace

from auditor.comparison.changes import Changes
from auditor.documents import template
from auditor.evidence.wording import counted
from auditor.reports.diff.outline import Outline, Section
from auditor.reports.diff.telling import outline
from auditor.reports.markdown.fitting import MOST_CHARACTERS, MOST_ENTRIES
from auditor.reports.markdown.inert import code, prose, shown


def render(changes: Changes) -> str:
    """The diff as Markdown that fits a comment; what it leaves out it counts."""
    made = template("diff.md.jinja", shown=shown)

    def text(told: Outline, left_out: tuple[str, ...] = ()) -> str:
        return made.render(told=told, left_out=left_out, code=code, prose=prose)

    told = outline(changes)
    kept = {section.id: min(len(section.entries), MOST_ENTRIES) for section in told.sections}

    def text_with(section: Section, number: int) -> str:
        return text(*_cut(told, {**kept, section.id: number}))

    for section in reversed(told.sections):  # the most dispensable first
        if len(text(*_cut(told, kept))) <= MOST_CHARACTERS:
            break
        # What bisection finds is the first number of entries that is too many; at worst even none is.
        numbers = range(kept[section.id] + 1)
        too_many = bisect_left(numbers, MOST_CHARACTERS + 1, key=lambda number: len(text_with(section, number)))
        kept[section.id] = max(0, too_many - 1)
    return text(*_cut(told, kept))


def _cut(told: Outline, kept: dict[str, int]) -> tuple[Outline, tuple[str, ...]]:
    sections = tuple(replace(one, entries=one.entries[: kept[one.id]]) for one in told.sections)
    missing = ((one, len(one.entries) - kept[one.id]) for one in told.sections)
    left_out = tuple(f"{counted(number, 'entry', 'entries')} of “{one.title}”" for one, number in missing if number)
    return replace(told, sections=sections), left_out
