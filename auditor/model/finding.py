"""Findings: what the audit tells, as data."""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum
from pathlib import Path

import msgspec


class Level(IntEnum):
    """How bad a finding is; comparable."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word in reports and on the command line."""
        return self.name.lower()


class Rule(msgspec.Struct, frozen=True):
    """What one kind of finding is about."""

    id: str
    """Kebab-case words that name the fault."""
    level: Level
    """The level unless a finding says otherwise."""
    summary: str
    """One line, for lists."""
    manual: str
    """The manual page in Markdown: what it detects, why, example, remedy."""
    also: tuple[Level, ...] = ()
    """The levels that single findings have instead."""


class Location(msgspec.Struct, frozen=True):
    """The place a finding points to."""

    path: Path
    """Absolute."""
    line: int | None = None


class Finding(msgspec.Struct, frozen=True):
    """One thing that the user should know, with its cause, its place and what to do."""

    rule: str
    level: Level
    message: str
    """What happens and why, in one or two sentences, on one line."""
    help: str | None
    """What to do, each remedy on a line of its own."""
    location: Location | None
    artifacts: tuple[int, ...] = ()
    """Indices into the report's artifacts."""
    crates: tuple[str, ...] = ()
    """Package ids."""
    details: tuple[str, ...] = ()
    """Further lines: paths to each copy, the chain that brings a crate in."""


class SuppressionKind(StrEnum):
    """By what a finding is suppressed."""

    POLICY = "policy"
    BASELINE = "baseline"


class Suppression(msgspec.Struct, frozen=True):
    """Why a finding does not count."""

    kind: SuppressionKind
    reason: str | None
    """In the words of who suppressed it; None for a baseline."""
    location: Location | None = None
    """Where the policy says so."""
    expires: date | None = None
    """The last day on which it does."""


class Suppressed(msgspec.Struct, frozen=True):
    """A finding that is shown as known and counts for nothing."""

    finding: Finding
    suppression: Suppression


class FixedFinding(msgspec.Struct, frozen=True):
    """A finding of a baseline that is gone: what the baseline said of it."""

    rule: str
    level: Level
    message: str
    file: str | None
    """As the baseline names it, relative to the workspace root where it lies inside."""
    line: int | None
