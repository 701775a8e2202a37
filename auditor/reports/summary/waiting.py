"""Why artifacts that do not fail themselves are not made."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.evidence.wording import agree, listed
from auditor.model.linkage import Artifact, Outcome
from auditor.model.report import Evidence
from auditor.reports.summary import names

MOST_BLOCKERS = 3
"""How many names of what blocks are told before the rest is counted."""


def waiting(evidence: Evidence, artifacts: Sequence[Artifact]) -> str:
    """What blocked artifacts of one group wait for, as a clause without a capital: `waits for dylib engine`."""
    blocking = frozenset(unit for artifact in artifacts for unit in artifact.blocked_by)
    causes = [one for one in evidence.artifacts if one.unit in blocking and one.outcome is Outcome.FAILS]
    if causes:
        waited_for = names.by_kind(evidence, causes, most=MOST_BLOCKERS)
        return f"{agree(len(artifacts), 'waits', 'wait')} for {listed(waited_for, most=MOST_BLOCKERS)}"
    if evidence.plan.refusals:
        return "Cargo refuses the whole build"
    return "another crate type of the same package fails"
