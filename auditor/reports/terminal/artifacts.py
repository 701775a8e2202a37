"""The section that says per artifact what becomes of it and what it loads."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.evidence.wording import counted
from auditor.model.linkage import Outcome
from auditor.model.report import Evidence
from auditor.reports.summary import groups, names
from auditor.reports.summary.contents import contents
from auditor.reports.summary.groups import Group
from auditor.reports.summary.waiting import waiting
from auditor.reports.terminal.page import Page

MOST_GROUPS = 16
"""How many groups are shown before the rest is counted."""
MOST_NAMES = 6
_WORDS = {
    Outcome.FAILS: ("FAILS", "bold red"),
    Outcome.BLOCKED: ("blocked", "yellow"),
    Outcome.LINKS: ("links", "green"),
}
_COLUMN = 11
"""Where the text behind the outcome begins."""


def write(page: Page, evidence: Evidence, *, verbose: bool) -> None:
    """All artifacts, alike ones together; with `verbose` each with all that is inside."""
    if not evidence.artifacts:
        return
    page.heading("Artifacts")
    if verbose:
        for artifact in groups.in_order(evidence):
            _write_group(page, evidence, Group((artifact,)), most=None)
        return
    found = groups.groups(evidence)
    for group in found[:MOST_GROUPS]:
        _write_group(page, evidence, group, most=MOST_NAMES)
    rest = [artifact for group in found[MOST_GROUPS:] for artifact in group.artifacts]
    if rest:
        page.put(f"{counted(len(rest), 'more artifact')} (--verbose lists them all)", indent=_COLUMN, style="dim")
    folded = groups.folded(evidence)
    if folded:
        _put(page, Outcome.LINKS, f"{names.counts(evidence, folded)} (for the build itself)")


def _write_group(page: Page, evidence: Evidence, group: Group, *, most: int | None) -> None:
    title = names.called(evidence, group.artifacts, most=most or len(group.artifacts))
    match group.outcome:
        case Outcome.FAILS:
            _put(page, group.outcome, f"{title}: {group.cause}")
        case Outcome.BLOCKED:
            _put(page, group.outcome, f"{title}: {waiting(evidence, group.artifacts)}")
        case Outcome.LINKS:
            branches = contents(evidence, group, most=most)
            is_plain = len(group.artifacts) == len(branches) == 1 and not group.artifacts[0].needed
            _put(page, group.outcome, f"{title}: {branches[0]}" if is_plain else title)
            _write_tree(page, [] if is_plain else branches)


def _put(page: Page, outcome: Outcome, text: str) -> None:
    word, style = _WORDS[outcome]
    page.put(text, lead=f"  {word:<{_COLUMN - 2}}", lead_style=style)


def _write_tree(page: Page, branches: Sequence[str]) -> None:
    for number, branch in enumerate(branches, 1):
        sign = "└─ " if number == len(branches) else "├─ "
        page.put(branch, indent=_COLUMN, lead=sign, lead_style="dim")
