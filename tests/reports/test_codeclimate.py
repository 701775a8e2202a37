"""The report for GitLab's Code Quality: every member that GitLab asks for, of the kinds that CodeClimate allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from auditor.model.finding import Finding, Level, Location
from auditor.model.report import AuditReport
from auditor.reports import codeclimate
from tests.findings.projects import audited
from tests.findings.samples import Sample
from tests.reports import workspaces
from tests.reports.html import hostile
from tests.reports.unbuilt import SAMPLES, audit_of

FINDING = Finding(rule="duplicate-crate", level=Level.ERROR, message="m", help=None, location=None)
TEXT = {"type": "string", "minLength": 1}
LINE = {"type": "integer", "minimum": 1}
# By GitLab's page on the report format of Code Quality and CodeClimate's specification of analyzers.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "check_name", "description", "categories", "location", "severity", "fingerprint"],
        "properties": {
            "type": {"const": "issue"},
            "check_name": TEXT,
            "description": {**TEXT, "pattern": r"^[^\n]*$"},
            "content": {"type": "object", "additionalProperties": False, "properties": {"body": TEXT}},
            "categories": {"type": "array", "items": {"const": "Compatibility"}, "minItems": 1},
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    "path": {**TEXT, "pattern": r"^(?!/|\./|[A-Za-z]:)"},
                    "lines": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["begin", "end"],
                        "properties": {"begin": LINE, "end": LINE},
                    },
                },
            },
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "fingerprint": TEXT,
        },
    },
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return audited(workspaces.diamond(), tmp_path_factory.mktemp("diamond") / "project")


def issues(report: AuditReport, checkout: Path | None = None) -> list[dict[str, Any]]:
    """The issues of a report that keeps the schema, each of which GitLab tells from the others."""
    found: list[dict[str, Any]] = json.loads(codeclimate.render(report, checkout))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    assert len({one["fingerprint"] for one in found}) == len(found)
    return found


def place(report: AuditReport, location: Location | None, checkout: Path | None = None) -> tuple[str, int]:
    """Where a finding with this location is shown."""
    (issue,) = issues(replace(report, findings=(replace(FINDING, location=location),)), checkout)
    return issue["location"]["path"], issue["location"]["lines"]["begin"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_sample_crates(sample: Sample) -> None:
    found = audit_of(sample)
    made = issues(found)
    assert [one["check_name"] for one in made] == [finding.rule for finding in found.findings]
    assert all((found.evidence.workspace.root / one["location"]["path"]).is_file() for one in made)


def test_levels(report: AuditReport) -> None:
    findings = tuple(replace(FINDING, level=level, message=level.label) for level in Level)
    severities = {one["description"]: one["severity"] for one in issues(replace(report, findings=findings))}
    assert severities == {"error": "critical", "warning": "major", "note": "info"}


def test_places(report: AuditReport) -> None:
    """Relative to the repository; what lies outside of it is shown at the manifest of the workspace."""
    root = report.evidence.workspace.root
    inside = Location(root / "d1" / "Cargo.toml", 7)
    assert place(report, inside) == ("d1/Cargo.toml", 7)
    assert place(report, inside, root.parent) == ("project/d1/Cargo.toml", 7)
    assert place(report, inside, root / "d1") == ("d1/Cargo.toml", 7)
    assert place(report, Location(root / "d1" / "Cargo.toml")) == ("d1/Cargo.toml", 1)
    assert place(report, Location(Path("/elsewhere/Cargo.toml"), 3), root.parent) == ("project/Cargo.toml", 1)
    assert place(report, None) == ("Cargo.toml", 1)


def test_all_is_told(report: AuditReport) -> None:
    finding = replace(FINDING, message="It fails.", help="Do this.", details=("first",))
    (issue,) = issues(replace(report, findings=(finding,)))
    assert issue["description"] == "It fails."
    assert issue["content"]["body"] == "It fails.\n\n- first\n\nHelp: Do this."


@pytest.mark.parametrize("payload", hostile.PAYLOADS.values(), ids=hostile.PAYLOADS)
def test_hostile_words_are_words(report: AuditReport, payload: str) -> None:
    finding = replace(FINDING, message=f"x{payload}", location=Location(report.evidence.workspace.root / f"x{payload}"))
    (issue,) = issues(replace(report, findings=(finding,)))
    assert (issue["description"] + issue["location"]["path"]).isprintable()
