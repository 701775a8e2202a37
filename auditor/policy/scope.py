"""Which member of the workspace a finding is about."""

from __future__ import annotations

from pathlib import Path

from auditor.model.finding import Finding
from auditor.model.report import Evidence
from auditor.model.workspace import PackageId


def is_about(evidence: Evidence, finding: Finding, package: PackageId) -> bool:
    """Whether a finding is about that member alone: it points into its folder, or all its artifacts belong to it."""
    if finding.location is not None and _member_at(evidence, finding.location.path) == package:
        return True
    units = (evidence.plan.units[evidence.artifacts[number].unit] for number in finding.artifacts)
    return bool(finding.artifacts) and all(unit.package.id == package for unit in units)


def _member_at(evidence: Evidence, path: Path) -> PackageId | None:
    """The member in whose folder a file lies: of folders within each other the innermost."""
    packages = evidence.workspace.packages
    around = [member for member in evidence.workspace.members if path.is_relative_to(packages[member].root)]
    return max(around, key=lambda member: len(packages[member].root.parts), default=None)
