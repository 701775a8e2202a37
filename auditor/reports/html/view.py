"""What the page shows, as plain data: strings, numbers and links, in the order of the page.

Nothing here is escaped or made visible: the templates do that with everything that they print.
"""

from __future__ import annotations

import msgspec
from markupsafe import Markup


class Span(msgspec.Struct, frozen=True):
    """A piece of prose."""

    text: str
    is_code: bool = False


Prose = tuple[Span, ...]


class Ref(msgspec.Struct, frozen=True):
    """A name that leads to another place of the page."""

    label: str
    target: str
    """The id of that place."""


class Fact(msgspec.Struct, frozen=True):
    """A line about the build."""

    label: str
    text: str
    is_code: bool = False


class Tally(msgspec.Struct, frozen=True):
    """A number on the first screen."""

    number: int
    label: str
    tone: str
    """`good`, `bad`, `warn`, `note` or `plain`."""
    target: str


class Chip(msgspec.Struct, frozen=True):
    """A crate inside a box."""

    crate: int | None
    """Its number; None for std."""
    label: str
    some: int | None = None
    """How many of the box's artifacts contain it; None if all do."""
    is_twice: bool = False
    is_own: bool = False
    """Whether the box is this crate's: it is inside, and not counted."""


class Copy(msgspec.Struct, frozen=True):
    """Where one of several copies of a crate is."""

    place: str
    target: str | None
    way: tuple[str, ...]
    """The packages from the artifact to the copy."""


class Twice(msgspec.Struct, frozen=True):
    """Crates that would exist more than once, each in the same places."""

    crates: tuple[Chip, ...]
    copies: tuple[Copy, ...]


class Box(msgspec.Struct, frozen=True):
    """Something that the linker makes, or several alike, or the toolchain's std: with what is inside."""

    id: str
    kind: str
    """`program`, `library`, `build` or `std`, or `more` for a box of boxes."""
    title: str
    file_name: str | None
    outcome: str | None
    """`links`, `fails`, `blocked`; None for std."""
    status: Prose
    """Why it fails or waits; else empty."""
    artifacts: tuple[str, ...] = ()
    """The names of several artifacts."""
    summary: str = ""
    """What is inside, counted."""
    chips: tuple[Chip, ...] = ()
    loads: tuple[Ref, ...] = ()
    loaded_by: tuple[Ref, ...] = ()
    twice: tuple[Twice, ...] = ()
    parts: tuple[Box, ...] = ()
    """The boxes in a box of boxes."""


class Cell(msgspec.Struct, frozen=True):
    """A place in a row of the picture: a box, or a line that passes by."""

    span: int
    box: Box | None
    sources: str = ""
    targets: str = ""
    is_conflict: bool = False
    is_loaded: bool = False
    is_loading: bool = False
    is_source: bool = False
    """Whether a way to copies of a crate begins here."""


class Line(msgspec.Struct, frozen=True):
    """An arrow's way from one row to the next, in thousandths of the width."""

    start: int
    end: int
    sources: str
    """The ids of the boxes that it comes from."""
    targets: str
    is_conflict: bool


class Row(msgspec.Struct, frozen=True):
    """A row of boxes with the lines below it."""

    tracks: int
    cells: tuple[Cell, ...]
    lines: tuple[Line, ...]


class Picture(msgspec.Struct, frozen=True):
    """Who contains what and loads what."""

    rows: tuple[Row, ...]
    twice: str
    """The crates that would exist twice, counted; empty if there are none."""


class ArtifactRow(msgspec.Struct, frozen=True):
    """A line of the table of artifacts."""

    id: str
    name: str
    kind: str
    outcome: str
    status: Prose
    box: str
    crates: int
    inside: int
    """The number of its set of crates in `Page.sets`."""
    std: str
    loads: tuple[str, ...]
    lto: str
    panic: str
    platform: str
    confidence: str


class FindingView(msgspec.Struct, frozen=True):
    """A finding."""

    id: str
    message: Prose
    details: tuple[Prose, ...]
    place: str | None
    remedies: tuple[Prose, ...]
    artifacts: tuple[Ref, ...]
    more_artifacts: int
    crates: tuple[Ref, ...]


class KnownView(msgspec.Struct, frozen=True):
    """A finding that does not count."""

    level: str
    rule: str
    message: Prose
    place: str | None
    why: Prose


class FixedView(msgspec.Struct, frozen=True):
    """A finding of the baseline that is gone."""

    level: str
    rule: str
    message: Prose
    place: str | None


class Known(msgspec.Struct, frozen=True):
    """All of both."""

    total: Prose
    findings: tuple[KnownView, ...]
    fixed: tuple[FixedView, ...]


class RuleView(msgspec.Struct, frozen=True):
    """The findings of one rule and level, with the manual page."""

    rule: str
    level: str
    summary: Prose
    manual: Markup
    findings: tuple[FindingView, ...]


class ShippedFile(msgspec.Struct, frozen=True):
    """A shared library that goes with programs."""

    file_name: str
    source: str
    contents: str


class ShipmentView(msgspec.Struct, frozen=True):
    """Artifacts with the files that they need."""

    artifacts: tuple[str, ...]
    files: tuple[ShippedFile, ...]
    found: Prose
    """How the loader finds them."""


class Home(msgspec.Struct, frozen=True):
    """A place where a crate lives."""

    box: Ref
    note: str


class CrateView(msgspec.Struct, frozen=True):
    """A library of the build."""

    number: int
    label: str
    """Name, with the version where it is not the workspace's own."""
    classification: str
    crate_types: str
    place: str
    brought_in: tuple[str, ...]
    dependents: tuple[Ref, ...]
    more_dependents: int
    homes: tuple[Home, ...]
    is_twice: bool
    is_own: bool


class Classified(msgspec.Struct, frozen=True):
    """The crates of one classification."""

    name: str
    meaning: str
    crates: tuple[CrateView, ...]


class DoubtView(msgspec.Struct, frozen=True):
    """Why some answers are only likely."""

    reason: Prose
    artifacts: tuple[str, ...]


class Page(msgspec.Struct, frozen=True):
    """The whole page."""

    title: str
    verdict: Prose
    is_good: bool
    version: str
    facts: tuple[Fact, ...]
    tallies: tuple[Tally, ...]
    picture: Picture
    artifacts: tuple[ArtifactRow, ...]
    rules: tuple[RuleView, ...]
    known: Known | None
    shipments: tuple[ShipmentView, ...]
    classified: tuple[Classified, ...]
    advice: tuple[Prose, ...]
    doubts: tuple[DoubtView, ...]
    sets: tuple[str, ...] = msgspec.field(default=())
    """Sets of crates as ranges of their numbers, `0-4 7`: numbers only, so that scripts may hold them."""
