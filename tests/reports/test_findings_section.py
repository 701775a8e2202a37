"""How findings are laid out, whatever they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.model.finding import Finding, Level, Location
from auditor.model.report import AuditReport
from auditor.reports import text
from auditor.reports.style import Style
from tests.golden import assert_golden, scrubbed
from tests.reports import workspaces

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return workspaces.evidence_only(workspaces.shared(), tmp_path_factory.mktemp("shared"))


def shown(report: AuditReport, *findings: Finding, verbose: bool = False) -> str:
    """The section of findings alone."""
    whole = text.render(replace(report, findings=findings), Style(), verbose=verbose)
    return whole[whole.index("Findings  ") :]


def finding(report: AuditReport, number: int = 1, level: Level = Level.WARNING, **changes: object) -> Finding:
    plain = Finding(
        rule="some-rule",
        level=level,
        message=f"Cause number {number}.",
        help="Do something.",
        location=Location(report.evidence.workspace.root / "app" / "Cargo.toml", number),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_layout(report: AuditReport) -> None:
    error = finding(
        report,
        level=Level.ERROR,
        message="`app` cannot be linked, because " + "of a long chain of causes " * 6 + "that goes on.",
        help="First remedy, which is `explained` at such length that it needs more than one line.\nSecond remedy.",
        details=("`c` is in d1 (app → d1 → c)", "`c` is in d2 " + "through → many → packages " * 4),
        artifacts=(0, 1),
    )
    bare = finding(report, level=Level.NOTE, help=None, location=None)
    file_alone = finding(report, location=Location(Path("/elsewhere/config.toml")))
    everything = shown(report, error, file_alone, bare)
    assert_golden(GOLDEN / "findings.txt", scrubbed(everything))
    assert_golden(GOLDEN / "findings-verbose.txt", scrubbed(shown(report, error, verbose=True)))


def test_many_findings_of_a_rule_are_counted(report: AuditReport) -> None:
    many = [finding(report, number) for number in range(1, 31)]
    summary = shown(report, *many)
    assert summary.count("Cause number") == 4
    assert "26 more findings of this rule (--verbose lists them all)" in summary
    assert shown(report, *many, verbose=True).count("Cause number") == 30


def test_levels_are_counted_apart(report: AuditReport) -> None:
    found = [*(finding(report, n, Level.ERROR) for n in range(1, 6)), *(finding(report, n) for n in range(1, 3))]
    summary = shown(report, *found)
    assert summary.startswith("Findings  5 errors, 2 warnings\n")
    assert summary.count("Cause number") == 6


@pytest.mark.parametrize("field", ["message", "help", "details"])
@pytest.mark.parametrize(
    ("raw", "spelled"),
    [("\x1b[31mred", r"\u{1b}[31mred"), ("a\rb", r"a\rb"), ("\x9b1m", r"\u{9b}1m"), ("x\u202ey", r"x\u{202e}y")],
)
def test_project_text_cannot_steer_the_terminal(report: AuditReport, field: str, raw: str, spelled: str) -> None:
    text_of_field = (f"about {raw} it",) if field == "details" else f"about {raw} it"
    summary = shown(report, finding(report, **{field: text_of_field}))
    assert raw not in summary
    assert f"about {spelled} it" in summary
