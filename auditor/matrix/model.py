"""What is known of several commands on one project."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from auditor.model.finding import Finding
from auditor.model.policy import FailOn
from auditor.model.report import Evidence
from auditor.model.selection import Command, Mode


class Given(StrEnum):
    """Why a command is shown."""

    USUAL = "usual"
    OPTION = "option"
    POLICY = "policy"


class Column(msgspec.Struct, frozen=True, eq=False):
    """One command."""

    title: str
    """As typed, the options left out that all commands get: `cargo build -p app`."""
    also: tuple[str, ...]
    """Commands that come to the same, which have no column of their own."""
    command: Command
    given: Given
    directory: str
    """The folder of the target directory that it writes to: `debug`."""
    evidence: Evidence | None
    """None where Cargo refuses the command."""
    problem: str | None = None
    """Why, then."""
    findings: tuple[Finding, ...] = ()
    """Why artifacts of it fail: the errors that an audit of it finds."""


class Change(msgspec.Struct, frozen=True):
    """What one command comes to where another one was run before."""

    after: int
    """The column that was run before."""
    column: int
    """The one that is run then."""
    broken: tuple[int, ...]
    """Artifacts that link in a clean target directory, and then do not."""
    mended: tuple[int, ...]
    """Artifacts that do not link in a clean target directory, and then do."""


class Leftover(msgspec.Struct, frozen=True):
    """A dylib that several commands compile otherwise and Cargo takes for one and the same."""

    package: str
    library: str
    """Its crate name."""
    shared: tuple[int, ...]
    """The columns in which Cargo adds `-C prefer-dynamic`."""
    alone: tuple[int, ...]
    """Those in which it does not, as its package is among those to be built."""


class Matrix(msgspec.Struct, frozen=True, eq=False):
    """All of it."""

    columns: tuple[Column, ...]
    mode: Mode
    """The same for all commands."""
    asked_mode: Mode | None
    options: str
    """What all commands get, as typed; empty if nothing."""
    without_columns: tuple[str, ...] = ()
    """Packages with programs that get no commands of their own, as there are many."""
    leftovers: tuple[Leftover, ...] = ()
    changes: tuple[Change, ...] = ()
    """What comes of them."""
    fails_as_configured: tuple[int, ...] = ()
    """Where `-C prefer-dynamic` is assumed: the columns that fail without it."""
    mended_by_flag: tuple[int, ...] = ()
    """Where the build is as configured: the columns that fail, and link everything with `-C prefer-dynamic`."""
    fail_on: FailOn | None = None
    """What the policy says; the command line counts more."""

    @property
    def fails(self) -> bool:
        """Whether some command does not work."""
        return any(is_failing(column) for column in self.columns)


def is_failing(column: Column) -> bool:
    """Whether Cargo refuses a command, or an artifact of it does not link."""
    if column.evidence is None:
        return True
    return any(artifact.outcome != "links" for artifact in column.evidence.artifacts)
