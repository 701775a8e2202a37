"""What a verification found, as JSON for other programs."""

from __future__ import annotations

from typing import Any

import msgspec

from auditor import __version__
from auditor.reports.json_text import json_text
from auditor.reports.summary import build
from auditor.verify.records import ArtifactRecord, Records, UnitRecord
from auditor.verify.verification import Verification

SCHEMA_VERSION = 1


def render(found: Verification, *, kept: bool = False) -> str:
    """The verification as indented JSON, one object."""
    return json_text(document(found, kept=kept))


def document(found: Verification, *, kept: bool = False) -> dict[str, Any]:
    """The verification as plain data."""
    evidence, comparison, observation = found.evidence, found.comparison, found.observation
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "cargo-dynaudit", "version": __version__},
        "toolchain": {"rustc": evidence.toolchain.rustc, "cargo": evidence.toolchain.cargo},
        "build": {"command": build.command_line(evidence), "mode": evidence.mode.value},
        "agrees": not comparison.differences,
        "verdict": found.verdict.value,
        "artifacts": {
            "predicted": len(found.predicted.artifacts),
            "agreeing": comparison.agreeing,
            "not_observed": len(comparison.unproven),
        },
        "units": {"predicted": len(found.predicted.units or ())},
        "differences": [
            {
                "subject": difference.subject,
                "field": difference.field,
                "predicted": difference.predicted,
                "observed": difference.observed,
                "confidence": "likely" if found.is_likely(difference) else "certain",
            }
            for difference in comparison.differences
        ],
        "not_observed": list(comparison.unproven),
        "failure": observation.failure,
        "rustc_wrapper": None if found.wrapper is None else str(found.wrapper),
        "kept": str(observation.target.parent) if kept else None,
    }


def side(records: Records) -> str:
    """One side of the comparison in the words of the audit's report."""
    return json_text(
        {
            "artifacts": [_artifact(record) for record in records.artifacts],
            "units": [_unit(record) for record in records.units or ()],
        }
    )


def _artifact(record: ArtifactRecord) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(record.key),
        "prefer_dynamic": record.prefer_dynamic,
        "lto": record.lto,
        "panic": record.panic,
        "outcome": record.outcome,
        "errors": None
        if record.errors is None
        else [{"kind": kind, "crates": list(crates)} for kind, crates in record.errors],
        "linkage": None
        if record.linkage is None
        else [{"crate": crate, "package_id": package, "linkage": kind} for crate, package, kind in record.linkage],
        "needed": None if record.needed is None else list(record.needed),
        "unproven": record.unproven,
    }


def _unit(record: UnitRecord) -> dict[str, Any]:
    return dict(msgspec.to_builtins(record))
