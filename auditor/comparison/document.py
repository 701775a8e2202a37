"""A JSON report, read: the fields of schema version 1 that a comparison looks at. Unknown ones are passed over.

Fields that only later releases or cargo-dynaudit itself write have defaults: any report by the contract will do.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from auditor.model.finding import Level, SuppressionKind
from auditor.model.linkage import LinkError, Outcome
from auditor.model.selection import Mode

SCHEMA_VERSION = 1
_ID = re.compile(r"#(?:(?P<name>[^@#]+)@)?(?P<version>[0-9][^@#]*)\Z")
"""The end of a package id: `…/app#0.1.0` or `…#serde@1.0.0`."""
_OLD_ID = re.compile(r"(?P<name>\S+) (?P<version>\S+) \(")


class Std(msgspec.Struct, frozen=True):
    """The standard library of the target."""

    dylib: str | None = None


class Toolchain(msgspec.Struct, frozen=True):
    """The compiler that a report is about."""

    rustc: str
    host: str
    target: str
    std: Std
    commit_hash: str | None = None
    cargo: str | None = None


class Build(msgspec.Struct, frozen=True):
    """The build that a report is about."""

    profile: str
    mode: Mode
    prefer_dynamic: bool
    rustflags: tuple[str, ...]
    workspace_root: str | None = None
    targets: tuple[str, ...] | None = None


class Crate(msgspec.Struct, frozen=True):
    """A library target of the build."""

    id: str
    package: str
    version: str
    name: str
    crate_types: tuple[str, ...]
    classification: str


class CrateLinkage(msgspec.Struct, frozen=True):
    """How a crate gets into an artifact."""

    crate: str
    package_id: str | None
    linkage: str


class Artifact(msgspec.Struct, frozen=True):
    """What the linker makes of a unit."""

    package_id: str
    target: str
    target_kind: str
    crate_type: str
    test: bool
    platform: str
    prefer_dynamic: bool
    lto: str
    panic: str
    outcome: Outcome
    errors: tuple[LinkError, ...]
    linkage: tuple[CrateLinkage, ...]
    needed: tuple[str, ...]
    package: str | None = None
    triple: str | None = None


class Location(msgspec.Struct, frozen=True):
    """Where a finding points."""

    file: str
    line: int | None = None


class Finding(msgspec.Struct, frozen=True):
    """A finding, by the report's own numbers of artifacts."""

    rule: str
    level: Literal["error", "warning", "note"]
    message: str
    help: str | None = None
    location: Location | None = None
    artifacts: tuple[int, ...] = ()
    crates: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    fingerprint: str | None = None

    @property
    def severity(self) -> Level:
        """The level, comparable."""
        return Level[self.level.upper()]


class Suppression(msgspec.Struct, frozen=True):
    """Why a finding does not count."""

    kind: SuppressionKind
    reason: str | None = None


class SuppressedFinding(Finding, frozen=True):
    """A finding that does not count."""

    suppression: Suppression | None = None


class Document(msgspec.Struct, frozen=True):
    """A whole report."""

    toolchain: Toolchain
    build: Build
    crates: tuple[Crate, ...]
    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]
    suppressed: tuple[SuppressedFinding, ...] = ()


def name_and_version(package_id: str) -> tuple[str, str]:
    """What a package id says by itself, the version empty where it has none."""
    found = _ID.search(package_id) or _OLD_ID.match(package_id)
    if found is None:
        return package_id, ""
    name = found["name"] or re.split(r"[/\\]", package_id[: found.start()].partition("?")[0].rstrip("/\\"))[-1]
    return name, found["version"]
