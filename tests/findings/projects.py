"""Audits of small workspaces that tests write themselves, for what no sample crate shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from auditor import audit
from auditor.cli import parser
from auditor.model.finding import Finding
from auditor.model.report import AuditReport
from auditor.model.selection import Mode
from tests.builders import Workspace, environment


def audited(
    workspace: Workspace, folder: Path, options: str = "", *, env: Mapping[str, str] | None = None, cwd: str = "."
) -> AuditReport:
    """Write a workspace and audit it, as configured unless the options say otherwise."""
    project = workspace.write(folder)
    words = options.split()
    mode = [] if "--prefer-dynamic" in words or "--any-mode" in words else ["--as-configured"]
    arguments = ["audit", "--offline", *mode, *(word for word in words if word != "--any-mode")]
    parsed = parser.parser().parse_args(arguments)
    request = audit.AuditRequest(
        parser.selection(parsed),
        Mode(parsed.mode) if parsed.mode else None,
        (project / cwd).resolve(),
        environment(**(env or {})),
    )
    return audit.run(request)


def findings(report: AuditReport, rule: str) -> list[Finding]:
    """The findings of a rule."""
    return [finding for finding in report.findings if finding.rule == rule]


def only(report: AuditReport, rule: str) -> Finding:
    """The one finding of a rule."""
    found = findings(report, rule)
    assert len(found) == 1, [finding.message for finding in found]
    return found[0]


def place(report: AuditReport, finding: Finding) -> str | None:
    """Where a finding points, as `Cargo.toml:3`."""
    if finding.location is None:
        return None
    path = finding.location.path.relative_to(report.evidence.workspace.root)
    return path.as_posix() if finding.location.line is None else f"{path.as_posix()}:{finding.location.line}"
