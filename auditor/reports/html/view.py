"""What the page shows, as plain data: strings, numbers and links, in the order of the page.

Nothing here is escaped or made visible: the templates do that with everything that they print.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of prose."""

    text: str
    is_code: bool = False


Prose = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A name that leads to another place of the page."""

    label: str
    target: str
    """The id of that place."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line about the build."""

    label: str
    text: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """A number on the first screen."""

    number: int
    label: str
    tone: str
    """`good`, `bad`, `warn`, `note` or `plain`."""
    target: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A crate inside a box."""

    crate: int | None
    """Its number; None for std."""
    label: str
    some: int | None = None
    """How many of the box's artifacts contain it; None if all do."""
    is_twice: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """Where one of several copies of a crate is."""

    place: str
    target: str | None
    way: tuple[str, ...]
    """The packages from the artifact to the copy."""


@dataclass(frozen=True, slots=True)
class Twice:
    """Crates that would exist more than once, each in the same places."""

    crates: tuple[Chip, ...]
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Box:
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


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a row of the picture: a box, or a line that passes by."""

    span: int
    box: Box | None
    sources: str = ""
    targets: str = ""
    is_conflict: bool = False
    is_loaded: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow's way from one row to the next, in thousandths of the width."""

    start: int
    end: int
    sources: str
    """The ids of the boxes that it comes from."""
    targets: str
    is_conflict: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of boxes with the lines below it."""

    tracks: int
    cells: tuple[Cell, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Who contains what and loads what."""

    rows: tuple[Row, ...]
    twice: int
    """How many crates would exist twice."""


@dataclass(frozen=True, slots=True)
class ArtifactRow:
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


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding."""

    id: str
    message: Prose
    details: tuple[Prose, ...]
    place: str | None
    remedies: tuple[Prose, ...]
    artifacts: tuple[Ref, ...]
    more_artifacts: int
    crates: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """The findings of one rule and level, with the manual page."""

    rule: str
    level: str
    summary: Prose
    manual: Markup
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class ShippedFile:
    """A shared library that goes with programs."""

    file_name: str
    source: str
    contents: str


@dataclass(frozen=True, slots=True)
class ShipmentView:
    """Artifacts with the files that they need."""

    artifacts: tuple[str, ...]
    files: tuple[ShippedFile, ...]
    found: Prose
    """How the loader finds them."""


@dataclass(frozen=True, slots=True)
class Home:
    """A place where a crate lives."""

    box: Ref
    note: str


@dataclass(frozen=True, slots=True)
class CrateView:
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


@dataclass(frozen=True, slots=True)
class Classified:
    """The crates of one classification."""

    name: str
    meaning: str
    crates: tuple[CrateView, ...]


@dataclass(frozen=True, slots=True)
class DoubtView:
    """Why some answers are only likely."""

    reason: Prose
    artifacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
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
    shipments: tuple[ShipmentView, ...]
    classified: tuple[Classified, ...]
    doubts: tuple[DoubtView, ...]
    sets: tuple[str, ...] = field(default=())
    """Sets of crates as ranges of their numbers, `0-4 7`: numbers only, so that scripts may hold them."""
