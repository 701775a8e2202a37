"""What the policy makes of the findings: some are known and do not count, others have another level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from auditor.findings import registry
from auditor.model.finding import Finding, Suppressed, Suppression, SuppressionKind
from auditor.model.policy import Ignore, IgnoreUse, Policy, RuleLevel
from auditor.model.report import Evidence
from auditor.policy.matching import matches
from auditor.policy.scope import is_about


class Judged(msgspec.Struct, frozen=True):
    """The findings, divided; each part is worst first, then in the order of the rules."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()


def judge(policy: Policy, evidence: Evidence, found: Sequence[Finding], today: date) -> Judged:
    """Apply a policy to what was found.

    An ignore of one finding counts more than a level that allows the rule: it has a reason. What is wrong with the
    ignores themselves is told as findings, for which the levels hold, too.
    """
    if not policy.ignores and not any(table.levels for table in policy.levels):
        return Judged(tuple(found))
    uses = [_use(evidence, ignore, found, today) for ignore in policy.ignores]
    acting = [use.ignore for use in uses if use.ignore.reason is not None and not use.is_expired]
    counting: list[Finding] = []
    known: list[Suppressed] = []
    for finding in (*found, *registry.about_ignores(evidence, uses)):
        level = _level(policy, evidence, finding)
        ignore = next((one for one in acting if matches(evidence, one, finding)), None)
        changed = finding if level is None or level.level is None else replace(finding, level=level.level)
        if ignore is not None:
            known.append(Suppressed(changed, _by_ignore(ignore)))
        elif level is not None and level.level is None:
            known.append(Suppressed(changed, _by_level(level)))
        else:
            counting.append(changed)
    return Judged(
        tuple(sorted(counting, key=_order)), tuple(sorted(known, key=lambda suppressed: _order(suppressed.finding)))
    )


def _use(evidence: Evidence, ignore: Ignore, found: Iterable[Finding], today: date) -> IgnoreUse:
    of_rule = [finding for finding in found if finding.rule == ignore.rule]
    return IgnoreUse(
        ignore=ignore,
        matched=sum(matches(evidence, ignore, finding) for finding in of_rule),
        of_rule=len(of_rule),
        is_expired=ignore.expires is not None and ignore.expires < today,
    )


def _level(policy: Policy, evidence: Evidence, finding: Finding) -> RuleLevel | None:
    """The level that the policy gives a finding; None leaves it as it is."""
    for table in policy.levels:
        level = table.levels.get(finding.rule)
        if level is not None and (table.package is None or is_about(evidence, finding, table.package)):
            return level
    return None


def _by_ignore(ignore: Ignore) -> Suppression:
    return Suppression(SuppressionKind.POLICY, ignore.reason, ignore.location, ignore.expires)


def _by_level(level: RuleLevel) -> Suppression:
    return Suppression(SuppressionKind.POLICY, f"allowed by {level.by}", level.location)


def _order(finding: Finding) -> tuple[int, int]:
    return -finding.level, registry.POSITIONS[finding.rule]
