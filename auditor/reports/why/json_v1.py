"""The answer of `why` as JSON, with a schema of its own: `cargo dynaudit schema --why`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditor import __version__
from auditor.model.finding import Location
from auditor.model.report import Evidence
from auditor.reports.json_text import json_text
from auditor.reports.json_v1 import relative
from auditor.reports.summary import build
from auditor.reports.why.headline import headline
from auditor.why.answer import Answer, CrateAnswer, Entry, Hop, Reason

SCHEMA_VERSION = 1


def render(answer: Answer) -> str:
    """The answer as indented JSON, one object."""
    return json_text(document(answer))


def document(answer: Answer) -> dict[str, Any]:
    """The answer as plain data, in the order of the schema."""
    evidence = answer.evidence
    return {
        "why_schema_version": SCHEMA_VERSION,
        "tool": {"name": "cargo-dynaudit", "version": __version__},
        "asked": answer.asked,
        "build": {
            "command": build.command(evidence.selection),
            "workspace_root": str(evidence.workspace.root),
            "profile": evidence.profile,
            "mode": evidence.mode.value,
            "rustc": evidence.toolchain.rustc,
            "target": evidence.target.triple,
        },
        "crates": [_crate(evidence, crate) for crate in answer.crates],
    }


def _crate(evidence: Evidence, crate: CrateAnswer) -> dict[str, Any]:
    package = crate.package
    library = None if package is None else package.library
    classification = None if package is None else evidence.classifications.get(package.id)
    return {
        "name": crate.name,
        "package_id": None if package is None else package.id,
        "package": None if package is None else package.name,
        "version": None if package is None else package.version,
        "crate_types": None if library is None else list(library.crate_types),
        "classification": None if classification is None else classification.value,
        "declared_at": None if crate.types is None else _location(evidence, crate.types.location),
        "answer": headline(evidence, crate)[0],
        "artifacts": [_entry(evidence, entry) for entry in crate.entries],
    }


def _entry(evidence: Evidence, entry: Entry) -> dict[str, Any]:
    artifact = evidence.artifacts[entry.artifact]
    unit = evidence.plan.units[artifact.unit]
    return {
        "package_id": unit.package.id,
        "package": unit.package.name,
        "target": unit.target.name,
        "target_kind": unit.target.kind.value,
        "crate_type": artifact.crate_type,
        "test": unit.flags.test,
        "platform": "host" if unit.is_host else "target",
        "outcome": artifact.outcome.value,
        "confidence": artifact.confidence.value,
        "linkage": None if entry.linkage is None else entry.linkage.value,
        "cause": entry.cause.value,
        "preference": artifact.decision.preference.value,
        "because": entry.because,
        "library": entry.library,
        "is_at_fault": entry.is_at_fault,
        "path": [_hop(evidence, hop) for hop in entry.path],
        "reasons": [_reason(evidence, reason) for reason in entry.reasons],
    }


def _hop(evidence: Evidence, hop: Hop) -> dict[str, Any]:
    unit = evidence.plan.units[hop.unit]
    return {
        "package_id": unit.package.id,
        "package": unit.package.name,
        "version": unit.package.version,
        "target": unit.target.name,
        "target_kind": unit.target.kind.value,
        "known_as": hop.name,
        "declared_at": _location(evidence, hop.location),
        "loaded": hop.is_loaded,
    }


def _reason(evidence: Evidence, reason: Reason) -> dict[str, Any]:
    return {
        "kind": reason.kind.value,
        "text": reason.text,
        "location": _location(evidence, reason.location),
        "path": [_hop(evidence, hop) for hop in reason.path],
    }


def _location(evidence: Evidence, location: Location | None) -> dict[str, Any] | None:
    root: Path = evidence.workspace.root
    return None if location is None else {"file": relative(location.path, root), "line": location.line}
