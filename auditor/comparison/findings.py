"""What became of each finding."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.comparison.changes import FindingChange, Status
from auditor.comparison.document import Document, Finding, SuppressedFinding
from auditor.comparison.identity import Identity, Names
from auditor.comparison.likeness import rejoined
from auditor.comparison.pairing import paired
from auditor.model.finding import SuppressionKind
from auditor.model.linkage import Outcome


def changes(
    old: Document, new: Document, names: tuple[Names, Names], renamed: Mapping[Identity, Identity]
) -> tuple[tuple[FindingChange, ...], int]:
    """All findings of both reports, what counts as new first, worst first, and how many are suppressed in both.

    `renamed` are new names by the old. Findings that are suppressed take part, so that one that becomes so, or is no
    longer, is the same finding.
    """
    befores, afters = _all(old), _all(new)
    has_fingerprints = all(one.fingerprint for one in (*befores, *afters))
    found = paired(
        [names[0].keys(one, has_fingerprints=has_fingerprints) for one in befores],
        [names[1].keys(one, has_fingerprints=has_fingerprints) for one in afters],
    )
    found = rejoined(found, befores, afters, names)
    failing = {
        identity
        for identity, artifact in zip(names[1].artifacts, new.artifacts, strict=True)
        if artifact.outcome is Outcome.FAILS
    }
    result = [
        *(_both(befores[left], afters[right], names, renamed, failing) for left, right in found.both),
        *(_one(Status.NEW, None, afters[right], names[1]) for right in found.come),
        *(_one(Status.FIXED, befores[left], None, names[0]) for left in found.gone),
    ]
    known = [one for one in result if one is not None]
    in_order = sorted(known, key=lambda one: (_ORDER.index(one.status), -one.finding.severity))
    return tuple(in_order), sum(_are_suppressed(befores[left], afters[right]) for left, right in found.both)


_ORDER = tuple(Status.__members__.values())
_ORDER = (*(one for one in _ORDER if one.counts), *(one for one in _ORDER if not one.counts))


def _all(document: Document) -> list[Finding]:
    return [*document.findings, *document.suppressed]


def _one(status: Status, before: Finding | None, after: Finding | None, names: Names) -> FindingChange | None:
    """A finding of one report; a suppressed one that is gone is nothing to tell."""
    finding = before or after
    if finding is None or _is_silenced(before):
        return None
    if isinstance(after, SuppressedFinding):
        status = Status.KNOWN
    return FindingChange(status, before, after, tuple(sorted(names.of(finding))))


def _is_silenced(finding: Finding | None) -> bool:
    """Whether the project wants to hear no more of it. A baseline does not say so: it says that it was there before."""
    if not isinstance(finding, SuppressedFinding):
        return False
    return finding.suppression is None or finding.suppression.kind is not SuppressionKind.BASELINE


def _are_suppressed(before: Finding, after: Finding) -> bool:
    return _is_silenced(before) and isinstance(after, SuppressedFinding)


def _both(
    before: Finding,
    after: Finding,
    names: tuple[Names, Names],
    renamed: Mapping[Identity, Identity],
    failing: set[Identity],
) -> FindingChange | None:
    if _are_suppressed(before, after):
        return None
    was, is_now = map(_is_silenced, (before, after))
    olds, news = names[0].of(before), names[1].of(after)
    followed = {renamed.get(one, one) for one in olds}
    gained, lost = (
        tuple(sorted(news - followed)),
        tuple(sorted(one for one in olds if renamed.get(one, one) not in news)),
    )
    if is_now:
        status = Status.SUPPRESSED
    elif was:
        status = Status.UNSUPPRESSED
    elif after.severity > before.severity:
        status = Status.RAISED
    elif failing.intersection(gained):
        status = Status.SPREAD
    else:
        status = Status.REMAINING
    crates = names[0].crates(before), names[1].crates(after)
    return FindingChange(
        status,
        before,
        after,
        tuple(sorted(news)),
        gained,
        lost,
        crates_gained=tuple(sorted(crates[1] - crates[0])),
        crates_lost=tuple(sorted(crates[0] - crates[1])),
    )
