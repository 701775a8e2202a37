"""A real program of more than 500 packages: every format keeps its rules, the page is small and usable."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from auditor import audit
from auditor.cli import parser
from auditor.cli.formats import FORMATS
from auditor.model.report import AuditReport
from auditor.model.selection import Mode
from auditor.reports.html.page import render
from auditor.reports.markdown.fitting import MOST_CHARACTERS
from tests.browser.conftest import DESK, PHONE, Watched
from tests.builders import environment
from tests.oracle.real_projects import RealProject, fetch
from tests.reports import test_codeclimate, test_json
from tests.reports.html.document import assert_sound
from tests.reports.markdown.rendered import Comment
from tests.reports.sarif import official_schema

pytestmark = [pytest.mark.browser, pytest.mark.registry]
PROJECT = RealProject("nu", "0.113.0", is_large=True)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    root = fetch(PROJECT, tmp_path_factory.mktemp("real"))
    options = parser.parse(["audit", "--offline", "--prefer-dynamic"])
    request = audit.AuditRequest(parser.selection(options), Mode(options.mode), root, environment())
    return audit.run(request)


@pytest.fixture(scope="module")
def file(report: AuditReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render(report), encoding="utf-8")
    return path


def test_small_and_sound(report: AuditReport) -> None:
    text = render(report)
    assert len(report.evidence.classifications) > 500
    assert len(text.encode()) < 3_000_000
    assert_sound(text)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format(report: AuditReport, name: str) -> None:
    """Each is made of a project of this size, keeps its rules, and tells every finding."""
    options = parser.parse(["audit", "--format", name, "--color", "never"])
    text = FORMATS[name].render(report, options, None)
    rules = sorted(finding.rule for finding in report.findings)
    assert rules
    match name:
        case "json":
            document = json.loads(text)
            assert test_json.deviations(document) == []
            assert sorted(one["rule"] for one in document["findings"]) == rules
        case "sarif":
            log = json.loads(text)
            assert official_schema.deviations(log) == []
            assert sorted(one["ruleId"] for one in log["runs"][0]["results"]) == rules
        case "codeclimate":
            assert sorted(one["check_name"] for one in test_codeclimate.issues(report)) == rules
        case "markdown":
            assert len(text) <= MOST_CHARACTERS
            comment = Comment(text)
            comment.assert_sound()
            assert sorted(one.rpartition(" ")[2] for one in comment.texts("h4")) == rules
        case "html":
            assert_sound(text)
        case "github":
            assert sorted(re.findall(r"^::\w+ .*title=([\w-]+)::", text, re.MULTILINE)) == rules
        case "text":
            assert sorted(re.findall(r"^\w+\[([\w-]+)\]$", text, re.MULTILINE)) == rules


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_usable(browser: Browser, file: Path, viewport: dict[str, int]) -> None:
    context = browser.new_context(viewport=viewport)
    one = Watched(context.new_page())
    one.watch(file)
    one.page.goto(file.as_uri())
    one.page.get_by_label("Find a crate").fill("serde_json")
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#found h3")).to_contain_text("serde_json")
    assert one.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    found = Axe().run(one.page)
    assert found.violations_count == 0, found.generate_report()
    assert one.offences == []
    context.close()
