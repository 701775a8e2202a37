"""Findings of an earlier report: known, told as such, and fixed when they are gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from auditor.baseline import with_baseline
from auditor.comparison.document import Document
from auditor.comparison.reading import taken
from auditor.model.finding import Level, SuppressionKind
from auditor.model.report import AuditReport
from auditor.reports import github, json_v1, text
from auditor.reports.html import page as html
from auditor.reports.markdown import page as markdown
from auditor.reports.sarif import log
from auditor.reports.style import Style
from tests.cli.invocation import run, script
from tests.cli.test_bad_input import assert_refused
from tests.findings.projects import audited
from tests.reports import workspaces
from tests.reports.test_json import deviations


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    found = audited(workspaces.diamond(), tmp_path_factory.mktemp("diamond"))
    assert len(found.findings) > 1
    return found


def document(report: AuditReport) -> Document:
    return taken(json_v1.document(report))


def judged(report: AuditReport, baseline: Document) -> AuditReport:
    return with_baseline(report, baseline, "base.json")[0]


def test_all_are_known(report: AuditReport) -> None:
    found = judged(report, document(report))
    assert (found.findings, found.fixed) == ((), ())
    assert [one.finding for one in found.suppressed] == list(report.findings)
    assert {one.suppression.kind for one in found.suppressed} == {SuppressionKind.BASELINE}


def test_what_is_not_in_it_counts(report: AuditReport) -> None:
    """As does what is worse than it was there."""
    first, *others = report.findings
    assert judged(report, document(replace(report, findings=tuple(others)))).findings == (first,)
    milder = replace(report, findings=(replace(first, level=Level.NOTE), *others))
    assert judged(replace(report, findings=(replace(first, level=Level.ERROR), *others)), document(milder)).findings


def test_what_is_gone_is_fixed(report: AuditReport) -> None:
    first, *others = report.findings
    found = judged(replace(report, findings=tuple(others)), document(report))
    assert [(one.rule, one.level, one.message) for one in found.fixed] == [(first.rule, first.level, first.message)]
    assert found.findings == ()


def test_baseline_made_with_a_baseline(report: AuditReport) -> None:
    """What it took for known is known still; what a policy had suppressed there is not."""
    again = document(judged(report, document(report)))
    assert judged(report, again).findings == ()
    by_policy = json_v1.document(judged(report, document(report)))
    for one in by_policy["suppressed"]:
        one["suppression"]["kind"] = "policy"
    assert judged(report, taken(by_policy)).findings == report.findings


def test_another_build_is_told(report: AuditReport) -> None:
    other: dict[str, Any] = json_v1.document(report)
    other["build"]["profile"] = "release"
    _, (note,) = with_baseline(report, taken(other), "base.json")
    assert "base.json and this audit are about different builds" in note
    assert "the profile (release, dev)" in note


def test_every_format_shows_both(report: AuditReport) -> None:
    first, *others = report.findings
    found = judged(replace(report, findings=tuple(others)), document(report))
    known, fixed = "known in the baseline", "1 finding of the baseline is fixed."
    brief, whole = (text.render(found, Style(), verbose=verbose) for verbose in (False, True))
    assert fixed in brief
    assert f"fixed {first.level.label}[{first.rule}]" in whole
    for shown in (brief, github.render(found), markdown.render(found), html.render(found)):
        assert known in shown
        assert fixed in shown
    assert f"fixed {first.level.label}" in markdown.render(found)
    assert json.loads(log.render(found))["runs"][0]["results"][0]["suppressions"]
    parsed = json.loads(json_v1.render(found))
    assert deviations(parsed) == []
    assert [one["rule"] for one in parsed["fixed"]] == [first.rule]


def test_command_line(faulty: Path, tmp_path: Path) -> None:
    """The findings of a first run fail no second one."""
    base = tmp_path / "base.json"
    audit = ("audit", "--as-configured")
    assert run(*audit, "--format", f"json={base}", cwd=faulty).status == 1
    result = run(*audit, "--baseline", str(base), "--fail-on", "note", cwd=faulty)
    assert (result.status, result.stderr) == (0, "")
    assert "in the baseline" in result.stdout
    piped = script(tmp_path / "piped", f'exec "$@" <"{base}"')
    assert run(*audit, "--baseline", "-", "--fail-on", "note", cwd=faulty, through=piped).status == 0
    assert_refused(run(*audit, *("--baseline", str(base)) * 2, cwd=faulty), ("--baseline is given twice",))
    base.write_text(base.read_text()[:100])
    assert_refused(run(*audit, "--baseline", str(base), cwd=faulty), ("base.json", "part of it"))
