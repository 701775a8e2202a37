"""Makes a comment as short as it must be, and says what it leaves out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from auditor.evidence.wording import counted
from auditor.reports.markdown import view

MOST_CHARACTERS = 65_000
"""GitHub takes 65,536 for a comment; a little is left for what a workflow writes around the report."""
MOST_ENTRIES = 2_000
"""Of each section: more than fit, however short they are."""
_SECTIONS = {
    "crates": "crate",
    "doubts": "reason for doubt",
    "advice": "piece of advice",
    "fixed": "fixed finding",
    "known": "known finding",
    "shipments": "entry of what to ship",
    "artifacts": "group of artifacts",
    "findings": "finding",
}
"""What can be cut, the most dispensable first, and what one of it is called."""
_PLURALS = {
    "advice": "pieces of advice",
    "doubts": "reasons for doubt",
    "shipments": "entries of what to ship",
    "artifacts": "groups of artifacts",
}


def fitted(page: view.Page, render: Callable[[view.Page], str]) -> str:
    """The page as text of at most `MOST_CHARACTERS`: sections are cut from their end, one after the other."""
    totals = {section: len(getattr(page, section)) for section in _SECTIONS}
    kept = {section: min(total, MOST_ENTRIES) for section, total in totals.items()}

    def text_with(**changed: int) -> str:
        return render(_cut(page, totals, {**kept, **changed}))

    for section in _SECTIONS:
        if len(text_with()) <= MOST_CHARACTERS:
            break
        # What bisection finds is the first number of entries that is too many; at worst even none is.
        too_many = bisect_right(_Lengths(section, kept[section], text_with), MOST_CHARACTERS)
        kept[section] = max(0, too_many - 1)
    return text_with()


class _Lengths:
    """The lengths of the text by the number of entries that a section keeps: a sequence for bisection."""

    def __init__(self, section: str, total: int, text_with: Callable[..., str]) -> None:
        self._section, self._total, self._text_with = section, total, text_with

    def __len__(self) -> int:
        return self._total + 1

    def __getitem__(self, kept: int) -> int:
        return len(self._text_with(**{self._section: kept}))


def _cut(page: view.Page, totals: Mapping[str, int], kept: Mapping[str, int]) -> view.Page:
    missing = {section: totals[section] - kept[section] for section in reversed(_SECTIONS)}
    return replace(
        page,
        **{section: getattr(page, section)[:number] for section, number in kept.items()},
        left_out=tuple(
            counted(number, _SECTIONS[section], _PLURALS.get(section)) for section, number in missing.items() if number
        ),
    )
