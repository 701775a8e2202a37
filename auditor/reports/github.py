"""Findings as workflow commands of GitHub Actions, which become annotations of the changed files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from auditor.model.finding import Finding, Level, Location
from auditor.model.report import AuditReport
from auditor.reports.json_v1 import relative
from auditor.reports.places import base_of
from auditor.reports.summary import known
from auditor.reports.summary.plain import plain
from auditor.reports.summary.verdict import verdict
from auditor.visible import inert, visible

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: AuditReport, checkout: Path | None = None) -> str:
    """One command for each finding, worst first, since GitHub shows ten of each level, and a line with the verdict.

    Findings that do not count are no annotations: the line counts them.

    Files are named relative to `checkout`, where GitHub has the repository, if the workspace lies in it.
    """
    findings = sorted(report.findings, key=lambda finding: -finding.level)
    base = base_of(report.evidence.workspace, checkout)
    lines = [_command(finding, base) for finding in findings]
    end = [verdict(report.evidence).text, *known.sentences(report)]
    return "".join(f"{line}\n" for line in (*lines, inert(visible(" ".join(end)))))


def command(level: Level, properties: Mapping[str, str], message: str) -> str:
    """One workflow command, every text in it escaped as its place demands."""
    written = ",".join(f"{name}={visible(value).translate(_IN_PROPERTY)}" for name, value in properties.items())
    return f"::{_COMMANDS[level]} {written}::{message.translate(_IN_MESSAGE)}"


def _command(finding: Finding, base: Path) -> str:
    place = {} if finding.location is None else _place(finding.location, base)
    return command(finding.level, {**place, "title": finding.rule}, plain(finding))


def _place(location: Location, base: Path) -> dict[str, str]:
    file = relative(location.path, base)
    return {"file": file} if location.line is None else {"file": file, "line": str(location.line)}
