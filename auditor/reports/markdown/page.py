"""From an audit to the comment: what it shows, and the template that turns it into Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from auditor.documents import template
from auditor.evidence import places
from auditor.evidence.wording import counted, listed
from auditor.model.finding import Finding, Suppressed
from auditor.model.linkage import Outcome
from auditor.model.report import AuditReport, Evidence
from auditor.reports.markdown import view
from auditor.reports.markdown.fitting import fitted
from auditor.reports.markdown.inert import code, prose, shown
from auditor.reports.summary import build, groups, known, libraries, names
from auditor.reports.summary.advice import advice
from auditor.reports.summary.contents import contents
from auditor.reports.summary.doubts import doubts
from auditor.reports.summary.groups import Group
from auditor.reports.summary.verdict import verdict
from auditor.reports.summary.waiting import waiting

MOST_NAMES = 6


def render(report: AuditReport) -> str:
    """The report as Markdown that fits a comment; what it leaves out it counts."""
    made = template("report.md.jinja", shown=shown)
    return fitted(page_of(report), lambda page: made.render(page=page, code=code, prose=prose))


def page_of(report: AuditReport) -> view.Page:
    """What the comment shows, complete."""
    evidence = report.evidence
    folded = groups.folded(evidence)
    levels = Counter(finding.level for finding in report.findings)
    return view.Page(
        verdict=verdict(evidence).text,
        build=(
            ("Build", f"`{build.command_line(evidence)}`"),
            ("Linking", build.linking(evidence)),
            ("Profile", build.profile(evidence)),
            ("Target", build.platform(evidence)),
        ),
        totals=", ".join(counted(levels[level], level.label) for level in sorted(levels, reverse=True)) or "none",
        folded=f"{names.counts(evidence, folded)} (for the build itself)" if folded else "",
        findings=tuple(_finding(evidence, finding) for finding in report.findings),
        known_total=" ".join(known.sentences(report)),
        known=tuple(_known(evidence, one) for one in report.suppressed),
        fixed=tuple(view.FixedView(one.level.label, one.rule, one.message, known.where(one)) for one in report.fixed),
        artifacts=tuple(_row(evidence, group) for group in groups.groups(evidence)),
        shipments=tuple(_shipments(evidence)),
        advice=advice(evidence),
        doubts=tuple(
            view.DoubtView(doubt.reason, tuple(names.by_kind(evidence, doubt.artifacts, most=MOST_NAMES)))
            for doubt in doubts(evidence)
        ),
        crates=tuple(_crates(evidence)),
    )


def _finding(evidence: Evidence, finding: Finding) -> view.FindingView:
    return view.FindingView(
        level=finding.level.label,
        rule=finding.rule,
        message=finding.message,
        details=finding.details,
        place=None if finding.location is None else places.show(evidence, finding.location),
        remedies=tuple(line for line in (finding.help or "").split("\n") if line),
    )


def _known(evidence: Evidence, suppressed: Suppressed) -> view.KnownView:
    finding = suppressed.finding
    return view.KnownView(
        level=finding.level.label,
        rule=finding.rule,
        message=finding.message,
        place=None if finding.location is None else places.show(evidence, finding.location),
        why=known.why(evidence, suppressed.suppression),
    )


def _row(evidence: Evidence, group: Group) -> view.ArtifactRow:
    match group.outcome:
        case Outcome.FAILS:
            what = [group.cause]
        case Outcome.BLOCKED:
            what = [waiting(evidence, group.artifacts)]
        case Outcome.LINKS:
            what = contents(evidence, group, most=MOST_NAMES)
    called = names.called(evidence, group.artifacts, most=MOST_NAMES)
    return view.ArtifactRow(group.outcome.value, called, tuple(what))


def _shipments(evidence: Evidence) -> Iterator[view.ShipmentView]:
    for shipment in libraries.shipments(evidence):
        yield view.ShipmentView(
            tuple(names.by_kind(evidence, shipment.artifacts, most=MOST_NAMES)),
            tuple((library.file_name, libraries.source(evidence, library)) for library in shipment.libraries),
        )


def _crates(evidence: Evidence) -> Iterator[view.CrateRow]:
    for package_id, classification in evidence.classifications.items():
        package = evidence.workspace.packages[package_id]
        types = () if package.library is None else package.library.crate_types
        yield view.CrateRow(package.name, package.version, listed(types or ("lib",)), classification.value)
