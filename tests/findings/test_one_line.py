"""What the project says is one line in every sentence of a finding: it begins no item and ends no code."""

from __future__ import annotations

from pathlib import Path

from auditor.findings.registry import RULES
from auditor.findings.rule_module import Fault, finding_of
from auditor.reports.markdown import page
from auditor.reports.summary.plain import plain
from tests.builders import Workspace
from tests.findings.projects import audited, only

ATTACK = "a\n::error::X\n# H1\r\x1b\u2028\u202e"
SPELLED = r"a\n::error::X\n# H1\r\u{1b}\u{2028}\u{202e}"


def test_every_part() -> None:
    fault = Fault(message=ATTACK, help=(ATTACK, "b"), details=(ATTACK,))
    finding = finding_of(next(iter(RULES.values())), fault)
    assert (finding.message, finding.help, finding.details) == (SPELLED, f"{SPELLED}\nb", (SPELLED,))
    assert finding_of(next(iter(RULES.values())), Fault(message="m", help=ATTACK)).help == SPELLED
    assert finding_of(next(iter(RULES.values())), Fault(message="m")).help is None


def test_rustflags(tmp_path: Path) -> None:
    """Flags that are repeated in a remedy make no second remedy."""
    flags = r'["-Clink-arg=a\n::error::X\n# H1"]'
    workspace = Workspace().package("app", main="fn main() {}", is_root=True).config(f"[build]\nrustflags = {flags}\n")
    report = audited(workspace, tmp_path, env={"RUSTFLAGS": "--cfg k"})
    finding = only(report, "rustflags-replaced")
    assert finding.help is not None
    assert r"`-Clink-arg=a\n::error::X\n# H1`" in finding.message
    assert plain(finding) == f"{finding.message}\n\nHelp: {finding.help}"
    assert r"`RUSTFLAGS=" in page.render(report)
    assert not any(line.startswith(("::", "#  H1", "# H1", "- ::")) for line in page.render(report).splitlines())
