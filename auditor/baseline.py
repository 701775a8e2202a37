"""A report and an earlier one into a report in which what was there before is known, and what is gone is told."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from auditor.comparison.changes import Side, Status
from auditor.comparison.compare import compare, differences_of_builds
from auditor.comparison.document import Document, Finding
from auditor.comparison.reading import taken
from auditor.model.finding import FixedFinding, Suppressed, Suppression, SuppressionKind
from auditor.model.report import AuditReport
from auditor.reports import json_v1

_KNOWN = Suppression(SuppressionKind.BASELINE, None)


def with_baseline(report: AuditReport, baseline: Document, name: str) -> tuple[AuditReport, Sequence[str]]:
    """The report in which findings of the baseline do not count, and what a reader must know about the two.

    A finding is known exactly where a diff from the baseline says that it is still there: one whose level rose, or by
    which another artifact fails, counts. What an earlier baseline knew stays known; what a policy suppressed there does
    not.
    """
    document = taken(json_v1.document(report))
    sides = Side(name, baseline, is_report=True), Side("this audit", document)
    changes = compare(*sides)
    positions = {id(finding): number for number, finding in enumerate(document.findings)}
    known = {positions[id(one.after)] for one in changes.of(Status.REMAINING)}
    suppressed = [Suppressed(report.findings[number], _KNOWN) for number in sorted(known)]
    return replace(
        report,
        findings=tuple(finding for number, finding in enumerate(report.findings) if number not in known),
        suppressed=(*report.suppressed, *suppressed),
        fixed=tuple(_fixed(one.finding) for one in changes.of(Status.FIXED)),
    ), tuple(differences_of_builds(*sides))


def _fixed(finding: Finding) -> FixedFinding:
    location = finding.location
    return FixedFinding(
        rule=finding.rule,
        level=finding.severity,
        message=finding.message,
        file=None if location is None else location.file,
        line=None if location is None else location.line,
    )
