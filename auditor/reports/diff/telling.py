"""From changes to the outline: what is told of each, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from auditor.comparison.changes import Change, Changes, CrateChange, FindingChange, Status
from auditor.comparison.document import Finding, SuppressedFinding
from auditor.evidence.wording import counted, listed
from auditor.reports.diff import artifacts, names
from auditor.reports.diff.outline import Entry, Outline, Section, Tone
from auditor.reports.diff.verdict import is_good, side, verdict

MOST_NAMES = 6
_TONES = {"error": Tone.BAD, "warning": Tone.WARN, "note": Tone.NOTE}
_LABELS = {
    Status.NEW: "new",
    Status.RAISED: "raised",
    Status.SPREAD: "spread",
    Status.UNSUPPRESSED: "no longer suppressed",
    Status.SUPPRESSED: "suppressed",
    Status.FIXED: "fixed",
    Status.KNOWN: "known",
    Status.REMAINING: "still",
}


def outline(changes: Changes) -> Outline:
    """All that there is to say."""
    sections = (
        _findings(changes),
        _known(changes),
        _section("artifacts", "Artifacts", artifacts.entries(changes, most=MOST_NAMES)),
        _section("crates", "Crates", map(_crate, changes.crates)),
        _section("build", "Build and toolchain", map(_fact, (*changes.build, *changes.toolchain))),
        _remaining(changes),
    )
    return Outline(
        verdict=verdict(changes),
        is_good=is_good(changes),
        facts=tuple(_facts(changes)),
        notes=changes.notes,
        sections=tuple(section for section in sections if section.entries),
        is_empty=changes.is_empty,
        suppressed=changes.suppressed,
    )


def _facts(changes: Changes) -> Iterator[tuple[str, str]]:
    yield "base", side(changes.base)
    yield "head", side(changes.head)
    build, toolchain = changes.head.document.build, changes.head.document.toolchain
    yield "build", f"{build.mode.value}, profile {build.profile}"
    yield "target", f"{', '.join(build.targets or ()) or toolchain.target}, rustc {toolchain.rustc}"


def _section(id_: str, title: str, entries: Iterable[Entry]) -> Section:
    found = tuple(entries)
    return Section(id_, title, counted(len(found), "change"), found)


def _findings(changes: Changes) -> Section:
    told = [one for one in changes.findings if one.is_a_change and one.status is not Status.KNOWN]
    words = Counter("new" if one.status.counts else _LABELS[one.status] for one in told)
    return Section(
        "findings", "Findings", ", ".join(f"{n} {word}" for word, n in words.items()), tuple(map(_told, told))
    )


def _known(changes: Changes) -> Section:
    found = changes.of(Status.KNOWN)
    return Section("known", "New, and known", counted(len(found), "finding"), tuple(map(_told, found)))


def _remaining(changes: Changes) -> Section:
    found = [one for one in changes.findings if not one.is_a_change]
    entries = tuple(
        Entry(
            f"still {one.finding.level}", Tone.PLAIN, one.finding.rule, one.finding.message, place=_place(one.finding)
        )
        for one in found
    )
    return Section("remaining", "Still there", counted(len(found), "finding"), entries, is_folded=True)


def _told(change: FindingChange) -> Entry:
    finding, status = change.finding, change.status
    counts = status.counts
    return Entry(
        label=f"{_LABELS[status]} {finding.level}" if status is not Status.UNSUPPRESSED else f"new {finding.level}",
        tone=_TONES[finding.level] if counts else Tone.GOOD if status is Status.FIXED else Tone.PLAIN,
        title=finding.rule,
        text=finding.message,
        lines=(*_notes(change), *(finding.details if counts else ())),
        place=_place(finding),
        remedies=tuple(line for line in (finding.help or "").split("\n") if line) if counts else (),
    )


def _notes(change: FindingChange) -> Iterator[str]:
    """What is to be said of the change itself."""
    if change.status is Status.UNSUPPRESSED:
        yield "it was suppressed before"
    if isinstance(change.after, SuppressedFinding):
        yield f"suppressed{' now' if change.status is Status.SUPPRESSED else ''}{why(change.after)}"
    if change.before is not None and change.after is not None and change.before.level != change.after.level:
        yield f"{change.before.level} before"
    if change.gained:
        yield f"now also in {names.by_kind(change.gained, most=MOST_NAMES)}"
    if change.lost:
        yield f"no longer in {names.by_kind(change.lost, most=MOST_NAMES)}"
    if change.crates_gained:
        yield f"now also about {listed(change.crates_gained, most=MOST_NAMES)}"
    if change.crates_lost:
        yield f"no longer about {listed(change.crates_lost, most=MOST_NAMES)}"


def why(finding: SuppressedFinding) -> str:
    """Why a finding does not count, as the end of a sentence."""
    suppression = finding.suppression
    if suppression is None:
        return ""
    return f" by {suppression.kind.value}{f': {suppression.reason}' if suppression.reason else ''}"


def _place(finding: Finding) -> str | None:
    location = finding.location
    if location is None:
        return None
    return location.file if location.line is None else f"{location.file}:{location.line}"


def _crate(change: CrateChange) -> Entry:
    before, after = change.versions
    version = after if before == after else f"{before} → {after}"
    name = change.package if change.name == change.package.replace("-", "_") else f"{change.name} of {change.package}"
    olds, news = (", ".join(types) for types in change.crate_types)
    is_same = change.classifications[0] == change.classifications[1]
    text = "" if is_same else f"{change.classifications[0]} → {change.classifications[1]}"
    return Entry("", Tone.PLAIN, f"{name} {version}", text, (f"crate types: {olds} → {news}",))


def _fact(change: Change) -> Entry:
    return Entry("", Tone.PLAIN, change.name, f"{change.before or 'none'} → {change.after or 'none'}")
