"""What a diff says of artifacts: those that appear, vanish, fail, link again, or are linked in another way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.comparison.changes import ArtifactChange, Changes, LinkageChange
from auditor.comparison.document import Artifact
from auditor.comparison.identity import Identity
from auditor.evidence.causes import causes
from auditor.evidence.wording import listed
from auditor.model.linkage import Outcome
from auditor.reports.diff import names
from auditor.reports.diff.outline import Entry, Tone

_SETTINGS = {"lto": "LTO", "panic": "panic", "prefer-dynamic": "-C prefer-dynamic"}


def entries(changes: Changes, *, most: int) -> tuple[Entry, ...]:
    """One for each kind of change, artifacts that changed alike together; `most` names of each."""
    changed = sorted(_changed(changes, most), key=lambda entry: list(Tone).index(entry.tone))
    return (*changed, *_appeared(changes, most), *_vanished(changes, most))


def _changed(changes: Changes, most: int) -> Iterator[Entry]:
    groups: dict[tuple[object, ...], list[ArtifactChange]] = {}
    for one in changes.artifacts:
        groups.setdefault((names.noun(one.identity), *_words(one)), []).append(one)
    for group in groups.values():
        label, tone, text, lines = _words(group[0])
        yield Entry(label, tone, names.called([one.identity for one in group], most=most), text, lines)


def _words(change: ArtifactChange) -> tuple[str, Tone, str, tuple[str, ...]]:
    """Label, tone, text and further lines."""
    before, after = change.before, change.after
    lines = tuple(_lines(change))
    match after.outcome:
        case Outcome.FAILS if before.outcome is Outcome.FAILS:
            is_same = sorted(before.errors) == sorted(after.errors)
            text = "as before" if is_same else f"{_causes(after)} (before: {_causes(before)})"
            return "FAILS", Tone.WARN, text, lines
        case Outcome.FAILS:
            return "FAILS", Tone.BAD, f"{_causes(after)} ({_was(before)})", lines
        case Outcome.BLOCKED:
            if before.outcome is Outcome.BLOCKED:
                return "blocked", Tone.WARN, "as before", lines
            tone = Tone.BAD if before.outcome is Outcome.LINKS else Tone.WARN
            return "blocked", tone, f"something it needs fails first ({_was(before)})", lines
        case Outcome.LINKS:
            if before.outcome is Outcome.LINKS:
                return "links", Tone.PLAIN, "", lines
            return "links", Tone.GOOD, _was(before), lines


def _was(artifact: Artifact) -> str:
    match artifact.outcome:
        case Outcome.FAILS:
            return f"failed before: {_causes(artifact)}"
        case Outcome.BLOCKED:
            return "was blocked before"
        case Outcome.LINKS:
            return "linked before"


def _causes(artifact: Artifact) -> str:
    return "; ".join(causes(artifact.errors)) or "no cause given"


def _lines(change: ArtifactChange) -> Iterator[str]:
    turned: dict[tuple[str | None, str | None], list[LinkageChange]] = {}
    for one in change.linkage:
        turned.setdefault((one.before, one.after), []).append(one)
    for (before, after), crates in turned.items():
        shown = listed((one.crate for one in crates), most=12)
        if before is None:
            yield f"new in it, {after}: {shown}"
        elif after is None:
            yield f"no longer in it ({before} before): {shown}"
        else:
            yield f"{before} → {after}: {shown}"
    if change.gained:
        yield f"loads now: {listed(change.gained, most=12)}"
    if change.lost:
        yield f"loads no longer: {listed(change.lost, most=12)}"
    for setting in change.settings:
        yield f"{_SETTINGS[setting.name]}: {setting.before} → {setting.after}"


def _appeared(changes: Changes, most: int) -> Iterator[Entry]:
    olds = {rename.after: rename.before for rename in changes.renames}
    for artifact, identities in _alike(changes.appeared):
        tone, text = _as_new(artifact)
        lines = [f"perhaps {names.name(olds[one])}, renamed" for one in identities if one in olds]
        yield Entry("new", tone, names.called(identities, most=most), text, tuple(lines))


def _as_new(artifact: Artifact) -> tuple[Tone, str]:
    match artifact.outcome:
        case Outcome.FAILS:
            return Tone.BAD, f"FAILS, {_causes(artifact)}"
        case Outcome.BLOCKED:
            return Tone.WARN, "blocked, something it needs fails first"
        case Outcome.LINKS:
            loads = f" and loads {listed(artifact.needed, most=6)}" if artifact.needed else ""
            return Tone.PLAIN, f"links{loads}"


def _vanished(changes: Changes, most: int) -> Iterator[Entry]:
    for artifact, identities in _alike(changes.vanished):
        text = "" if artifact.outcome is Outcome.LINKS else _was(artifact)
        yield Entry("gone", Tone.PLAIN, names.called(identities, most=most), text)


def _alike(artifacts: Sequence[tuple[Identity, Artifact]]) -> Iterator[tuple[Artifact, list[Identity]]]:
    """Those of one kind that end alike, together, with the first for all; what fails comes first."""
    groups: dict[tuple[object, ...], tuple[Artifact, list[Identity]]] = {}
    for identity, artifact in sorted(artifacts, key=lambda one: one[1].outcome is Outcome.LINKS):
        key = (names.noun(identity), artifact.outcome, artifact.errors, artifact.needed)
        groups.setdefault(key, (artifact, []))[1].append(identity)
    yield from groups.values()
