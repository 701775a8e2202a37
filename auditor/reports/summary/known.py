"""Findings that are known and do not count: how many, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from auditor.evidence import places
from auditor.evidence.wording import agree, counted, listed
from auditor.model.finding import FixedFinding, Suppressed, Suppression, SuppressionKind
from auditor.model.report import AuditReport, Evidence

_BY = {SuppressionKind.POLICY: "by the policy", SuppressionKind.BASELINE: "in the baseline"}


def sentence(suppressed: Sequence[Suppressed]) -> str:
    """All of them, counted: `3 findings are known and do not count: 2 by the policy and 1 in the baseline`."""
    kinds = Counter(one.suppression.kind for one in suppressed)
    total = len(suppressed)
    by = f" {_BY[suppressed[0].suppression.kind]}" if len(kinds) == 1 else ""
    parts = "" if by else f": {listed(f'{kinds[kind]} {_BY[kind]}' for kind in SuppressionKind if kinds[kind])}"
    known = f"{counted(total, 'finding')} {agree(total, 'is', 'are')} known{by}"
    return f"{known} and {agree(total, 'does', 'do')} not count{parts}."


def fixed(findings: Sequence[FixedFinding]) -> str:
    """Those of the baseline that are gone, counted: `2 findings of the baseline are fixed`."""
    total = len(findings)
    return f"{counted(total, 'finding')} of the baseline {agree(total, 'is', 'are')} fixed."


def where(finding: FixedFinding) -> str | None:
    """Where such a finding was."""
    return finding.file if finding.line is None else f"{finding.file}:{finding.line}"


def sentences(report: AuditReport) -> list[str]:
    """All that is to be said in short: what is known, what is fixed."""
    return [
        *([sentence(report.suppressed)] if report.suppressed else []),
        *([fixed(report.fixed)] if report.fixed else []),
    ]


def why(evidence: Evidence, suppression: Suppression) -> str:
    """Why one of them does not count, as a line: `by the policy (Cargo.toml:7, until 2027-01-31): …`."""
    about = [] if suppression.location is None else [places.show(evidence, suppression.location)]
    about += [] if suppression.expires is None else [f"until {suppression.expires}"]
    bracket = f" ({', '.join(about)})" if about else ""
    reason = "" if suppression.reason is None else f": {suppression.reason}"
    return f"{_BY[suppression.kind]}{bracket}{reason}"
