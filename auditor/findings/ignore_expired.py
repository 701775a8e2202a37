"""An ignore of the policy has expired.

## What it detects

`[[ignore]]` entries of the policy whose day `expires` is over.

## Why

`expires` is the last day on which an ignore acts, by the clock of the machine that audits.
From the next day on its findings count as if it were not there: the time that the project
gave itself is over.

## Example

    # Cargo.toml
    [[workspace.metadata.dynaudit.ignore]]
    rule = "needless-dylib"
    crate = "geo"
    reason = "dropped upstream, waits for the release of geo 0.4"
    expires = 2024-06-30

## Remedy

Repair what was to be repaired and remove the ignore. If it still takes time, set another
day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.evidence import ignores
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.policy import IgnoreUse
from auditor.model.report import Evidence

LEVEL = Level.WARNING


def check(evidence: Evidence, uses: Sequence[IgnoreUse]) -> Iterable[Fault]:
    """One fault for each ignore that has a reason."""
    for use in uses:
        if use.is_expired and use.ignore.reason is not None:
            yield Fault(
                message=f"{ignores.sentence(evidence, use.ignore)} expired on {use.ignore.expires}; "
                f"{ignores.about(use.matched)}.",
                help="Repair what it is about and remove it, or set a later `expires`."
                if use.matched
                else "Remove it.",
                location=use.ignore.location,
                details=(f"its reason: {use.ignore.reason}",),
            )
