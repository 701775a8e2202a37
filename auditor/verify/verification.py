"""Confirms a prediction on the user's own project: builds it for real and compares."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.verify.cargo_build import CargoBuild, arguments_of
from auditor.verify.compare import Comparison, compare
from auditor.verify.observed import observe
from auditor.verify.records import from_evidence


def verify(evidence: Evidence, directory: Path, environment: Mapping[str, str]) -> Comparison:
    """Build what was audited, started in the same folder with the same environment, and compare.

    The build lies in a folder of its own, which is removed; the project's target folder is left alone. This runs the
    project's build scripts and macros. Raises AuditorError if cargo cannot be run or has no plan.
    """
    return compare(from_evidence(evidence), observe(build_of(evidence, directory, environment)).records())


def build_of(evidence: Evidence, directory: Path, environment: Mapping[str, str]) -> CargoBuild:
    """The build that a prediction is about, with the rustflags of its mode."""
    if evidence.mode is Mode.PREFER_DYNAMIC:
        environment = {**environment, "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(evidence.rustflags.flags)}
    return CargoBuild(
        directory=directory,
        arguments=arguments_of(evidence.selection),
        environment=environment,
        cargo=str(evidence.toolchain.cargo_path),
    )
