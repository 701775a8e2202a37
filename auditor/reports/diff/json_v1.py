"""The diff as JSON, with a schema of its own: `cargo dynaudit schema --diff`."""

from __future__ import annotations

from typing import Any

import msgspec

from auditor import __version__
from auditor.comparison.changes import ArtifactChange, Change, Changes, CrateChange, FindingChange, Side
from auditor.comparison.document import Artifact, Finding, SuppressedFinding
from auditor.comparison.identity import Identity
from auditor.reports.json_text import json_text

SCHEMA_VERSION = 1


def render(changes: Changes) -> str:
    """The diff as indented JSON, one object."""
    return json_text(document(changes))


def document(changes: Changes) -> dict[str, Any]:
    """The diff as plain data, in the order of the schema."""
    return {
        "diff_schema_version": SCHEMA_VERSION,
        "tool": {"name": "cargo-dynaudit", "version": __version__},
        "base": _side(changes.base),
        "head": _side(changes.head),
        "changed": not changes.is_empty,
        "notes": list(changes.notes),
        "findings": [_finding(one) for one in changes.findings],
        "suppressed_in_both": changes.suppressed,
        "artifacts": {
            "appeared": [_alone(*one) for one in changes.appeared],
            "vanished": [_alone(*one) for one in changes.vanished],
            "renamed": [{"before": _identity(one.before), "after": _identity(one.after)} for one in changes.renames],
            "changed": [_artifact(one) for one in changes.artifacts],
        },
        "crates": [_crate(one) for one in changes.crates],
        "build": [_change(one) for one in changes.build],
        "toolchain": [_change(one) for one in changes.toolchain],
    }


def _side(side: Side) -> dict[str, Any]:
    build = side.document.build
    return {
        "name": side.name,
        "commit": side.commit,
        "is_report": side.is_report,
        "rustc": side.document.toolchain.rustc,
        "mode": build.mode.value,
        "profile": build.profile,
    }


def _finding(change: FindingChange) -> dict[str, Any]:
    finding, before = change.finding, change.before
    return {
        "status": change.status.value,
        "counts_as_new": change.status.counts,
        "level": finding.level,
        "level_before": None if before is None else before.level,
        "rule": finding.rule,
        "message": finding.message,
        "help": finding.help,
        "location": _location(finding),
        "location_before": None if before is None else _location(before),
        "details": list(finding.details),
        "artifacts": [_identity(one) for one in change.artifacts],
        "artifacts_gained": [_identity(one) for one in change.gained],
        "artifacts_lost": [_identity(one) for one in change.lost],
        "crates": list(finding.crates),
        "crates_gained": list(change.crates_gained),
        "crates_lost": list(change.crates_lost),
        "fingerprint": finding.fingerprint,
        "suppression": _suppression(finding),
    }


def _location(finding: Finding) -> dict[str, Any] | None:
    location = finding.location
    return None if location is None else {"file": location.file, "line": location.line}


def _suppression(finding: Finding) -> dict[str, Any] | None:
    if not isinstance(finding, SuppressedFinding) or finding.suppression is None:
        return None
    return {"kind": finding.suppression.kind.value, "reason": finding.suppression.reason}


def _identity(one: Identity) -> dict[str, Any]:
    return msgspec.structs.asdict(one)


def _alone(identity: Identity, artifact: Artifact) -> dict[str, Any]:
    return {"artifact": _identity(identity), **_outcome(artifact)}


def _outcome(artifact: Artifact) -> dict[str, Any]:
    return {
        "outcome": artifact.outcome.value,
        "errors": [{"kind": error.kind.value, "crates": list(error.crates)} for error in artifact.errors],
    }


def _artifact(change: ArtifactChange) -> dict[str, Any]:
    return {
        "artifact": _identity(change.identity),
        "before": _outcome(change.before),
        "after": _outcome(change.after),
        "linkage": [{"crate": one.crate, "before": one.before, "after": one.after} for one in change.linkage],
        "needed_gained": list(change.gained),
        "needed_lost": list(change.lost),
        "settings": [_change(one) for one in change.settings],
    }


def _crate(change: CrateChange) -> dict[str, Any]:
    def state(number: int) -> dict[str, Any]:
        return {
            "version": change.versions[number],
            "crate_types": list(change.crate_types[number]),
            "classification": change.classifications[number],
        }

    return {"package": change.package, "name": change.name, "before": state(0), "after": state(1)}


def _change(change: Change) -> dict[str, Any]:
    return {"name": change.name, "before": change.before, "after": change.after}
