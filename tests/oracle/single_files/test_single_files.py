"""A single file is predicted as the real rustc links it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.audit import AuditRequest, run_file
from auditor.config import rustc_command
from auditor.model.linkage import Artifact, Outcome
from auditor.model.report import AuditReport, Evidence
from auditor.model.selection import Mode, Selection
from tests.builders import environment
from tests.oracle.single_files.cases import CASES, Case
from tests.oracle.single_files.observed import Link, observe

pytestmark = pytest.mark.oracle


def predicted(case: Case, options: list[str], folder: Path) -> AuditReport:
    """What the audit says of the case as it is given."""
    command = rustc_command.read(options, folder)
    request = AuditRequest(Selection(), Mode.AS_CONFIGURED, folder, environment(), uses_cache=False)
    return run_file(request, folder / "main.rs", case.text, command)


def assert_is_about_rustc(report: AuditReport) -> None:
    """No finding speaks of what only a build of Cargo's has, and whatever fails is explained."""
    for finding in report.findings:
        text = f"{finding.message} {finding.help} {' '.join(finding.details)}"
        assert not re.search(r"[Cc]argo|profile|rustflags|crate-type =", text), text
    failing = {index for index, one in enumerate(report.evidence.artifacts) if one.outcome is Outcome.FAILS}
    assert failing <= {index for finding in report.findings for index in finding.artifacts} or any(
        finding.rule == "toolchain-without-shared-std" for finding in report.findings
    )


def link(artifact: Artifact, *, with_needed: bool) -> Link:
    entries = frozenset((entry.crate, entry.linkage.value) for entry in artifact.linkage)
    return Link(entries, artifact.needed if with_needed else None)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_as_rustc_does(case: Case, libs: Path, tmp_path: Path) -> None:
    (tmp_path / "main.rs").write_text(case.text)
    options = ["--edition=2021", *case.options.format(libs=libs).split()]
    report = predicted(case, options, tmp_path)
    evidence = report.evidence
    assert_is_about_rustc(report)
    kinds = [artifact.crate_type for artifact in evidence.artifacts]
    seen = observe(["main.rs", *options], [*kinds, *_dropped(evidence)], tmp_path, case.macros)
    assert seen.plain == ()
    errors = {(error.kind.value, error.crates) for one in evidence.artifacts for error in one.errors}
    assert errors == seen.errors, case
    assert all((one.outcome is Outcome.FAILS) == bool(one.errors) for one in evidence.artifacts)
    assert all(one.confidence == "certain" for one in evidence.artifacts)
    if not errors:
        assert set(kinds) == seen.links.keys()
        for artifact in evidence.artifacts:
            expected = seen.links[artifact.crate_type]
            assert link(artifact, with_needed=expected.needed is not None) == expected


def _dropped(evidence: Evidence) -> list[str]:
    unit = evidence.plan.units[-1]
    return [kind for kind in unit.flags.crate_types if not unit.platform.supports(kind)]
