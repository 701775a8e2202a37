"""The report for a terminal: verdict, build, artifacts, findings, what to ship, how sure it all is."""

from __future__ import annotations

from auditor.model.report import AuditReport, Evidence
from auditor.reports.style import Style
from auditor.reports.summary import build, names
from auditor.reports.summary.advice import advice
from auditor.reports.summary.doubts import doubts
from auditor.reports.summary.verdict import verdict
from auditor.reports.terminal import artifacts, findings, known, shipping
from auditor.reports.terminal.page import Page

MOST_NAMES = 6
_LABEL = 9


def render(report: AuditReport, style: Style, *, verbose: bool = False) -> str:
    """The report as text that fits the style; with `verbose` every artifact and crate is listed."""
    page = Page(style)
    _write_verdict(page, report.evidence)
    _write_build(page, report.evidence)
    artifacts.write(page, report.evidence, verbose=verbose)
    findings.write(page, report, verbose=verbose)
    known.write(page, report, verbose=verbose)
    shipping.write(page, report.evidence, verbose=verbose)
    _write_advice(page, report.evidence)
    _write_doubts(page, report.evidence, verbose=verbose)
    return page.shown()


def _write_verdict(page: Page, evidence: Evidence) -> None:
    answer = verdict(evidence)
    page.put(answer.text, style="bold green" if answer.is_good else "bold red")
    page.blank()


def _write_build(page: Page, evidence: Evidence) -> None:
    for label, text in (
        ("build", build.command_line(evidence)),
        ("linking", build.linking(evidence)),
        ("profile", build.profile(evidence)),
        ("target", build.platform(evidence)),
    ):
        page.put(text, indent=2, lead=f"{label:<{_LABEL}}", lead_style="dim")


def _write_advice(page: Page, evidence: Evidence) -> None:
    found = advice(evidence)
    if found:
        page.heading("Advice")
    for sentence in found:
        page.put(sentence, lead="  - ")


def _write_doubts(page: Page, evidence: Evidence, *, verbose: bool) -> None:
    found = doubts(evidence)
    if not found:
        return
    page.heading("Likely, not certain")
    for doubt in found:
        page.put(f"{doubt.reason}:", indent=2)
        called = names.by_kind(evidence, doubt.artifacts, most=len(doubt.artifacts) if verbose else MOST_NAMES)
        page.put(", ".join(called), indent=4, style="dim")
