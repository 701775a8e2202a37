"""The page is valid, complete and self-contained, whatever the audit says."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.findings.registry import RULES
from auditor.reports.html.manual import manual
from auditor.reports.html.page import render
from auditor.reports.summary.advice import advice
from auditor.reports.summary.verdict import verdict
from tests.findings import samples
from tests.findings.projects import audited
from tests.findings.samples import Sample
from tests.reports import workspaces
from tests.reports.html import projects
from tests.reports.html.document import Document, assert_sound

SECTIONS = ["picture", "artifacts", "findings", "ship", "advice", "crates", "certainty"]


@pytest.mark.parametrize("sample", samples.samples(), ids=lambda sample: sample.id)
def test_sample(sample: Sample) -> None:
    report = samples.report(sample)
    document = assert_sound(render(report))
    expected = [one for one in SECTIONS if one != "advice" or advice(report.evidence)]
    assert [one.attrs["id"] for one in document.all("section")] == expected
    shown = document.shown()
    assert verdict(report.evidence).text.replace("`", "") in shown
    for finding in report.findings:
        assert finding.message.replace("`", "") in shown.replace("`", "")
        assert f"Manual page of {finding.rule}" in shown


@pytest.mark.parametrize("options", ["--workspace", "--workspace --prefer-dynamic --all-targets"])
def test_layers_and_folds(options: str, tmp_path: Path) -> None:
    assert_sound(render(audited(projects.layered(), tmp_path, options)))


def test_nothing_linked(tmp_path: Path) -> None:
    document = assert_sound(render(audited(workspaces.Workspace().package("a", lib="", is_root=True), tmp_path)))
    assert "Nothing is linked in this build." in document.shown()


def test_large_pages_are_small(tmp_path: Path) -> None:
    text = render(audited(projects.wide(500), tmp_path, "--workspace --prefer-dynamic"))
    assert len(text.encode()) < 1_000_000
    assert_sound(text)


def test_same_audit_same_page(tmp_path: Path) -> None:
    report = audited(workspaces.diamond(), tmp_path)
    assert render(report) == render(report)


@pytest.mark.parametrize("rule", RULES)
def test_manual_page_is_made_from_the_docstring(rule: str) -> None:
    page = Document(f'<!DOCTYPE html><html lang="en"><title>x</title><body>{manual(RULES[rule].manual)}</body></html>')
    assert [heading.to_text() for heading in page.all("h4")] == ["What it detects", "Why", "Example", "Remedy"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x](//example.org)",
    ],
)
def test_markdown_stays_text(hostile: str) -> None:
    shown = manual(f"Summary.\n\n{hostile}\n")
    page = Document(f'<!DOCTYPE html><html lang="en"><title>x</title><body>{shown}</body></html>')
    assert {element.name for element in page.elements} <= {"html", "head", "title", "body", "p"}


def test_markdown_links_lead_to_the_web() -> None:
    assert 'href="https://example.org/"' in manual("Summary.\n\n[x](https://example.org/)\n")
