"""The section of findings: level and rule, cause, place, remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from auditor.evidence import places
from auditor.evidence.wording import counted
from auditor.model.finding import Finding, Level
from auditor.model.report import AuditReport, Evidence
from auditor.reports.summary import names
from auditor.reports.terminal.page import Page

MOST_OF_RULE = 4
"""How many findings of one rule and level are shown before the rest is counted."""
STYLES = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.NOTE: "bold blue"}
_LABEL = 6


def write(page: Page, report: AuditReport, *, verbose: bool) -> None:
    """All findings, worst first; of many alike the first few."""
    findings = report.findings
    page.heading("Findings", _totals(findings))
    shown: Counter[tuple[str, Level]] = Counter()
    total = Counter((finding.rule, finding.level) for finding in findings)
    for finding in findings:
        key = (finding.rule, finding.level)
        shown[key] += 1
        if verbose or shown[key] <= MOST_OF_RULE:
            _write_one(page, report.evidence, finding, verbose=verbose)
        elif shown[key] == total[key]:
            page.put(
                f"{counted(total[key] - MOST_OF_RULE, 'more finding')} of this rule (--verbose lists them all)",
                lead=_title(finding),
                lead_style=STYLES[finding.level],
            )
            page.blank()
    if findings:
        page.put("`cargo dynaudit explain RULE` shows what a rule detects, why, and its remedy.", style="dim")


def _totals(findings: Sequence[Finding]) -> str:
    levels = Counter(finding.level for finding in findings)
    return ", ".join(counted(levels[level], level.label) for level in sorted(levels, reverse=True)) or "none"


def _title(finding: Finding) -> str:
    return f"{finding.level.label}[{finding.rule}]  "


def _write_one(page: Page, evidence: Evidence, finding: Finding, *, verbose: bool) -> None:
    write_head(page, evidence, finding, STYLES[finding.level], finding.details)
    if finding.help is not None:
        _write_help(page, finding.help.split("\n"))
    if verbose and finding.artifacts:
        affected = (names.called(evidence, [evidence.artifacts[number]], most=1) for number in finding.artifacts)
        page.put(", ".join(affected), indent=2, lead=f"{'in':<{_LABEL}}", lead_style="dim")
    page.blank()


def write_head(page: Page, evidence: Evidence, finding: Finding, style: str, details: Sequence[str] = ()) -> None:
    """What a finding says and where it is; the style is that of its level and rule."""
    page.put("", lead=_title(finding), lead_style=style)
    page.put(finding.message, indent=2)
    for detail in details:
        page.put(detail, indent=2, lead="- ")
    if finding.location is not None:
        page.put(places.show(evidence, finding.location), indent=2, lead=f"{'at':<{_LABEL}}", lead_style="dim")


def write_known(page: Page, evidence: Evidence, finding: Finding, why: str) -> None:
    """A finding that does not count: what it says and why it is known, no remedy."""
    write_head(page, evidence, finding, "dim")
    page.put(why, indent=2, lead=f"{'known':<{_LABEL}}", lead_style="dim")
    page.blank()


def _write_help(page: Page, remedies: Sequence[str]) -> None:
    """What to do; several remedies as a list."""
    for number, remedy in enumerate(remedies):
        label = f"{'' if number else 'help':<{_LABEL}}"
        page.put(remedy, indent=2, lead=label if len(remedies) == 1 else f"{label}- ", lead_style="bold green")
