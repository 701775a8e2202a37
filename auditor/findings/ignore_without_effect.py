"""An ignore of the policy matches no finding.

## What it detects

`[[ignore]]` entries of the policy that are about no finding of this audit. It is told only
where the whole workspace is audited: of a part (`-p`, `--bin`, `--exclude`, default members
that are not all) nobody knows what the rest has.

## Why

What was ignored was repaired, or the ignore has a slip in the name of a crate or artifact
and never acted. Left alone, it hides the fault when it comes back.

A finding may also belong to another build: to another profile, target or mode, or to tests
(`--all-targets`). An ignore that one of several audits needs is without effect in the
others.

## Example

    # Cargo.toml
    [[workspace.metadata.dynaudit.ignore]]
    rule = "duplicate-crate"
    crate = "ittoa"                  # there is no such package
    reason = "both copies are stateless"

## Remedy

Remove the ignore, or correct the name. Where an audit of several says so and another one
needs the ignore, leave the rule out there:

    $ cargo dynaudit audit --release -A ignore-without-effect
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
    """One fault for each ignore that could act, if all is audited that it could be about."""
    for use in uses if _is_whole(evidence) else ():
        if not use.matched and not use.is_expired and use.ignore.reason is not None:
            yield Fault(
                message=f"{ignores.sentence(evidence, use.ignore)} has no effect: {_why(evidence, use)}.",
                help="Remove it, or correct what it names. If another audit needs it (of another profile, target or "
                "mode), add `-A ignore-without-effect` to this one.",
                location=use.ignore.location,
            )


def _why(evidence: Evidence, use: IgnoreUse) -> str:
    unknown = ignores.unknown_name(evidence, use.ignore)
    if unknown is not None:
        return unknown
    if not use.of_rule:
        return f"this audit finds no `{use.ignore.rule}`"
    return f"this audit finds `{use.ignore.rule}`, but not there"


def _is_whole(evidence: Evidence) -> bool:
    """Whether everything is audited that a plain `cargo build --workspace` makes, and Cargo would build it."""
    selection, workspace = evidence.selection, evidence.workspace
    is_of_all = selection.workspace or (
        not selection.packages and set(workspace.default_members) == set(workspace.members)
    )
    has_all_targets = selection.all_targets or not selection.is_filtered
    return is_of_all and not selection.exclude and has_all_targets and not evidence.plan.refusals
