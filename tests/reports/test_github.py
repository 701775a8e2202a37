"""Workflow commands: what the runner makes of them is what the findings say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.model.finding import Finding, Level, Location
from auditor.model.report import AuditReport
from auditor.reports.github import render
from auditor.reports.summary.known import sentence
from auditor.reports.summary.verdict import verdict
from tests.findings.projects import audited
from tests.findings.samples import Sample
from tests.reports import workspaces
from tests.reports.html import hostile
from tests.reports.unbuilt import SAMPLES, audit_of

FINDING = Finding(rule="duplicate-crate", level=Level.ERROR, message="m", help=None, location=None)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return audited(workspaces.diamond(), tmp_path_factory.mktemp("diamond"))


def read(line: str) -> tuple[str, dict[str, str], str]:
    """A command as the runner reads it: name, properties, message."""
    command = re.fullmatch(r"::(\w+) ([^\r\n]*?)::([^\r\n]*)", line)
    assert command is not None, line
    properties = dict(one.split("=", 1) for one in command[2].split(","))
    return command[1], {name: _read(value) for name, value in properties.items()}, _read(command[3])


def _read(value: str) -> str:
    for escaped, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(escaped, character)
    return value


def commands(report: AuditReport, checkout: Path | None = None) -> list[tuple[str, dict[str, str], str]]:
    *lines, answer, end = render(report, checkout).split("\n")
    assert end == ""
    assert not answer.startswith("::")
    return [read(line) for line in lines]


def only(report: AuditReport, finding: Finding, checkout: Path | None = None) -> tuple[str, dict[str, str], str]:
    (command,) = commands(replace(report, findings=(finding,)), checkout)
    return command


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_sample_crates(sample: Sample) -> None:
    found = audit_of(sample)
    result = commands(found)
    names = {"error": "error", "warning": "warning", "note": "notice"}
    assert [(name, place["title"]) for name, place, _ in result] == [
        (names[finding.level.label], finding.rule) for finding in found.findings
    ]
    for (_, place, message), finding in zip(result, found.findings, strict=True):
        assert message.startswith(finding.message)
        assert ("file" in place) == (finding.location is not None)
        assert "file" not in place or (found.evidence.workspace.root / place["file"]).is_file()
    answer = render(found).split("\n")[-2]
    known = f" {sentence(found.suppressed)}" if found.suppressed else ""
    assert answer == f"{verdict(found.evidence).text}{known}"


def test_escaped_as_the_runner_reads(report: AuditReport) -> None:
    root = report.evidence.workspace.root
    finding = replace(
        FINDING, message="100%: a, b", help="x::y\n%0A", details=("d%25",), location=Location(root / "a,b:c%", 3)
    )
    text = render(replace(report, findings=(finding,)))
    assert text.startswith(
        "::error file=a%2Cb%3Ac%25,line=3,title=duplicate-crate::"
        "100%25: a, b%0A%0A- d%2525%0A%0AHelp:%0A- x::y%0A- %250A\n"
    )
    assert only(report, finding) == (
        "error",
        {"file": "a,b:c%", "line": "3", "title": "duplicate-crate"},
        "100%: a, b\n\n- d%25\n\nHelp:\n- x::y\n- %0A",
    )


def test_worst_first(report: AuditReport) -> None:
    levels = (Level.NOTE, Level.ERROR, Level.WARNING, Level.ERROR)
    findings = tuple(replace(FINDING, level=level, message=f"m{number}") for number, level in enumerate(levels))
    shown = [(name, message) for name, _, message in commands(replace(report, findings=findings))]
    assert shown == [("error", "m1"), ("error", "m3"), ("warning", "m2"), ("notice", "m0")]


def test_files(report: AuditReport) -> None:
    root = report.evidence.workspace.root

    def file(path: Path, checkout: Path | None) -> str:
        return only(report, replace(FINDING, location=Location(path)), checkout)[1]["file"]

    inside = root / "app" / "Cargo.toml"
    assert file(inside, None) == "app/Cargo.toml"
    assert file(inside, root.parent) == f"{root.name}/app/Cargo.toml"
    assert file(root.parent / "other" / "Cargo.toml", root.parent) == "other/Cargo.toml"
    assert file(inside, Path("/somewhere/else")) == "app/Cargo.toml"
    assert file(Path("/opt/Cargo.toml"), root.parent) == "/opt/Cargo.toml"
    assert "line" not in only(report, replace(FINDING, location=Location(inside)))[1]


@pytest.mark.parametrize("payload", [*hostile.PAYLOADS.values(), "\n::error::x", "##[error]x", "%0A::error::x"])
def test_no_word_becomes_a_command(tmp_path: Path, payload: str) -> None:
    report = hostile.poisoned(audited(hostile.project(), tmp_path, "--any-mode --profile zebra"), payload)
    lines = render(report).split("\n")
    assert len(lines) == len(report.findings) + 2
    assert len(commands(report)) == len(report.findings)
    assert "##[" not in lines[-2]
    assert "zebra" in lines[-2]
