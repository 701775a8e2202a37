"""What a remedy changes beyond the finding, in words: what is better, what is worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from auditor.comparison.changes import Changes
from auditor.comparison.document import Artifact, Document
from auditor.evidence.wording import counted, listed
from auditor.fix.trial import Result
from auditor.model.linkage import Outcome
from auditor.reports.diff import names

MOST_NAMES = 4
_SETTINGS = {"lto": "LTO", "panic": "panic", "prefer-dynamic": "`-C prefer-dynamic`"}


def failing(artifacts: Iterable[Artifact]) -> int:
    """How many artifacts do not link."""
    return sum(one.outcome is not Outcome.LINKS for one in artifacts)


def result(found: Result, before: Document) -> str:
    """What links then, in one sentence."""
    total = len(found.document.artifacts)
    left, was = failing(found.document.artifacts), failing(before.artifacts)
    if not left:
        return "everything links" if was else "everything links, as before"
    return f"{total - left} of {counted(total, 'artifact')} link (now {len(before.artifacts) - was})"


def consequences(changes: Changes) -> Iterator[str]:
    """What else changes for what is built."""
    if changes.vanished:
        gone = names.by_kind((identity for identity, _ in changes.vanished), most=MOST_NAMES)
        yield f"no longer built: {gone}"
    if changes.appeared:
        come = names.by_kind((identity for identity, _ in changes.appeared), most=MOST_NAMES)
        yield f"newly built: {come}"
    yield from _settings(changes)
    yield from _libraries(changes)
    told = [change.finding for change in changes.findings if change.status.counts]
    for rule in dict.fromkeys(finding.rule for finding in told):
        some = [finding for finding in told if finding.rule == rule]
        yield f"then told: {some[0].level}[{rule}]{f' ({len(some)} times)' if len(some) > 1 else ''}"


def _settings(changes: Changes) -> Iterator[str]:
    found = Counter(
        (setting.name, setting.before, setting.after) for change in changes.artifacts for setting in change.settings
    )
    for (name, before, after), number in found.items():
        yield f"{_SETTINGS.get(name, name)} {before} → {after} in {counted(number, 'artifact')}"


def _libraries(changes: Changes) -> Iterator[str]:
    gained = Counter(library for change in changes.artifacts for library in change.gained)
    lost = Counter(library for change in changes.artifacts for library in change.lost)
    for verb, libraries in (("loads", gained), ("no longer loads", lost)):
        groups: dict[int, list[str]] = {}
        for library, number in libraries.items():
            groups.setdefault(number, []).append(library)
        for number, some in groups.items():
            subject = "1 artifact" if number == 1 else f"{number} artifacts"
            yield f"{subject} {verb if number == 1 else verb.replace('loads', 'load')} {listed(some, most=MOST_NAMES)}"
