"""What a project and its users want of findings: levels, ignores, and what makes an audit fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from auditor.model.finding import Finding, Level, Location
from auditor.model.workspace import PackageId


class FailOn(StrEnum):
    """Which findings make the audit fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"

    def fails(self, findings: Iterable[Finding]) -> bool:
        """Whether one of the findings is bad enough."""
        return self is not FailOn.NEVER and any(one.level >= Level[self.name] for one in findings)


class RuleLevel(msgspec.Struct, frozen=True):
    """The level that somebody gives a rule."""

    level: Level | None
    """None allows what the rule finds: it is known then, and does not count."""
    by: str
    """Who says so, for a sentence: `-A needless-dylib`, `rules.needless-dylib`."""
    location: Location | None = None
    """Where; None is the command line."""


class LevelTable(msgspec.Struct, frozen=True):
    """Levels that are given together."""

    levels: Mapping[str, RuleLevel]
    """By rule."""
    package: PackageId | None = None
    """The member whose findings alone they are about."""


class Ignore(msgspec.Struct, frozen=True):
    """Findings that the project knows and takes as they are."""

    rule: str
    location: Location
    crates: tuple[str, ...] = ()
    """Packages, `NAME` or `NAME@VERSION`: a finding names one of them. None: whatever it names."""
    artifacts: tuple[str, ...] = ()
    """Targets, `TARGET` or `PACKAGE/TARGET`: a finding is about no others. None: whatever it is about."""
    reason: str | None = None
    """Why. Without one it does not act."""
    expires: date | None = None
    """The last day on which it acts."""
    package: PackageId | None = None
    """The member whose findings alone it is about."""


class IgnoreUse(msgspec.Struct, frozen=True):
    """What became of an ignore in an audit."""

    ignore: Ignore
    matched: int
    """How many findings it is about, whether it acts or not."""
    of_rule: int
    """How many findings its rule has at all."""
    is_expired: bool


class ListedCommand(msgspec.Struct, frozen=True):
    """A command of Cargo that the project wants to see beside the others."""

    text: str
    """As written: `test -p core`."""
    key: str
    """Which key of the policy says so: `matrix`."""
    location: Location


class Policy(msgspec.Struct, frozen=True):
    """All of it."""

    levels: tuple[LevelTable, ...] = ()
    """Those that count more come first."""
    ignores: tuple[Ignore, ...] = ()
    fail_on: FailOn | None = None
    """None leaves it to the command line and its default."""
    matrix: tuple[ListedCommand, ...] = ()
    """Commands that `cargo dynaudit matrix` shows with those that it shows anyway."""

    def with_levels(self, table: LevelTable) -> Policy:
        """The policy with levels that count more than its own."""
        return Policy((table, *self.levels), self.ignores, self.fail_on, self.matrix) if table.levels else self
