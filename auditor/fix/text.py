"""What helps, for a terminal: each finding with its remedies, then the changes of those that are chosen."""

from __future__ import annotations

from pathlib import Path

from auditor.comparison.document import Document
from auditor.evidence.wording import counted
from auditor.fix import effects
from auditor.fix.offers import Cure, Cures, Offer
from auditor.model.report import AuditReport
from auditor.reports.style import Style
from auditor.reports.summary import build
from auditor.reports.terminal import findings
from auditor.reports.terminal.page import Page

_LABEL = 11


def render(
    report: AuditReport, cures: Cures, before: Document, style: Style, *, applied: bool = False, verbose: bool = False
) -> str:
    """Everything that was found; `applied` says that the changes were written."""
    page = Page(style)
    _write_verdict(page, report, cures, applied=applied)
    number = 0
    for cure in cures.cures:
        number = _write_cure(page, report, cure, before, number, verbose=verbose)
    if cures.chosen is not None:
        _write_choice(page, report.evidence.workspace.root, cures, before, applied=applied)
    return page.shown()


def _write_verdict(page: Page, report: AuditReport, cures: Cures, *, applied: bool) -> None:
    found = sum(bool(cure.offers) for cure in cures.cures)
    if not cures.cures:
        page.put("Nothing was found for which a change of the project is known.", style="bold green")
    elif applied:
        page.put("The changes below were made.", style="bold green")
    elif found:
        what = counted(found, "finding")
        page.put(f"{what} can be mended. Each remedy below was tried: the audit was run on the project with it.")
    else:
        page.put("No change was found that helps.", style="bold yellow")
    page.blank()
    evidence = report.evidence
    page.put(build.command(evidence.selection), indent=2, lead=f"{'build':<9}", lead_style="dim")
    page.put(build.linking(evidence), indent=2, lead=f"{'linking':<9}", lead_style="dim")


def _write_cure(page: Page, report: AuditReport, cure: Cure, before: Document, number: int, *, verbose: bool) -> int:
    finding = cure.finding
    page.blank()
    findings.write_head(page, report.evidence, finding, findings.STYLES[finding.level])
    for offer in cure.offers:
        number += 1
        page.blank()
        _write_offer(page, offer, before, number)
    if not cure.offers:
        page.put("no change of the project was found that mends it", indent=2)
    if verbose or not cure.offers:
        for rejected in cure.rejected:
            page.put(f"{rejected.remedy.title}: {rejected.reason}", indent=2, lead="does not help: ", lead_style="dim")
    for detail in finding.details:
        if detail.startswith("text for its authors"):
            page.put(detail, indent=2)
    return number


def _write_offer(page: Page, offer: Offer, before: Document, number: int) -> None:
    page.put(offer.title, indent=2, lead=f"{number}  ", lead_style="bold green", style="bold")
    page.put(effects.result(offer.result, before), indent=5, lead=f"{'then':<{_LABEL}}", lead_style="dim")
    for line in effects.consequences(offer.result.changes):
        page.put(line, indent=5, lead=f"{'and':<{_LABEL}}", lead_style="dim")
    for command in offer.commands:
        page.put(f"`{command}`", indent=5, lead=f"{'build with':<{_LABEL}}", lead_style="dim")
    for line in offer.variables:
        page.put(line, indent=5, lead=f"{'by hand':<{_LABEL}}", lead_style="dim")
    for command in offer.afterwards:
        page.put(f"`{command}`", indent=5, lead=f"{'after that':<{_LABEL}}", lead_style="dim")


def _write_choice(page: Page, root: Path, cures: Cures, before: Document, *, applied: bool) -> None:
    chosen = cures.chosen
    assert chosen is not None
    edits = chosen.result.edits
    note = f"{counted(len(edits), 'file')}: {effects.result(chosen.result, before)}"
    page.heading("Changed" if applied else "Changes", note)
    for edit in edits:
        for line in edit.diff(root):
            page.quote(line)
    page.blank()
    if applied:
        for command in chosen.afterwards:
            page.put(f"Run `{command}` now: Cargo would take what was built before as it is.")
        return
    if edits:
        page.put("`cargo dynaudit fix --apply` writes them; `--remedy N` chooses others.", style="dim")
    for line in chosen.variables:
        page.put(f"To be done by hand: {line}.")
