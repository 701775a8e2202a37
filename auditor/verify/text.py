"""What a verification found, for a terminal: the verdict, what differs, what was not observed, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from auditor.evidence.wording import counted
from auditor.reports.style import Style
from auditor.reports.summary import build
from auditor.reports.terminal.page import Page
from auditor.verify.compare import Difference
from auditor.verify.diagnostics import from_error
from auditor.verify.verification import Verdict, Verification

MOST_LINES = 40
"""How many lines of a failed build are shown."""
MOST_UNPROVEN = 10
_LABEL = 9
_STYLES = {Verdict.BROKEN: "bold red", Verdict.PARTLY: "bold yellow"}


def render(found: Verification, style: Style, *, verbose: bool = False, kept: bool = False) -> str:
    """The verification as text that fits the style; with `verbose` everything that was not observed is listed."""
    page = Page(style)
    _write_verdict(page, found)
    _write_build(page, found, kept=kept)
    _write_differences(page, found)
    _write_unproven(page, found.comparison.unproven, verbose=verbose)
    _write_failure(page, found.observation.failure)
    return page.shown()


def _write_verdict(page: Page, found: Verification) -> None:
    comparison, verdict = found.comparison, found.verdict
    artifacts = counted(comparison.agreeing, "artifact")
    units = counted(len(found.predicted.units or ()), "unit")
    style = _STYLES.get(verdict, "bold green")
    match verdict:
        case Verdict.DIFFERS:
            _write_wrong(page, found)
        case Verdict.BROKEN:
            page.put("The build fails for a reason that has nothing to do with linkage.", style=style)
            page.put(f"As far as it went, all is as predicted: {artifacts} and {units}.")
        case Verdict.REFUSED:
            page.put(f"Cargo refuses the build just as predicted: {artifacts} and {units} agree.", style=style)
        case Verdict.FAILS:
            page.put(f"The build fails just as predicted: {artifacts} and {units} agree.", style=style)
        case Verdict.PARTLY:
            page.put(f"As far as it was observed, all is as predicted: {artifacts} and {units}.", style=style)
        case Verdict.AGREES if comparison.agreeing:
            page.put(f"All as predicted: {artifacts} and {units}.", style=style)
        case Verdict.AGREES:
            page.put(f"All as predicted: {units}; the build has no artifact that links anything.", style=style)
    page.blank()


def _write_wrong(page: Page, found: Verification) -> None:
    """A prediction that is certain is a promise; one that is likely is not."""
    differences = found.comparison.differences
    wrong = counted(len({difference.subject for difference in differences}), "artifact or unit")
    wrong = wrong.replace("artifact or units", "artifacts or units")
    if all(found.is_likely(difference) for difference in differences):
        page.put(f"The build differs from the audit in {wrong} that the audit calls likely only.", style="bold yellow")
    else:
        page.put(f"The audit is wrong about {wrong}: that is a fault of cargo-dynaudit.", style="bold red")


def _write_build(page: Page, found: Verification, *, kept: bool) -> None:
    evidence = found.evidence
    lines = [
        ("build", build.command_line(evidence)),
        ("linking", build.linking(evidence)),
        ("compiler", f"rustc {evidence.toolchain.rustc}, cargo {evidence.toolchain.cargo}"),
    ]
    if found.wrapper is not None:
        lines.append(
            ("wrapper", f"{found.wrapper}, called by a recording one: its own options show in the linkage alone")
        )
    if kept:
        lines.append(("kept in", str(found.observation.target.parent)))
    for label, text in lines:
        page.put(text, indent=2, lead=f"{label:<{_LABEL}}", lead_style="dim")


def _write_differences(page: Page, found: Verification) -> None:
    differences = sorted(found.comparison.differences, key=lambda difference: difference.subject)
    if not differences:
        return
    page.heading("Differences")
    for subject, group in groupby(differences, key=lambda difference: difference.subject):
        some = list(group)
        hedged = " (the audit calls it likely only)" if found.is_likely(some[0]) else ""
        page.put(f"{subject}{hedged}", indent=2, style="bold")
        for difference in some:
            _write_difference(page, difference)
    page.blank()
    page.put(
        "Please report it: `--save-case DIR` writes what is needed to understand it, without sources and secrets. "
        "The audit is about a clean target directory, as this build had."
    )


def _write_difference(page: Page, difference: Difference) -> None:
    page.put(difference.field, indent=4)
    page.put(difference.predicted, indent=6, lead="predicted  ", lead_style="dim")
    page.put(difference.observed, indent=6, lead="observed   ", lead_style="dim")


def _write_unproven(page: Page, unproven: Iterable[str], *, verbose: bool) -> None:
    lines = list(unproven)
    if not lines:
        return
    page.heading("Not observed", note="neither confirmed nor refuted")
    most = len(lines) if verbose else MOST_UNPROVEN
    for line in lines[:most]:
        page.put(line, indent=2)
    if len(lines) > most:
        page.put(f"and {len(lines) - most} more (--verbose lists them all)", indent=2, style="dim")


def _write_failure(page: Page, failure: str | None) -> None:
    if failure is None:
        return
    lines = from_error(failure).splitlines()
    page.heading("What cargo said")
    for line in lines[:MOST_LINES]:
        page.quote(line, indent=2)
    if len(lines) > MOST_LINES:
        page.put(f"and {len(lines) - MOST_LINES} more lines: run the build to see them", indent=2, style="dim")
