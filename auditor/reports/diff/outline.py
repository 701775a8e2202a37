"""What a diff says, in words and in order; each format shows the same."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Tone(StrEnum):
    """How good news are."""

    BAD = "bad"
    WARN = "warn"
    NOTE = "note"
    GOOD = "good"
    PLAIN = "plain"


class Entry(msgspec.Struct, frozen=True):
    """One thing that changed."""

    label: str
    """A word or two: `new error`, `FAILS`."""
    tone: Tone
    title: str
    """The rule, or the artifacts that it is about; empty where the text says it."""
    text: str
    lines: tuple[str, ...] = ()
    """What is to be told of it, one below the other."""
    place: str | None = None
    remedies: tuple[str, ...] = ()


FINDINGS = ("findings", "known", "remaining")
"""The sections whose entries are findings."""


class Section(msgspec.Struct, frozen=True):
    """Entries of one kind."""

    id: str
    title: str
    note: str
    """The entries, counted."""
    entries: tuple[Entry, ...]
    is_folded: bool = False
    """Whether a reader who wants to know what changed can do without."""


class Outline(msgspec.Struct, frozen=True):
    """All that is said."""

    verdict: str
    is_good: bool
    facts: tuple[tuple[str, str], ...]
    """Which versions, and which build."""
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    """Only those with entries."""
    is_empty: bool
    """Whether nothing changed: then the verdict is all that there is to say."""
    suppressed: int
    """How many findings count in neither version."""
