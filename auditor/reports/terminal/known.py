"""The section of findings that are known: a count, in detail only for those who ask."""

from __future__ import annotations

from auditor.model.report import AuditReport
from auditor.reports.summary import known
from auditor.reports.terminal import findings
from auditor.reports.terminal.page import Page


def write(page: Page, report: AuditReport, *, verbose: bool) -> None:
    """How many there are, and how many of the baseline are fixed; with `verbose` each with what is said of it."""
    if not (report.suppressed or report.fixed):
        return
    page.heading("Known findings")
    for sentence in known.sentences(report):
        page.put(sentence, indent=2)
    if not verbose:
        page.put("(--verbose lists them)", indent=2, style="dim")
        return
    page.blank()
    for one in report.suppressed:
        findings.write_known(page, report.evidence, one.finding, known.why(report.evidence, one.suppression))
    for fixed in report.fixed:
        page.put("", lead=f"fixed {fixed.level.label}[{fixed.rule}]", lead_style="bold green")
        page.put(fixed.message, indent=2)
        place = known.where(fixed)
        if place is not None:
            page.put(place, indent=2, lead="was at  ", lead_style="dim")
        page.blank()
