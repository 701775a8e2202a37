"""Text of the project is text on the page, in every place that the project controls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.model.report import AuditReport
from auditor.reports.html.page import render
from tests.findings.projects import audited
from tests.reports import workspaces
from tests.reports.html import hostile
from tests.reports.html.document import Document, assert_sound


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    folder = tmp_path_factory.mktemp("zebra")
    return audited(hostile.project(), folder, "--any-mode --profile zebra --config zebra.key=1")


@pytest.fixture(scope="module")
def plain(report: AuditReport) -> Document:
    return assert_sound(render(report))


@pytest.mark.parametrize("payload", hostile.PAYLOADS.values(), ids=hostile.PAYLOADS)
def test_nothing_but_text(report: AuditReport, plain: Document, payload: str) -> None:
    page = assert_sound(render(hostile.poisoned(report, payload)))
    if payload != hostile.PAYLOADS["markdown"]:  # its `code` is rightly shown as code
        assert page.shape() == plain.shape()
    assert page.shown().count("zebra") == plain.shown().count("zebra")
    assert page.one("style") == plain.one("style")
    assert [one.to_text() for one in page.all("script")] == [one.to_text() for one in plain.all("script")]


def test_payload_is_shown_as_it_is(report: AuditReport) -> None:
    payload = hostile.PAYLOADS["script"]
    assert f"zebra{payload}-app" in assert_sound(render(hostile.poisoned(report, payload))).shown()


def test_what_would_steer_a_reader_is_spelled_out(report: AuditReport) -> None:
    text = render(hostile.poisoned(report, hostile.PAYLOADS["controls"]))
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2028\u2029\u200b\ud800-\udfff]", text)
    assert r"zebra\u{1b}[31m\u{0}\u{202e}\u{2028}\u{2029}\u{200b}\u{d800}\x80\r\t-app" in text


def test_a_folder_that_cargo_allows(tmp_path: Path) -> None:
    """Paths may hold nearly anything: the real thing, from the file system to the page."""
    folder = tmp_path / "<img src=x onerror=alert(1)> & \"quotes' `code`"
    page = assert_sound(render(audited(workspaces.shared(), folder, "--prefer-dynamic")))
    assert page.one("title").startswith(folder.name)
    assert page.all("img") == []
