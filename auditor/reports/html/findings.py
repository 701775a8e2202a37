"""The findings by rule, each rule with its manual page."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from auditor.evidence import places
from auditor.model.finding import Finding, Level, Rule
from auditor.model.report import AuditReport, Evidence
from auditor.reports.html import view
from auditor.reports.html.boxes import Boxes
from auditor.reports.html.manual import manual
from auditor.reports.html.prose import prose
from auditor.reports.summary import known, names

MOST_ARTIFACTS = 12


def rules(report: AuditReport, boxes: Boxes) -> tuple[view.RuleView, ...]:
    """The findings of each rule and level, worst first."""
    found: dict[tuple[str, Level], list[tuple[int, Finding]]] = {}
    for number, finding in enumerate(report.findings):
        found.setdefault((finding.rule, finding.level), []).append((number, finding))
    writer = _Writer(report.evidence, boxes)
    return tuple(
        _rule(report.rules.get(rule), rule, level, [writer.finding(*one) for one in findings])
        for (rule, level), findings in found.items()
    )


def known_findings(report: AuditReport) -> view.Known | None:
    """The findings that do not count and those that are fixed; None if there are none."""
    if not (report.suppressed or report.fixed):
        return None
    evidence = report.evidence
    return view.Known(
        prose(" ".join(known.sentences(report))),
        tuple(
            view.KnownView(
                level=one.finding.level.label,
                rule=one.finding.rule,
                message=prose(one.finding.message),
                place=None if one.finding.location is None else places.show(evidence, one.finding.location),
                why=prose(known.why(evidence, one.suppression)),
            )
            for one in report.suppressed
        ),
        tuple(view.FixedView(one.level.label, one.rule, prose(one.message), known.where(one)) for one in report.fixed),
    )


def _rule(rule: Rule | None, name: str, level: Level, findings: Sequence[view.FindingView]) -> view.RuleView:
    text = "" if rule is None else rule.manual
    return view.RuleView(name, level.label, prose("" if rule is None else rule.summary), manual(text), tuple(findings))


class _Writer(msgspec.Struct, frozen=True):
    """Turns findings into what is shown."""

    evidence: Evidence
    boxes: Boxes

    def finding(self, number: int, finding: Finding) -> view.FindingView:
        """A finding."""
        numbers = self.boxes.inside.numbers
        crates = (numbers[crate] for crate in dict.fromkeys(finding.crates) if crate in numbers)
        return view.FindingView(
            id=f"finding-{number + 1}",
            message=prose(finding.message),
            details=tuple(prose(detail) for detail in finding.details),
            place=None if finding.location is None else places.show(self.evidence, finding.location),
            remedies=tuple(prose(line) for line in (finding.help or "").split("\n") if line),
            artifacts=tuple(self._artifact(index) for index in finding.artifacts[:MOST_ARTIFACTS]),
            more_artifacts=max(0, len(finding.artifacts) - MOST_ARTIFACTS),
            crates=tuple(view.Ref(self.boxes.inside.labels[crate], f"crate-{crate}") for crate in crates),
        )

    def _artifact(self, index: int) -> view.Ref:
        called = names.called(self.evidence, [self.evidence.artifacts[index]], most=1)
        return view.Ref(called, f"artifact-{index}")
