"""The answer of `why` for a terminal."""

from __future__ import annotations

from auditor.model.linkage import Outcome
from auditor.model.report import Evidence
from auditor.reports.style import Style
from auditor.reports.summary import build
from auditor.reports.terminal.page import Page
from auditor.reports.why import words
from auditor.reports.why.headline import headline, version
from auditor.why.answer import Answer, CrateAnswer, Entry, Reason, ReasonKind
from auditor.why.grouping import Group, alone, groups

MOST_GROUPS = 8
"""How many groups of a crate are shown before the rest is counted."""
MOST_NAMES = 4
_LABEL = 9
_STYLES = {
    ReasonKind.COPY: "bold red",
    ReasonKind.FAILS: "bold red",
    ReasonKind.BLOCKED: "yellow",
    ReasonKind.LIKELY: "yellow",
}


def render(answer: Answer, style: Style, *, verbose: bool = False) -> str:
    """The answer as text that fits the style; with `verbose` every artifact for itself."""
    page = Page(style)
    evidence = answer.evidence
    for crate in answer.crates:
        text, is_good = headline(evidence, crate, with_version=len(answer.crates) > 1)
        page.put(text, style="bold" if is_good else "bold red")
    page.blank()
    for label, text in (
        ("build", build.command(evidence.selection)),
        ("linking", build.linking(evidence)),
        ("profile", build.profile(evidence)),
    ):
        page.put(text, indent=2, lead=f"{label:<{_LABEL}}", lead_style="dim")
    for crate in (one for one in answer.crates if one.types is not None):
        _write_crate(page, evidence, crate, verbose=verbose)
    return page.shown()


def _write_crate(page: Page, evidence: Evidence, crate: CrateAnswer, *, verbose: bool) -> None:
    page.blank()
    page.put("", lead=f"{crate.name}{version(crate)}", lead_style="bold")
    if crate.types is not None:
        page.put(crate.types.text, indent=2, lead=f"{'types':<{_LABEL}}", lead_style="dim")
    found = alone(evidence, crate) if verbose else groups(evidence, crate)
    shown = found if verbose else found[:MOST_GROUPS]
    for group in shown:
        page.blank()
        _write_group(page, evidence, crate, group)
    rest = sum(len(group.entries) for group in found[len(shown) :])
    if rest:
        page.blank()
        page.put(f"{rest} more (--verbose lists them all)", indent=2, style="dim")


def _write_group(page: Page, evidence: Evidence, crate: CrateAnswer, group: Group) -> None:
    entry = group.first
    called = words.called(evidence, group.artifacts(evidence), most=MOST_NAMES)
    page.put(f"{called}: {words.linkage(entry)}", indent=2, style=_title_style(evidence, group))
    if entry.path and (crate.package is None or len(entry.path) > 1):
        end = "std" if crate.package is None else ""
        _put(page, "path", words.way(evidence, entry.path, end=end))
    _write_reasons(page, evidence, entry)


def _write_reasons(page: Page, evidence: Evidence, entry: Entry) -> None:
    before = None
    for reason in entry.reasons:
        label = "" if reason.kind is before else reason.kind.value
        _put(page, label, _text(evidence, reason), style=_STYLES.get(reason.kind, "dim"))
        before = reason.kind


def _text(evidence: Evidence, reason: Reason) -> str:
    return f"{reason.text}: {words.way(evidence, reason.path)}" if reason.path else reason.text


def _put(page: Page, label: str, text: str, *, style: str = "dim") -> None:
    page.put(text, indent=4, lead=f"{label:<{_LABEL}}", lead_style=style)


def _title_style(evidence: Evidence, group: Group) -> str:
    if group.first.is_at_fault:
        return "bold red"
    return "bold" if group.outcome(evidence) is Outcome.LINKS else "bold yellow"
