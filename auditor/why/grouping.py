"""Artifacts with the same reason, put together so that large workspaces stay readable."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import msgspec

from auditor.model.linkage import Artifact, Linkage, Outcome
from auditor.model.report import Evidence
from auditor.why.answer import CrateAnswer, Entry


class Group(msgspec.Struct, frozen=True):
    """Entries of one crate with one reason."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The one whose way is shown."""
        return self.entries[0]

    def artifacts(self, evidence: Evidence) -> list[Artifact]:
        """Their artifacts."""
        return [evidence.artifacts[entry.artifact] for entry in self.entries]

    def outcome(self, evidence: Evidence) -> Outcome:
        """What becomes of them."""
        return evidence.artifacts[self.first.artifact].outcome


def groups(evidence: Evidence, crate: CrateAnswer) -> list[Group]:
    """The entries by their reasons: first what fails by the crate, then what was asked for, last what lacks it."""
    found: dict[Hashable, list[Entry]] = {}
    for entry in sorted(crate.entries, key=lambda entry: _rank(evidence, entry)):
        found.setdefault(_key(evidence, entry), []).append(entry)
    return [Group(tuple(entries)) for entries in found.values()]


def alone(evidence: Evidence, crate: CrateAnswer) -> list[Group]:
    """Each entry for itself, in the same order."""
    return [Group((entry,)) for group in groups(evidence, crate) for entry in group.entries]


def joined(evidence: Evidence, found: Sequence[Group]) -> list[Group]:
    """Groups that differ only in what their short reason leaves out, put together."""
    result: dict[Hashable, list[Entry]] = {}
    for group in found:
        entry = group.first
        is_alike = not entry.is_at_fault
        key = (entry.linkage, entry.because, entry.library, group.outcome(evidence)) if is_alike else entry.artifact
        result.setdefault(key, []).extend(group.entries)
    return [Group(tuple(entries)) for entries in result.values()]


def _rank(evidence: Evidence, entry: Entry) -> tuple[int, ...]:
    """Equal ranks keep the order of the build."""
    unit = evidence.plan.units[evidence.artifacts[entry.artifact].unit]
    is_own = entry.linkage is None
    is_without = entry.linkage is Linkage.NOT_LINKED
    is_foreign = not unit.is_root
    kind = unit.target.for_host, not unit.target.is_bin
    return not entry.is_at_fault, is_without, is_own, is_foreign, *kind, len(entry.path)


def _key(evidence: Evidence, entry: Entry) -> Hashable:
    artifact = evidence.artifacts[entry.artifact]
    copies = tuple(len(reason.path) for reason in entry.reasons) if entry.is_at_fault else ()
    reasons = tuple((reason.kind, reason.text) for reason in entry.reasons)
    return entry.linkage, entry.cause, entry.because, entry.library, artifact.outcome, copies, reasons
