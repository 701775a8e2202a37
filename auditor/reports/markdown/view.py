"""What the comment shows, as plain values: the text is not escaped yet."""

from __future__ import annotations

import msgspec


class ArtifactRow(msgspec.Struct, frozen=True):
    """Artifacts that are linked alike."""

    outcome: str
    artifacts: str
    what: tuple[str, ...]
    """Why they fail or wait; or what they load and what is inside."""


class FindingView(msgspec.Struct, frozen=True):
    """A finding."""

    level: str
    rule: str
    message: str
    details: tuple[str, ...]
    place: str | None
    remedies: tuple[str, ...]


class KnownView(msgspec.Struct, frozen=True):
    """A finding that does not count."""

    level: str
    rule: str
    message: str
    place: str | None
    why: str


class FixedView(msgspec.Struct, frozen=True):
    """A finding of the baseline that is gone."""

    level: str
    rule: str
    message: str
    place: str | None


class ShipmentView(msgspec.Struct, frozen=True):
    """Programs and libraries that need the same files at run time."""

    artifacts: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    """Name, and where it is to be had."""


class DoubtView(msgspec.Struct, frozen=True):
    """Why answers are only likely."""

    reason: str
    artifacts: tuple[str, ...]


class CrateRow(msgspec.Struct, frozen=True):
    """A library of the build."""

    name: str
    version: str
    crate_types: str
    classification: str


class Page(msgspec.Struct, frozen=True):
    """The whole comment."""

    verdict: str
    build: tuple[tuple[str, str], ...]
    totals: str
    folded: str
    """Build scripts and proc macros, counted; empty if there are none."""
    findings: tuple[FindingView, ...]
    known_total: str
    """How many findings do not count and how many are fixed, as sentences; empty if there are none."""
    known: tuple[KnownView, ...]
    fixed: tuple[FixedView, ...]
    artifacts: tuple[ArtifactRow, ...]
    shipments: tuple[ShipmentView, ...]
    advice: tuple[str, ...]
    doubts: tuple[DoubtView, ...]
    crates: tuple[CrateRow, ...]
    left_out: tuple[str, ...] = ()
    """What is not shown, counted: `12 findings`."""
