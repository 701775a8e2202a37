"""Fingerprints: the same for the same finding, whatever was edited around it; different for different ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.model.finding import Finding, Level, Location
from auditor.model.report import AuditReport
from auditor.reports.fingerprints import fingerprints
from tests.builders import Workspace
from tests.findings.projects import audited
from tests.reports import workspaces


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return audited(workspaces.diamond(), tmp_path_factory.mktemp("diamond"))


@pytest.fixture(scope="module")
def finding(report: AuditReport) -> Finding:
    """One with a place, crates and artifacts."""
    found = next(one for one in report.findings if one.rule == "duplicate-crate")
    assert found.location is not None
    assert found.artifacts
    return replace(found, crates=report.evidence.workspace.members[:2])


def prints(report: AuditReport, *findings: Finding) -> list[str]:
    return list(fingerprints(report.evidence, findings))


def test_lines_and_words_do_not_count(report: AuditReport, finding: Finding) -> None:
    assert finding.location is not None
    edited = replace(
        finding,
        message="other words",
        help="other help",
        details=("other",),
        level=Level.NOTE,
        location=replace(finding.location, line=99),
        crates=finding.crates[::-1],
        artifacts=finding.artifacts[::-1],
    )
    assert prints(report, edited) == prints(report, finding)


@pytest.mark.parametrize("field", ["rule", "location", "crates", "artifacts"])
def test_identity_counts(report: AuditReport, finding: Finding, field: str) -> None:
    root = report.evidence.workspace.root
    every = tuple(range(len(report.evidence.artifacts)))
    others = {
        "rule": "duplicate-statics",
        "location": Location(root / "elsewhere/Cargo.toml"),
        "crates": finding.crates[:1],
        "artifacts": every if finding.artifacts != every else every[:1],
    }
    assert prints(report, replace(finding, **{field: others[field]})) != prints(report, finding)


def test_equal_ones_are_numbered(report: AuditReport, finding: Finding) -> None:
    other = replace(finding, rule="duplicate-statics")
    first, between, second = prints(report, finding, other, finding)
    assert first.endswith(":1")
    assert between.endswith(":1")
    assert second == first.removesuffix(":1") + ":2"


def test_edits_of_the_project(tmp_path: Path) -> None:
    """Another folder, more lines above and one package more: the findings are the same."""

    def project(*, edited: bool) -> Workspace:
        workspace = workspaces.diamond()
        return workspace.package("another", lib="pub fn g() {}") if edited else workspace

    before = audited(project(edited=False), tmp_path / "before")
    after_root = project(edited=True).write(tmp_path / "after")
    for manifest in after_root.rglob("Cargo.toml"):
        manifest.write_text(f"# a comment\n\n{manifest.read_text()}")
    after = audited_again(after_root)
    assert prints(after, *after.findings) == prints(before, *before.findings)
    assert before.findings
    lines = [[one.location and one.location.line for one in report.findings] for report in (before, after)]
    assert lines[0] != lines[1]


def audited_again(folder: Path) -> AuditReport:
    """Audit a folder as it lies there."""

    class AsItIs(Workspace):
        def write(self, _: Path) -> Path:
            return folder

    return audited(AsItIs(), folder)


def test_packages_and_folders_elsewhere(report: AuditReport, finding: Finding) -> None:
    """A file outside of the workspace is known by its package, or by its last names: not by a folder of the machine."""
    workspace = report.evidence.workspace
    member = workspace.packages[workspace.members[0]]

    def found(folder: str) -> AuditReport:
        moved = replace(member, manifest_path=Path(folder) / "Cargo.toml")
        packages = {**workspace.packages, member.id: moved}
        return replace(report, evidence=replace(report.evidence, workspace=replace(workspace, packages=packages)))

    def at(path: str) -> Finding:
        return replace(finding, location=Location(Path(path)))

    here, there = "/home-a/registry/src/c-1.0.0", "/home-b/registry/src/c-1.0.1"
    assert prints(found(here), at(f"{here}/Cargo.toml")) == prints(found(there), at(f"{there}/Cargo.toml"))
    assert prints(report, at("/a/.cargo/config.toml")) == prints(report, at("/b/.cargo/config.toml"))
    assert prints(report, at("/a/.cargo/config.toml")) != prints(report, at("/a/.cargo/config"))
