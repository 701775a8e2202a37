"""The JSON report, schema version 1: what other programs rely on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditor import __version__
from auditor.model.finding import Finding, Location, Suppression
from auditor.model.linkage import Artifact
from auditor.model.report import AuditReport, Evidence
from auditor.model.selection import Mode
from auditor.model.unit import Unit, UnitMode
from auditor.reports import fingerprints
from auditor.reports.json_text import json_text

SCHEMA_VERSION = 1


def render(report: AuditReport, *, units: bool = False) -> str:
    """The report as indented JSON, one object; with `units` every compiled unit is listed, too."""
    return json_text(document(report, units=units))


def document(report: AuditReport, *, units: bool = False) -> dict[str, Any]:
    """The report as plain data, in the order of the schema."""
    evidence = report.evidence
    result: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "cargo-dynaudit", "version": __version__},
        "toolchain": _toolchain(evidence),
        "build": _build(evidence),
        "crates": _crates(evidence),
        "artifacts": [_artifact(evidence, artifact) for artifact in evidence.artifacts],
        **_findings(report),
    }
    if units:
        result["units"] = [_unit(unit) for unit in evidence.plan.units if unit.is_compiled]
    return result


def _toolchain(evidence: Evidence) -> dict[str, Any]:
    toolchain, target = evidence.toolchain, evidence.target
    return {
        "rustc": toolchain.rustc,
        "commit_hash": toolchain.commit_hash,
        "host": toolchain.host,
        "target": target.triple,
        "sysroot": str(toolchain.sysroot),
        "std": {"rlib": target.has_std_rlib, "dylib": target.std_dylib},
        "cargo": toolchain.cargo,
    }


def _build(evidence: Evidence) -> dict[str, Any]:
    flags = evidence.rustflags
    return {
        "workspace_root": str(evidence.workspace.root),
        "profile": evidence.profile,
        "mode": evidence.mode.value,
        "mode_was_asked_for": evidence.asked_mode is not None,
        "prefer_dynamic": evidence.prefers_dynamic,
        "rustflags": list(flags.flags),
        "rustflags_source": _source(evidence),
        "rustflags_replaced": [
            {"flags": list(source.flags), "source": str(source.origin)}
            for source in evidence.configured_rustflags.replaced
        ],
        "targets": [platform.triple for kind, platform in evidence.plan.platforms.items() if kind is not None],
    }


def _source(evidence: Evidence) -> str | None:
    """Where the rustflags come from, in words."""
    sources = [str(source.origin) for source in evidence.configured_rustflags.sources]
    if evidence.mode is Mode.PREFER_DYNAMIC:
        sources.append("--prefer-dynamic" if evidence.asked_mode else "assumed by the audit")
    return ", ".join(sources) or None


def _crates(evidence: Evidence) -> list[dict[str, Any]]:
    result = []
    for package_id, classification in evidence.classifications.items():
        package = evidence.workspace.packages[package_id]
        library = package.library
        if library is not None:
            result.append(
                {
                    "id": package.id,
                    "package": package.name,
                    "version": package.version,
                    "name": library.crate_name,
                    "crate_types": list(library.crate_types),
                    "classification": classification.value,
                }
            )
    return result


def _artifact(evidence: Evidence, artifact: Artifact) -> dict[str, Any]:
    unit = evidence.plan.units[artifact.unit]
    return {
        **_identity(unit),
        "crate_type": artifact.crate_type,
        "test": unit.flags.test,
        "platform": _platform(unit),
        "triple": unit.platform.triple,
        "prefer_dynamic": unit.flags.prefer_dynamic,
        "lto": unit.flags.lto.value,
        "panic": unit.flags.panic.value,
        "outcome": artifact.outcome.value,
        "errors": [{"kind": error.kind.value, "crates": list(error.crates)} for error in artifact.errors],
        "linkage": [
            {"crate": entry.crate, "package_id": entry.package_id, "linkage": entry.linkage}
            for entry in artifact.linkage
        ],
        "needed": list(artifact.needed),
        "confidence": artifact.confidence.value,
        "outcome_confidence": artifact.outcome_confidence.value,
        "doubts": list(artifact.doubts),
        "blocked_by": [_identity(evidence.plan.units[cause]) for cause in artifact.blocked_by],
    }


def _identity(unit: Unit) -> dict[str, Any]:
    return {
        "package_id": unit.package.id,
        "package": unit.package.name,
        "target": unit.target.name,
        "target_kind": unit.target.kind.value,
    }


def _platform(unit: Unit) -> str:
    return "host" if unit.is_host else "target"


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "package_id": unit.package.id,
        "target": unit.target.name,
        "target_kind": list(unit.target.kinds),
        "crate_types": list(unit.target.crate_types),
        "mode": "test" if unit.mode is UnitMode.TEST else "build",
        "platform": _platform(unit),
        "features": list(unit.features),
        "lto": unit.flags.lto.value,
        "panic": unit.flags.panic.value,
        "prefer_dynamic": unit.flags.prefer_dynamic,
    }


def _findings(report: AuditReport) -> dict[str, list[dict[str, Any]]]:
    root = report.evidence.workspace.root
    counting, known = fingerprints.of_report(report)
    return {
        "findings": [_finding(one, root, identity) for one, identity in zip(report.findings, counting, strict=True)],
        "suppressed": [
            {**_finding(one.finding, root, identity), "suppression": _suppression(one.suppression, root)}
            for one, identity in zip(report.suppressed, known, strict=True)
        ],
        "fixed": [
            {
                "rule": one.rule,
                "level": one.level.label,
                "message": one.message,
                "location": None if one.file is None else {"file": one.file, "line": one.line},
            }
            for one in report.fixed
        ],
    }


def _suppression(suppression: Suppression, root: Path) -> dict[str, Any]:
    return {
        "kind": suppression.kind.value,
        "reason": suppression.reason,
        "expires": None if suppression.expires is None else suppression.expires.isoformat(),
        "location": _location(suppression.location, root),
    }


def _finding(finding: Finding, root: Path, fingerprint: str) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level.label,
        "message": finding.message,
        "help": finding.help,
        "location": _location(finding.location, root),
        "artifacts": list(finding.artifacts),
        "crates": list(finding.crates),
        "details": list(finding.details),
        "fingerprint": fingerprint,
    }


def _location(location: Location | None, root: Path) -> dict[str, Any] | None:
    return None if location is None else {"file": relative(location.path, root), "line": location.line}


def relative(path: Path, root: Path) -> str:
    """A path relative to the workspace root where it lies inside, with forward slashes."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
