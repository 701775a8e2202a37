"""An ignore of the policy has no reason.

## What it detects

`[[ignore]]` entries of the policy without a `reason`, or with an empty one.

## Why

An ignore hides a fault from everybody who works on the project, for as long as nobody
touches it. What it does not say is lost: why the fault does no harm, who decided that, what
would have to happen for the ignore to go. So an ignore without a reason does not act, and
its findings count.

## Example

    # Cargo.toml
    [[workspace.metadata.dynaudit.ignore]]
    rule = "duplicate-statics"
    crate = "log"

## Remedy

Say why, in a sentence that helps the next reader:

    reason = "each plugin logs to its own file, so each may have its own logger"
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
    """One fault for each ignore."""
    for use in uses:
        if use.ignore.reason is None:
            yield Fault(
                message=f"{ignores.sentence(evidence, use.ignore)} has no reason and does not act; "
                f"{ignores.about(use.matched)}.",
                help='Add `reason = "…"` that says why this is no fault here, or remove the ignore.',
                location=use.ignore.location,
            )
