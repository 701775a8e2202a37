"""Findings in the format of CodeClimate, which GitLab shows as Code Quality of a merge request."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.model.finding import Finding, Level, Location
from auditor.model.report import AuditReport, Evidence
from auditor.reports import fingerprints
from auditor.reports.json_text import json_text
from auditor.reports.json_v1 import relative
from auditor.reports.places import base_of
from auditor.reports.summary.plain import plain
from auditor.visible import visible

_SEVERITIES: Mapping[Level, str] = {Level.ERROR: "critical", Level.WARNING: "major", Level.NOTE: "info"}


def render(report: AuditReport, checkout: Path | None = None) -> str:
    """The findings as an indented JSON array, files relative to `checkout` if the workspace lies in it."""
    return json_text(issues(report, checkout))


def issues(report: AuditReport, checkout: Path | None = None) -> list[dict[str, Any]]:
    """One issue for each finding that counts, in order."""
    evidence = report.evidence
    counting, _ = fingerprints.of_report(report)
    base = base_of(evidence.workspace, checkout)
    return [
        _issue(finding, identity, _location(evidence, finding.location, base))
        for finding, identity in zip(report.findings, counting, strict=True)
    ]


def _issue(finding: Finding, fingerprint: str, location: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": finding.rule,
        "description": visible(finding.message),
        "content": {"body": plain(finding)},
        "categories": ["Compatibility"],
        "location": location,
        "severity": _SEVERITIES[finding.level],
        "fingerprint": fingerprint,
    }


def _location(evidence: Evidence, place: Location | None, base: Path) -> dict[str, Any]:
    """The place; the root manifest where it is none in the repository, since only files of that can be shown."""
    if place is None or not place.path.is_relative_to(base):
        place = Location(evidence.workspace.root_manifest_path)
    line = place.line or 1
    return {"path": visible(relative(place.path, base)), "lines": {"begin": line, "end": line}}
