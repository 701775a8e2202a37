"""The SARIF log: valid by the official schema, with what code scanning needs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from msgspec.structs import replace

from auditor import __version__
from auditor.findings.registry import RULES
from auditor.model.finding import Finding, Level, Location
from auditor.model.report import AuditReport
from auditor.reports.sarif import log
from tests.findings.projects import audited
from tests.findings.samples import Sample
from tests.reports import workspaces
from tests.reports.html import hostile
from tests.reports.sarif.official_schema import deviations
from tests.reports.unbuilt import SAMPLES, audit_of

NOTHING = Finding(rule="duplicate-crate", level=Level.ERROR, message="m", help=None, location=None)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return audited(workspaces.diamond(), tmp_path_factory.mktemp("diamond"))


def run_of(report: AuditReport) -> dict[str, Any]:
    """The one run of a log that keeps the schema."""
    document = json.loads(log.render(report))
    assert deviations(document) == []
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def with_findings(report: AuditReport, *findings: Finding) -> AuditReport:
    return replace(report, findings=findings)


def place_of(report: AuditReport, location: Location | None) -> dict[str, Any]:
    """Where a finding with this location is shown."""
    (result,) = run_of(with_findings(report, replace(NOTHING, location=location)))["results"]
    (place,) = result["locations"]
    physical = place["physicalLocation"]
    assert isinstance(physical, dict)
    return physical


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_sample_crates(sample: Sample) -> None:
    found = audit_of(sample)
    run = run_of(found)
    rules = run["tool"]["driver"]["rules"]
    told = [*found.findings, *(one.finding for one in found.suppressed)]
    assert [(one["ruleId"], one["level"], "suppressions" in one) for one in run["results"]] == [
        (finding.rule, finding.level.label, finding not in found.findings) for finding in told
    ]
    base = run["originalUriBaseIds"]["%SRCROOT%"]["uri"]
    for result, finding in zip(run["results"], told, strict=True):
        assert rules[result["ruleIndex"]]["id"] == finding.rule
        assert finding.message in result["message"]["text"]
        (place,) = result["locations"]
        uri = urljoin(base, place["physicalLocation"]["artifactLocation"]["uri"])
        assert Path(unquote(urlsplit(uri).path)).is_file()
    prints = [result["partialFingerprints"]["cargoDynaudit/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    assert [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]] == prints


def test_the_tool_describes_itself(report: AuditReport) -> None:
    driver = run_of(report)["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("cargo-dynaudit", __version__)
    assert [one["id"] for one in driver["rules"]] == list(RULES)
    for described, rule in zip(driver["rules"], RULES.values(), strict=True):
        assert described["shortDescription"]["text"]
        assert 0 < len(described["fullDescription"]["text"]) <= 1024
        assert "\n" not in described["fullDescription"]["text"]
        assert described["help"]["markdown"].strip() in rule.manual
        assert "## Remedy" in described["help"]["markdown"]
        assert not re.search(r"^#|``", described["help"]["text"], re.MULTILINE)
        assert described["defaultConfiguration"] == {"level": rule.level.label}
    names = {one["id"]: one["name"] for one in driver["rules"]}
    assert names["std-not-shared"] == "StdNotShared"


def test_message_says_all(report: AuditReport) -> None:
    finding = replace(NOTHING, message="It fails.", help="Do this.\nOr that.", details=("first", "second"))
    (result,) = run_of(with_findings(report, finding))["results"]
    assert result["message"] == {"text": "It fails.\n\n- first\n- second\n\nHelp:\n- Do this.\n- Or that."}


def test_places(report: AuditReport) -> None:
    root = report.evidence.workspace.root
    inside = place_of(report, Location(root / "a b" / "100%#ä?.toml", 7))
    assert inside == {
        "artifactLocation": {"uri": "a%20b/100%25%23%C3%A4%3F.toml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7},
    }
    assert place_of(report, Location(root / "c:d" / "Cargo.toml"))["artifactLocation"]["uri"] == "c%3Ad/Cargo.toml"
    no_text = place_of(report, Location(root / "\udcff"))
    assert no_text["artifactLocation"]["uri"] == "%FF"
    assert no_text["region"] == {"startLine": 1}
    outside = place_of(report, Location(Path("/opt/x y/Cargo.toml"), 3))
    assert outside == {"artifactLocation": {"uri": "file:///opt/x%20y/Cargo.toml"}, "region": {"startLine": 3}}
    nowhere = place_of(report, None)
    assert nowhere == {
        "artifactLocation": {"uri": "Cargo.toml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1},
    }


def test_root_is_a_folder(tmp_path: Path) -> None:
    """The standard demands the slash at the end, else `%SRCROOT%` would lose its last name."""
    run = run_of(audited(workspaces.hello(), tmp_path / "my project"))
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == f"file://{tmp_path.as_posix()}/my%20project/"
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_repository_around_the_workspace(report: AuditReport) -> None:
    """Code scanning takes paths for paths in the repository."""
    root = report.evidence.workspace.root
    finding = replace(NOTHING, location=Location(root / "d1" / "Cargo.toml", 2))
    document = json.loads(log.render(with_findings(report, finding), root.parent))
    (run,) = document["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == f"{root.name}/d1/Cargo.toml"
    assert run["originalUriBaseIds"][place["uriBaseId"]]["uri"] == f"{root.parent.as_uri()}/"
    elsewhere = json.loads(log.render(with_findings(report, finding), root / "d1"))
    assert elsewhere["runs"][0]["results"] == run_of(with_findings(report, finding))["results"]


@pytest.mark.parametrize(
    ("total", "kept", "level"), [(5_000, 5_000, None), (5_001, 5_001, "note"), (25_002, 25_000, "warning")]
)
def test_limits(report: AuditReport, total: int, kept: int, level: str | None) -> None:
    document = json.loads(log.render(with_findings(report, *([NOTHING] * total))))
    (run,) = document["runs"]
    assert len(run["results"]) == kept
    notes = run["invocations"][0].get("toolExecutionNotifications", [])
    assert [one["level"] for one in notes] == ([level] if level else [])
    assert level != "warning" or notes[0]["message"]["text"].startswith("2 findings of 25002 left out")
    assert deviations(document | {"runs": [run | {"results": run["results"][:1]}]}) == []


@pytest.mark.parametrize("payload", hostile.PAYLOADS.values(), ids=hostile.PAYLOADS)
def test_hostile_words_are_words(report: AuditReport, payload: str) -> None:
    finding = replace(NOTHING, message=f"x{payload}", help=payload, details=(payload,))
    (result,) = run_of(with_findings(report, finding))["results"]
    text = result["message"]["text"]
    assert "](" not in text
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2028\u2029\ud800-\udfff]", text)


def test_deviations_are_seen(report: AuditReport) -> None:
    """The schema owns its objects and knows its levels."""
    document = json.loads(log.render(report))
    document["runs"][0]["results"][0]["level"] = "fatal"
    document["runs"][0]["surprise"] = 1
    assert len(deviations(document)) == 2
