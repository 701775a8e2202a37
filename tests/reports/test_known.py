"""Findings that are known: every format shows that they are there and why, and counts them for nothing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from auditor.model.finding import Level, Location, Suppressed, Suppression, SuppressionKind
from auditor.model.report import AuditReport
from auditor.reports import github, json_v1, text
from auditor.reports.fingerprints import of_report
from auditor.reports.html import page as html
from auditor.reports.markdown import page as markdown
from auditor.reports.sarif import log
from auditor.reports.style import Style
from tests.findings.projects import audited
from tests.reports import workspaces
from tests.reports.html import hostile
from tests.reports.html.document import assert_sound
from tests.reports.markdown.rendered import Comment
from tests.reports.sarif.official_schema import deviations as sarif_deviations
from tests.reports.test_json import deviations

REASON = "stateless, see `DESIGN.md` & <issue 7>"
UNTIL = date(2027, 1, 31)
SENTENCE = "2 findings are known and do not count: 1 by the policy and 1 in the baseline."


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return audited(workspaces.diamond(), tmp_path_factory.mktemp("diamond"))


@pytest.fixture(scope="module")
def report(before: AuditReport) -> AuditReport:
    """The first two findings are known: one by the policy, one in the baseline."""
    first, second, *rest = before.findings
    place = Location(before.evidence.workspace.root / "dynaudit.toml", 7)
    return replace(
        before,
        findings=tuple(rest),
        suppressed=(
            Suppressed(first, Suppression(SuppressionKind.POLICY, REASON, place, UNTIL)),
            Suppressed(second, Suppression(SuppressionKind.BASELINE, None)),
        ),
    )


def test_text(report: AuditReport) -> None:
    shown = text.render(report, Style())
    _, _, section = shown.partition("Known findings\n\n")
    assert section.startswith(
        "  2 findings are known and do not count: 1 by the policy and 1 in the baseline.\n  (--verbose lists them)\n"
    )
    assert REASON not in shown
    assert not any(len(line) > 80 for line in shown.splitlines())


def test_text_in_detail(report: AuditReport, before: AuditReport) -> None:
    shown = " ".join(text.render(report, Style(width=100), verbose=True).split())
    assert f"known by the policy (dynaudit.toml:7, until 2027-01-31): {REASON}" in shown
    assert "known in the baseline" in shown
    for finding in before.findings:
        assert finding.message in shown


def test_nothing_known_is_not_told(before: AuditReport) -> None:
    for shown in (text.render(before, Style()), markdown.render(before), github.render(before)):
        assert "nown finding" not in shown


def test_json(report: AuditReport, before: AuditReport) -> None:
    document: dict[str, Any] = json.loads(json_v1.render(report))
    assert deviations(document) == []
    first, second = document["suppressed"]
    assert first["suppression"] == {
        "kind": "policy",
        "reason": REASON,
        "expires": "2027-01-31",
        "location": {"file": "dynaudit.toml", "line": 7},
    }
    assert second["suppression"] == {"kind": "baseline", "reason": None, "expires": None, "location": None}
    plain = json.loads(json_v1.render(before))
    assert plain["suppressed"] == []
    assert [first | {"suppression": None}, second | {"suppression": None}, *document["findings"]] == [
        *(one | {"suppression": None} for one in plain["findings"][:2]),
        *plain["findings"][2:],
    ]


def test_suppression_changes_no_fingerprint(before: AuditReport) -> None:
    """Not of findings alike either, whichever of them is known and whatever level it has."""
    first, root = before.findings[0], before.evidence.workspace.root
    alike = [replace(first, location=Location(root / "Cargo.toml", line)) for line in (9, 3, 6)]
    (nine, three, six), _ = of_report(replace(before, findings=tuple(alike)))
    assert [one[-2:] for one in (nine, three, six)] == [":3", ":1", ":2"]
    known = Suppressed(replace(alike[1], level=Level.NOTE), Suppression(SuppressionKind.BASELINE, None))
    counting, suppressed = of_report(replace(before, findings=(alike[2], alike[0]), suppressed=(known,)))
    assert (counting, suppressed) == ((six, nine), (three,))


def test_sarif(report: AuditReport, before: AuditReport) -> None:
    document = json.loads(log.render(report))
    assert sarif_deviations(document) == []
    (run,) = document["runs"]
    assert len(run["results"]) == len(before.findings)
    *counting, first, second = run["results"]
    assert not [one for one in counting if "suppressions" in one]
    assert first["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": f"by the policy (dynaudit.toml:7, until 2027-01-31): {REASON}",
        }
    ]
    assert second["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "in the baseline"}]
    (plain,) = json.loads(log.render(before))["runs"]
    assert [one | {"suppressions": 0} for one in (first, second)] == [
        one | {"suppressions": 0} for one in plain["results"][:2]
    ]


def test_github(report: AuditReport, before: AuditReport) -> None:
    lines = github.render(report).splitlines()
    assert lines[:-1] == github.render(before).splitlines()[2:-1]
    assert lines[-1].endswith(f". {SENTENCE}")


def test_markdown(report: AuditReport) -> None:
    comment = Comment(markdown.render(report))
    comment.assert_sound()
    assert "Known findings" in comment.texts("summary")
    shown = comment.shown()
    assert SENTENCE in shown
    assert "Known by the policy (dynaudit.toml:7, until 2027-01-31): stateless, see DESIGN.md & <issue 7>" in shown


def test_markdown_fits(report: AuditReport) -> None:
    known = replace(report.suppressed[0], suppression=replace(report.suppressed[0].suppression, reason="x" * 900))
    shown = markdown.render(replace(report, suppressed=(known,) * 100))
    assert len(shown) < 65_536
    assert "known findings" in shown.rpartition("Left out")[2]
    assert "100 findings are known by the policy and do not count." in shown


def test_html(report: AuditReport) -> None:
    document = assert_sound(html.render(report))
    shown = document.shown()
    assert SENTENCE in shown
    assert "Known by the policy (dynaudit.toml:7, until 2027-01-31): stateless, see DESIGN.md & <issue 7>" in shown
    assert "2 known findings" in shown
    (details,) = (one for one in document.all("details") if one.attrs.get("class") == "known")
    assert "open" not in details.attrs


@pytest.mark.parametrize("payload", hostile.PAYLOADS.values(), ids=hostile.PAYLOADS)
def test_reasons_are_words(report: AuditReport, payload: str) -> None:
    """Whatever a reason holds, it steers no reader."""
    first = report.suppressed[0]
    poisoned = replace(first, suppression=replace(first.suppression, reason=f"zebra{payload}"))
    bad = replace(report, suppressed=(poisoned,))
    assert_sound(html.render(bad))
    Comment(markdown.render(bad)).assert_sound()
    assert sarif_deviations(json.loads(log.render(bad))) == []
    assert "\x1b" not in text.render(bad, Style(), verbose=True)
    assert not [line for line in github.render(bad).splitlines()[-1:] if line.startswith("::")]
