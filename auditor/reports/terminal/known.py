"""The section of findings that are known: a count, in detail only for those who ask."""

from __future__ import annotations

from auditor.model.report import AuditReport
from auditor.reports.summary import known
from auditor.reports.terminal import findings
from auditor.reports.terminal.page import Page


def write(page: Page, report: AuditReport, *, verbose: bool) -> None:
    """How many there are; with `verbose` each with what is said of it."""
    if not report.suppressed:
        return
    page.heading("Known findings")
    page.put(known.sentence(report.suppressed), indent=2)
    if not verbose:
        page.put("(--verbose lists them)", indent=2, style="dim")
        return
    page.blank()
    for one in report.suppressed:
        findings.write_known(page, report.evidence, one.finding, known.why(report.evidence, one.suppression))
