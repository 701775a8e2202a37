"""What changed between two reports, as data."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from auditor.comparison.document import Artifact, Document, Finding, SuppressedFinding
from auditor.comparison.identity import Identity
from auditor.model.finding import Level


class Side(msgspec.Struct, frozen=True):
    """One of the two reports."""

    name: str
    """What the user called it: a revision, a file, the working tree."""
    document: Document
    commit: str | None = None
    """The commit that a revision stands for."""
    is_report: bool = False
    """Whether it was read from a file: what build it is about is then not known to be the same."""


class Change(msgspec.Struct, frozen=True):
    """A value that is another now; None where there is none."""

    name: str
    before: str | None
    after: str | None


class LinkageChange(msgspec.Struct, frozen=True):
    """A crate that gets into an artifact in another way now; None where it does not take part."""

    crate: str
    before: str | None
    after: str | None


class CrateChange(msgspec.Struct, frozen=True):
    """A library of which Rust code can link something else now."""

    package: str
    name: str
    versions: tuple[str, str]
    crate_types: tuple[tuple[str, ...], tuple[str, ...]]
    classifications: tuple[str, str]


class ArtifactChange(msgspec.Struct, frozen=True):
    """An artifact of both reports that is another now."""

    identity: Identity
    before: Artifact
    after: Artifact
    linkage: tuple[LinkageChange, ...]
    """Only where it links in both: the crates of one that fails say nothing."""
    gained: tuple[str, ...]
    """Shared libraries that it loads now."""
    lost: tuple[str, ...]
    settings: tuple[Change, ...]
    """LTO, panic strategy, `-C prefer-dynamic`."""


class Rename(msgspec.Struct, frozen=True):
    """An artifact that vanished and one that appeared and are likely the same."""

    before: Identity
    after: Identity


class Status(StrEnum):
    """What became of a finding."""

    NEW = "new"
    FIXED = "fixed"
    RAISED = "raised"
    """Still there, at a higher level: counts as new at that."""
    SPREAD = "spread"
    """Still there, and an artifact fails by it that did not before: counts as new."""
    UNSUPPRESSED = "no-longer-suppressed"
    """Counts as new."""
    SUPPRESSED = "suppressed"
    """Still there, and does not count any more."""
    KNOWN = "new-and-suppressed"
    """It came together with what makes it not count."""
    REMAINING = "remaining"

    @property
    def counts(self) -> bool:
        """Whether it counts as new for the exit code."""
        return self in (Status.NEW, Status.RAISED, Status.SPREAD, Status.UNSUPPRESSED)


class FindingChange(msgspec.Struct, frozen=True):
    """A finding of one of the reports or both."""

    status: Status
    before: Finding | SuppressedFinding | None
    after: Finding | SuppressedFinding | None
    artifacts: tuple[Identity, ...]
    """Those of the report that has it, the new one if both."""
    gained: tuple[Identity, ...] = ()
    lost: tuple[Identity, ...] = ()
    crates_gained: tuple[str, ...] = ()
    """Packages that it names now, of one that is still there."""
    crates_lost: tuple[str, ...] = ()

    @property
    def finding(self) -> Finding | SuppressedFinding:
        """As it is now, or was."""
        found = self.after if self.after is not None else self.before
        assert found is not None
        return found

    @property
    def is_a_change(self) -> bool:
        """Whether there is anything to tell of it."""
        if self.status is not Status.REMAINING or self.gained or self.lost or self.crates_gained or self.crates_lost:
            return True
        return self.before is None or self.after is None or self.before.level != self.after.level


class Changes(msgspec.Struct, frozen=True):
    """All that changed."""

    base: Side
    head: Side
    notes: tuple[str, ...]
    """What a reader must know to judge the rest."""
    build: tuple[Change, ...]
    toolchain: tuple[Change, ...]
    crates: tuple[CrateChange, ...]
    appeared: tuple[tuple[Identity, Artifact], ...]
    vanished: tuple[tuple[Identity, Artifact], ...]
    renames: tuple[Rename, ...]
    artifacts: tuple[ArtifactChange, ...]
    findings: tuple[FindingChange, ...]
    """What counts first, worst first."""
    suppressed: int = 0
    """How many count in neither of the two."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        others = (self.build, self.toolchain, self.crates, self.appeared, self.vanished, self.artifacts)
        return not any(others) and not any(one.is_a_change for one in self.findings)

    def of(self, *statuses: Status) -> list[FindingChange]:
        """The findings of which that became."""
        return [one for one in self.findings if one.status in statuses]

    def has_new(self, limit: Level) -> bool:
        """Whether any finding counts as new at a level or above."""
        return any(one.status.counts and one.finding.severity >= limit for one in self.findings)
