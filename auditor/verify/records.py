"""The words in which a prediction and an observation are compared: both sides are turned into these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.verify import package_id


class ArtifactKey(msgspec.Struct, frozen=True, order=True):
    """What tells one artifact from another, as far as a report can."""

    package_id: str
    target: str
    target_kind: str
    crate_type: str
    test: bool
    platform: str

    def __str__(self) -> str:
        """As a reader would say it."""
        test = " (test)" if self.test else ""
        type_ = "" if self.crate_type == "bin" else f" as {self.crate_type}"
        host = " for the host" if self.platform == "host" else ""
        return f"{self.target_kind} {self.target}{test}{type_}{host}, of {package_id.shown(self.package_id)}"


class ArtifactRecord(msgspec.Struct, frozen=True):
    """One artifact. What a side cannot say is None and is not compared."""

    key: ArtifactKey
    prefer_dynamic: bool | None
    lto: str | None
    panic: str | None
    outcome: str
    errors: tuple[tuple[str, tuple[str, ...]], ...] | None
    """Kind and crates, sorted."""
    linkage: tuple[tuple[str, str | None, str], ...] | None
    """Crate, package id and linkage, sorted."""
    needed: tuple[str, ...] | None
    unproven: str | None = None
    """Why the observation proves nothing about this artifact."""


class UnitRecord(msgspec.Struct, frozen=True):
    """One compiled unit. What a side cannot say is None and is not compared."""

    package_id: str
    target: str
    target_kind: tuple[str, ...]
    crate_types: tuple[str, ...]
    mode: str
    platform: str
    features: tuple[str, ...]
    lto: str | None
    panic: str | None
    prefer_dynamic: bool | None

    def __str__(self) -> str:
        """As a reader would say it."""
        host = " for the host" if self.platform == "host" else ""
        package = package_id.shown(self.package_id)
        return f"{self.mode} of {'/'.join(self.target_kind)} {self.target}{host}, of {package}"


class Records(msgspec.Struct, frozen=True):
    """One side of the comparison."""

    artifacts: tuple[ArtifactRecord, ...]
    units: tuple[UnitRecord, ...] | None
    """None where the side lists no units."""


def from_evidence(evidence: Evidence) -> Records:
    """The predicted side, from the audit's own data."""
    plan = evidence.plan
    artifacts = tuple(
        ArtifactRecord(
            key=_key_of(plan.units[artifact.unit], artifact.crate_type),
            prefer_dynamic=plan.units[artifact.unit].flags.prefer_dynamic,
            lto=plan.units[artifact.unit].flags.lto.value,
            panic=plan.units[artifact.unit].flags.panic.value,
            outcome=artifact.outcome.value,
            errors=tuple(sorted((error.kind.value, error.crates) for error in artifact.errors)),
            linkage=sorted_linkage((entry.crate, entry.package_id, entry.linkage.value) for entry in artifact.linkage),
            needed=tuple(sorted(artifact.needed)),
        )
        for artifact in evidence.artifacts
    )
    return Records(artifacts, tuple(unit_record(unit) for unit in plan.units if unit.is_compiled))


def from_report(report: Mapping[str, Any]) -> Records:
    """The predicted side, from the JSON report; its units only if it was made with `--units`."""
    units = report.get("units")
    return Records(
        artifacts=tuple(_artifact_of(entry) for entry in report["artifacts"]),
        units=None if units is None else tuple(_unit_of(entry) for entry in units),
    )


def _artifact_of(entry: Mapping[str, Any]) -> ArtifactRecord:
    return ArtifactRecord(
        key=ArtifactKey(
            entry["package_id"], entry["target"], entry["target_kind"], entry["crate_type"], entry["test"],
            entry["platform"],
        ),
        prefer_dynamic=entry["prefer_dynamic"],
        lto=entry["lto"],
        panic=entry["panic"],
        outcome=entry["outcome"],
        errors=tuple(sorted((error["kind"], tuple(sorted(error["crates"]))) for error in entry["errors"])),
        linkage=sorted_linkage((crate["crate"], crate["package_id"], crate["linkage"]) for crate in entry["linkage"]),
        needed=tuple(sorted(entry["needed"])),
    )  # fmt: skip


def _unit_of(entry: Mapping[str, Any]) -> UnitRecord:
    return UnitRecord(
        package_id=entry["package_id"],
        target=entry["target"],
        target_kind=tuple(entry["target_kind"]),
        crate_types=tuple(entry["crate_types"]),
        mode=entry["mode"],
        platform=entry["platform"],
        features=tuple(sorted(entry["features"])),
        lto=entry["lto"],
        panic=entry["panic"],
        prefer_dynamic=entry["prefer_dynamic"],
    )


def _key_of(unit: Unit, crate_type: str) -> ArtifactKey:
    return ArtifactKey(
        unit.package.id, unit.target.name, unit.target.kind.value, crate_type, unit.flags.test, _platform(unit)
    )


def unit_record(unit: Unit) -> UnitRecord:
    """A predicted unit that is compiled, in the words of the report."""
    return UnitRecord(
        package_id=unit.package.id,
        target=unit.target.name,
        target_kind=unit.target.kinds,
        crate_types=unit.target.crate_types,
        mode=unit.mode.value,
        platform=_platform(unit),
        features=tuple(sorted(unit.features)),
        lto=unit.flags.lto.value,
        panic=unit.flags.panic.value,
        prefer_dynamic=unit.flags.prefer_dynamic,
    )


def _platform(unit: Unit) -> str:
    return "host" if unit.is_host else "target"


def sorted_linkage(entries: Iterable[tuple[str, str | None, str]]) -> tuple[tuple[str, str | None, str], ...]:
    """Entries of a linkage in the order of records; package ids may be None, which Python does not sort."""
    return tuple(sorted(entries, key=lambda entry: (entry[0], entry[1] or "", entry[2])))
