"""The comment: what it says, how it renders, and that it fits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.model.finding import Finding, Level, Location
from auditor.model.report import AuditReport
from auditor.reports.markdown.page import page_of, render
from auditor.reports.summary.verdict import verdict
from tests.findings.projects import audited
from tests.findings.samples import Sample
from tests.golden import assert_golden, scrubbed
from tests.reports import workspaces
from tests.reports.html import hostile
from tests.reports.html.projects import wide
from tests.reports.markdown.rendered import Comment
from tests.reports.markdown.test_inert import ACTS, WORDS
from tests.reports.unbuilt import SAMPLES, audit_of

GOLDEN = Path(__file__).parents[1] / "golden"
MOST = 65_536
FINDING = Finding(rule="duplicate-crate", level=Level.ERROR, message="m", help=None, location=None)


@pytest.fixture(scope="module")
def diamond(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return audited(workspaces.diamond(), tmp_path_factory.mktemp("diamond"))


@pytest.fixture(scope="module")
def zebra(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    folder = tmp_path_factory.mktemp("zebra")
    return audited(hostile.project(), folder, "--any-mode --profile zebra --config zebra.key=1")


def rendered(report: AuditReport) -> Comment:
    """The comment, which must be sound and complete."""
    text = render(report)
    comment = Comment(text)
    comment.assert_sound()
    assert text.startswith("<!-- cargo-dynaudit -->\n\n## ")
    assert "\n\n\n" not in text
    assert [run for run in comment.runs() if ACTS.search(run)] == []
    lines = text.split("\n")
    assert lines.count("<details>") == lines.count("</details>") == len(comment.all("details"))
    assert len(comment.all("details > summary")) == len(comment.all("details"))
    assert comment.all("details details") == []
    return comment


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_sample_crates(sample: Sample) -> None:
    found = audit_of(sample)
    comment, page = rendered(found), page_of(found)
    assert comment.texts("h2") == [verdict(found.evidence).text.replace("`", "")]
    assert comment.texts("h4") == [f"{one.level.label}: {one.rule}" for one in found.findings]
    tables = [len(page.artifacts) + bool(page.folded)] if page.artifacts or page.folded else []
    tables += [len(page.crates)] if page.crates else []
    assert [len(table.query("tbody > tr")) for table in comment.all("table")] == tables
    for row in comment.all("tr"):
        assert len(row.query("td, th")) in (3, 4)
    folded = [
        name
        for name, part in (
            ("Known findings", page.known),
            ("What to ship", page.shipments),
            ("Advice", page.advice),
            ("Likely, not certain", page.doubts),
            ("Crates", page.crates),
        )
        if part
    ]
    assert comment.texts("summary") == folded
    assert "Left out" not in comment.shown()


@pytest.mark.parametrize(
    ("name", "workspace", "options"),
    [
        ("comment-fails", workspaces.diamond(), ""),
        ("comment-links", workspaces.shared(), "--prefer-dynamic"),
    ],
)
def test_golden(name: str, workspace: workspaces.Workspace, options: str, tmp_path: Path) -> None:
    assert_golden(GOLDEN / f"{name}.md", scrubbed(render(audited(workspace, tmp_path, options)), tmp_path))


def test_finding(diamond: AuditReport) -> None:
    finding = replace(
        FINDING,
        message="It `fails`.",
        help="Do this.\nOr that.",
        details=("first", "second"),
        location=Location(diamond.evidence.workspace.root / "app/Cargo.toml", 7),
    )
    text = render(replace(diamond, findings=(finding,)))
    _, _, section = text.partition("### Findings: 1 error\n\n")
    assert section.startswith(
        "#### error: `duplicate-crate`\n\nIt `fails`.\n\n- first\n- second\n\nPlace: `app/Cargo.toml:7`\n\n"
        "Remedy:\n\n- Do this.\n- Or that.\n\n`cargo dynaudit explain RULE`"
    )


@pytest.mark.parametrize("payload", WORDS.values(), ids=WORDS)
def test_hostile_words(zebra: AuditReport, payload: str) -> None:
    plain, comment = rendered(zebra), rendered(hostile.poisoned(zebra, payload))
    assert comment.shape() == plain.shape()
    assert comment.shown().count("zebra") == plain.shown().count("zebra")


def test_hostile_words_are_shown(zebra: AuditReport) -> None:
    payload = WORDS["script"]
    assert f"zebra{payload}-app" in rendered(hostile.poisoned(zebra, payload)).shown()


def test_nothing_to_tell(tmp_path: Path) -> None:
    comment = rendered(audited(workspaces.hello(), tmp_path))
    assert comment.texts("h3") == ["Artifacts", "Findings: none"]
    assert comment.texts("summary") == []


@pytest.mark.parametrize(
    ("findings", "left_out"),
    [
        (400, r"\d+ findings, \d groups of artifacts, .*\d crates?\."),
        (25_000, r"2\d{4} findings, "),
    ],
)
def test_too_many_findings(diamond: AuditReport, findings: int, left_out: str) -> None:
    many = [replace(FINDING, message=f"number {number} @all " + "x" * 300) for number in range(findings)]
    report = replace(diamond, findings=tuple(many))
    text = render(report)
    assert MOST * 0.9 < len(text) < MOST
    comment = rendered(report)
    said = re.search(r"Left out, so that this fits a comment: (.*)", comment.shown())
    assert said is not None
    assert re.match(left_out, said[1])
    assert len(comment.all("h4")) + int(said[1].partition(" ")[0]) == findings
    assert "--format json" in said[1]
    assert f"Findings: {findings} errors" in comment.shown()


def test_least_important_goes_first(tmp_path: Path) -> None:
    """A build with more crates than fit keeps all the rest."""
    report = audited(wide(60), tmp_path, "--any-mode")
    packages = dict(report.evidence.workspace.packages)
    template_id, classification = next(iter(report.evidence.classifications.items()))
    classifications = dict(report.evidence.classifications)
    for number in range(3000):
        packages[f"extra-{number}"] = replace(packages[template_id], id=f"extra-{number}", name=f"extra-{number}")
        classifications[f"extra-{number}"] = classification
    workspace = replace(report.evidence.workspace, packages=packages)
    evidence = replace(report.evidence, workspace=workspace, classifications=classifications)
    comment, before = rendered(replace(report, evidence=evidence)), rendered(report)
    assert comment.texts("h4") == before.texts("h4")
    crates = len(comment.all("table")[-1].query("tbody > tr"))
    assert f"Left out, so that this fits a comment: {len(classifications) - crates} crates. " in comment.shown()


def test_words_without_end_fit(zebra: AuditReport) -> None:
    for payload in ("$" * 70_000, "|" * 70_000, "\x00" * 70_000, "`" * 70_001):
        assert len(render(hostile.poisoned(zebra, payload))) < MOST
