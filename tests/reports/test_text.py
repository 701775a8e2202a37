"""The text report, whole, in the situations that it must tell well."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.model.report import AuditReport
from auditor.reports import text
from auditor.reports.style import Style
from auditor.reports.summary.verdict import verdict
from tests.builders import Workspace
from tests.findings.samples import Sample
from tests.golden import assert_golden, scrubbed
from tests.reports import workspaces
from tests.reports.unbuilt import SAMPLES, audit_of

GOLDEN = Path(__file__).parent / "golden"
PLAIN = Style()
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Situation:
    """A project, the options of its audit, and how the report is looked at."""

    name: str
    workspace: Workspace
    options: str = ""
    style: Style = PLAIN
    verbose: bool = False


SITUATIONS = (
    Situation("hello-assumed", workspaces.hello(), "--any-mode"),
    Situation("hello-static", workspaces.hello(), "--release"),
    Situation(
        "hello-configured", workspaces.hello().config('[build]\nrustflags = ["-C", "prefer-dynamic"]\n'), "--any-mode"
    ),
    Situation("shared", workspaces.shared(), "--prefer-dynamic"),
    Situation("std-twice", workspaces.shared(), "--workspace"),
    Situation("dependency-only", workspaces.shared(), "-p app"),
    Situation("diamond", workspaces.diamond(), "--prefer-dynamic"),
    Situation("several-causes", workspaces.diamond()),
    Situation("blocked", workspaces.diamond().profile("release", panic="abort"), "--prefer-dynamic --release"),
    Situation("lto", workspaces.shared().profile("release", lto="thin"), "--prefer-dynamic --release"),
    Situation("refused", workspaces.shared().config(workspaces.CRT_STATIC), "-p engine"),
    Situation("nothing-linked", Workspace().package("a", lib="", is_root=True)),
    Situation("large", workspaces.large(), "--prefer-dynamic --all-targets"),
    Situation("large-fails", workspaces.large(), "--workspace"),
    Situation(
        "large-blocked",
        workspaces.large().profile("release", panic="abort"),
        "--prefer-dynamic --release --all-targets",
    ),
    Situation("verbose", workspaces.shared(), "--prefer-dynamic --all-targets", verbose=True),
    Situation("narrow", workspaces.diamond(), "--prefer-dynamic", Style(width=40)),
    Situation("ascii", workspaces.diamond(), "--prefer-dynamic", Style(signs=False)),
    Situation("other-platform", workspaces.hello(), "--prefer-dynamic --target x86_64-unknown-linux-gnu"),
)


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_situation(situation: Situation, tmp_path: Path) -> None:
    report = workspaces.evidence_only(situation.workspace, tmp_path, situation.options)
    shown = text.render(report, situation.style, verbose=situation.verbose)
    assert_golden(GOLDEN / f"{situation.name}.txt", scrubbed(shown, tmp_path))
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")
    assert [line for line in shown.splitlines() if len(line) > situation.style.width or line != line.rstrip()] == []
    assert situation.style.signs or shown.isascii()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return workspaces.evidence_only(workspaces.large(), tmp_path_factory.mktemp("large"), "--all-targets")


def test_colour_changes_nothing_but_colour(large: AuditReport) -> None:
    coloured = text.render(large, Style(color=True))
    assert ESCAPE.search(coloured)
    assert [line.rstrip() for line in ESCAPE.sub("", coloured).splitlines()] == text.render(large, Style()).splitlines()


def test_colour_ends_where_its_word_ends(large: AuditReport) -> None:
    lines = text.render(large, Style(color=True)).splitlines()
    assert any(line.startswith("\x1b[32m  links    \x1b[0m1 proc macro") for line in lines)
    assert "\x1b[2m  profile  \x1b[0mdev" in lines


def test_large_workspace_stays_short(large: AuditReport) -> None:
    assert len(large.evidence.artifacts) > 150
    assert len(text.render(large, Style()).splitlines()) < 50


def test_verbose_lists_every_artifact(large: AuditReport) -> None:
    shown = text.render(large, Style(), verbose=True)
    for number in range(25):
        assert f"binary server-{number:02}" in shown
        assert f"test run of server-{number:02}" in shown


def test_many_groups_are_counted(large: AuditReport) -> None:
    """Artifacts that differ from each other in what they load are not listed without end."""
    evidence = large.evidence
    different = tuple(
        replace(artifact, needed=(f"lib{number}.so",)) for number, artifact in enumerate(evidence.artifacts)
    )
    shown = text.render(AuditReport(replace(evidence, artifacts=different), ()), Style())
    assert len(shown.splitlines()) < 100
    assert "more artifacts (--verbose lists them all)" in shown


@pytest.mark.parametrize("width", [40, 60, 79, 80, 100])
def test_fits_every_width(large: AuditReport, width: int) -> None:
    assert max(map(len, text.render(large, Style(width=width)).splitlines())) <= width


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_sample_crates(sample: Sample) -> None:
    """The verdict first, then every finding by its rule."""
    found = audit_of(sample)
    shown = text.render(found, Style(width=300))
    assert shown.splitlines()[0] == verdict(found.evidence).text
    assert re.findall(r"^(\w+)\[([\w-]+)\]$", shown, re.MULTILINE) == [
        (finding.level.label, finding.rule) for finding in found.findings
    ]
