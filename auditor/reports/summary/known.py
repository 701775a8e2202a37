"""Findings that are known and do not count: how many, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from auditor.evidence import places
from auditor.evidence.wording import agree, counted, listed
from auditor.model.finding import Suppressed, Suppression, SuppressionKind
from auditor.model.report import Evidence

_BY = {SuppressionKind.POLICY: "by the policy", SuppressionKind.BASELINE: "in the baseline"}


def sentence(suppressed: Sequence[Suppressed]) -> str:
    """All of them, counted: `3 findings are known and do not count: 2 by the policy and 1 in the baseline`."""
    kinds = Counter(one.suppression.kind for one in suppressed)
    total = len(suppressed)
    by = f" {_BY[suppressed[0].suppression.kind]}" if len(kinds) == 1 else ""
    parts = "" if by else f": {listed(f'{kinds[kind]} {_BY[kind]}' for kind in SuppressionKind if kinds[kind])}"
    known = f"{counted(total, 'finding')} {agree(total, 'is', 'are')} known{by}"
    return f"{known} and {agree(total, 'does', 'do')} not count{parts}."


def why(evidence: Evidence, suppression: Suppression) -> str:
    """Why one of them does not count, as a line: `by the policy (Cargo.toml:7, until 2027-01-31): …`."""
    about = [] if suppression.location is None else [places.show(evidence, suppression.location)]
    about += [] if suppression.expires is None else [f"until {suppression.expires}"]
    bracket = f" ({', '.join(about)})" if about else ""
    reason = "" if suppression.reason is None else f": {suppression.reason}"
    return f"{_BY[suppression.kind]}{bracket}{reason}"
