"""A diff in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from auditor.comparison.changes import Changes, Side, Status
from auditor.evidence.wording import agree, counted, listed, sentence
from auditor.model.finding import Level
from auditor.model.linkage import Outcome


def verdict(changes: Changes) -> str:
    """What changed, the worst first."""
    if changes.is_empty:
        return f"Nothing changed from {side(changes.base)} to {side(changes.head)}{_still(changes)}."
    return f"{sentence('; '.join(_parts(changes)))}."


def side(of: Side) -> str:
    """One of the two versions: `main (3f2a1bc90)`."""
    if of.commit is None or of.commit.startswith(of.name):
        return of.name[:40] if of.commit else of.name
    return f"{of.name} ({of.commit[:9]})"


def _parts(changes: Changes) -> Iterator[str]:
    new = Counter(one.finding.severity for one in changes.findings if one.status.counts)
    found = [counted(new[level], f"new {level.label}") for level in sorted(new, reverse=True)]
    yield listed(found, most=len(found)) if found else "no new finding"
    fixed = Counter(one.finding.severity for one in changes.of(Status.FIXED))
    gone = [counted(fixed[level], level.label) for level in sorted(fixed, reverse=True)]
    if gone:
        yield f"{listed(gone, most=len(gone))} fixed"
    known = changes.of(Status.KNOWN)
    if known:
        yield f"{counted(len(known), 'new finding')} known from the start"
    fails, links = 0, 0
    for one in changes.artifacts:
        fails += one.before.outcome is Outcome.LINKS and one.after.outcome is not Outcome.LINKS
        links += one.before.outcome is not Outcome.LINKS and one.after.outcome is Outcome.LINKS
    if fails:
        yield f"{counted(fails, 'artifact')} no longer {agree(fails, 'links', 'link')}"
    if links:
        yield f"{counted(links, 'artifact')} {agree(links, 'links', 'link')} again"
    others = len(changes.artifacts) - fails - links
    moved = [
        *([f"{len(changes.appeared)} new"] if changes.appeared else []),
        *([f"{len(changes.vanished)} gone"] if changes.vanished else []),
        *([f"{others} built differently"] if others else []),
    ]
    if moved:
        yield f"artifacts: {', '.join(moved)}"
    if not (fails or links or moved):
        yield from _others(changes)


def _others(changes: Changes) -> Iterator[str]:
    """What counts where no artifact is another one."""
    if changes.crates:
        yield f"{counted(len(changes.crates), 'crate')} can be linked differently"
    facts = [one.name for one in (*changes.build, *changes.toolchain)]
    if facts:
        yield f"{listed(facts, most=3)} changed"


def is_good(changes: Changes) -> bool:
    """Whether no error is new and nothing stops to link."""
    stops = any(
        one.before.outcome is Outcome.LINKS and one.after.outcome is not Outcome.LINKS for one in changes.artifacts
    )
    return not stops and not changes.has_new(Level.ERROR)


def _still(changes: Changes) -> str:
    remaining = len(changes.findings)
    return f"; {counted(remaining, 'finding')} {agree(remaining, 'is', 'are')} still there" if remaining else ""
