"""What the page says, before it is HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.findings.registry import RULES
from auditor.model.linkage import Confidence
from auditor.model.report import AuditReport
from auditor.reports import json_v1, text
from auditor.reports.html import view
from auditor.reports.html.page import page_of
from auditor.reports.style import Style
from auditor.reports.summary.groups import contained
from tests.builders import Workspace
from tests.findings.projects import audited
from tests.reports import workspaces
from tests.reports.html import projects


@pytest.fixture(scope="module")
def diamond(tmp_path_factory: pytest.TempPathFactory) -> view.Page:
    return page_of(audited(workspaces.diamond(), tmp_path_factory.mktemp("diamond"), "--prefer-dynamic"))


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return audited(projects.wide(200), tmp_path_factory.mktemp("wide"), "--workspace --prefer-dynamic")


def boxes(page: view.Page) -> dict[str, view.Box]:
    found = [cell.box for row in page.picture.rows for cell in row.cells if cell.box is not None]
    return {box.title: box for one in found for box in (one, *one.parts)}


def test_first_screen(diamond: view.Page) -> None:
    assert "".join(span.text for span in diamond.verdict).startswith("With -C prefer-dynamic added, ")
    assert not diamond.is_good
    facts = {fact.label: fact.text for fact in diamond.facts}
    assert facts["Build"].startswith("cargo build")
    assert facts["Linking"] == "-C prefer-dynamic, added as --prefer-dynamic asks"
    assert list(facts) == ["Build", "Linking", "Profile", "Target"]
    tallies = {tally.label: tally.number for tally in diamond.tallies}
    assert tallies["artifacts fail"] == 2
    assert tallies["crates"] == 5


def test_copies_are_told_with_their_ways(diamond: view.Page) -> None:
    (twice,) = boxes(diamond)["binary app"].twice
    assert [chip.label for chip in twice.crates] == ["c"]
    assert [(copy.place, copy.way) for copy in twice.copies] == [
        ("inside the dylib d1", ("app", "d1", "c")),
        ("inside the dylib d2", ("app", "d2", "c")),
    ]
    assert diamond.picture.twice == "1 crate"
    for name in ("dylib d1", "dylib d2"):
        assert [chip.label for chip in boxes(diamond)[name].chips if chip.is_twice] == ["c"]


def test_std_twice_is_the_same_everywhere(tmp_path: Path) -> None:
    """A dylib with std, loaded beside the toolchain's: box, arrows, table and counts say so."""
    workspace = Workspace().package("eng", crate_type=["dylib"], lib="pub fn f() {}")
    page = page_of(audited(workspace.package("app", main="fn main() { eng::f() }", deps=["eng"]), tmp_path))
    app, std = boxes(page)["binary app"], boxes(page)["std, shared"]
    assert page.picture.twice == "std"
    (twice,) = app.twice
    assert [(copy.place, copy.target) for copy in twice.copies] == [
        ("as the toolchain's shared library", std.id),
        ("inside the dylib eng", boxes(page)["dylib eng"].id),
    ]
    assert [ref.target for ref in app.loads] == [boxes(page)["dylib eng"].id, std.id]
    row = next(row for row in page.artifacts if row.name == "app")
    assert (row.std, len(row.loads)) == ("twice", 2)
    assert {tally.label: tally.number for tally in page.tallies}["shared libraries"] == 2
    lines = [line for row in page.picture.rows for line in row.lines]
    assert [line.targets for line in lines if line.is_conflict] == [boxes(page)["dylib eng"].id, std.id]


def test_std_and_crates_twice(tmp_path: Path) -> None:
    page = page_of(audited(workspaces.diamond(), tmp_path, "--workspace"))
    assert page.picture.twice == "std and 1 crate"


@pytest.mark.parametrize("name", ["diamond", "wide"])
def test_crates_are_counted_as_in_the_text(name: str, tmp_path: Path) -> None:
    """Beside an artifact's own crate, which a box shows all the same."""
    workspace = workspaces.diamond() if name == "diamond" else projects.wide(30)
    report = audited(workspace, tmp_path, "--workspace --prefer-dynamic --tests")
    counts = [len(contained(artifact)) for artifact in report.evidence.artifacts]
    rows = {row.id: row.crates for row in page_of(report).artifacts}
    assert [rows[f"artifact-{number}"] for number in range(len(counts))] == counts
    assert any(counts)


def test_own_crate_is_shown(diamond: view.Page) -> None:
    chips = [(chip.label, chip.is_own) for chip in boxes(diamond)["dylib d1"].chips]
    assert chips == [("c", False), ("d1", True)]


def test_no_doubt_is_dropped(tmp_path: Path) -> None:
    report = audited(workspaces.hello(), tmp_path, "--prefer-dynamic")
    artifact = replace(
        report.evidence.artifacts[0],
        confidence=Confidence.LIKELY,
        doubts=("a", "and 2 more such names"),
        further_doubts=("b", "c"),
    )
    report = replace(report, evidence=replace(report.evidence, artifacts=(artifact,)))
    assert ["".join(span.text for span in doubt.reason) for doubt in page_of(report).doubts] == ["a", "b", "c"]
    assert "and 2 more such names" in text.render(report, Style())
    assert json_v1.document(report)["artifacts"][0]["doubts"] == ["a", "and 2 more such names"]


def test_arrows_to_copies_stand_out(diamond: view.Page) -> None:
    ids = {box.id: title for title, box in boxes(diamond).items()}
    red = {(ids[line.targets], ids[one]) for row in diamond.picture.rows for line in row.lines if line.is_conflict
           for one in line.sources.split() if ids[one] == "binary app"}  # fmt: skip
    assert red == {("dylib d1", "binary app"), ("dylib d2", "binary app")}


def test_boxes_name_what_they_load(diamond: view.Page) -> None:
    tool = boxes(diamond)["binary tool"]
    assert [ref.label.partition("-")[0] for ref in tool.loads] == ["libd1.so", "libstd"]
    std = boxes(diamond)["std, shared"]
    assert "binary tool" in [ref.label for ref in std.loaded_by]


def test_crate_says_where_it_lives_and_why(diamond: view.Page) -> None:
    crates = {crate.label: crate for kind in diamond.classified for crate in kind.crates}
    assert [home.box.label for home in crates["c"].homes] == ["dylib d1", "dylib d2"]
    assert [ref.label for ref in crates["c"].dependents] == ["d1", "d2"]
    assert crates["d1"].place == "d1/Cargo.toml:7"
    assert crates["d1"].classification == "dylib-only"


def test_many_alike_are_one_box(wide: AuditReport) -> None:
    page = page_of(wide)
    found = boxes(page)
    assert len(found) == 4
    group = next(box for box in found.values() if len(box.artifacts) == 10)
    assert any(chip.some is not None for chip in group.chips)
    assert sum(len(row.cells) for row in page.picture.rows) <= 6


def test_sets_hold_every_artifact(wide: AuditReport) -> None:
    page = page_of(wide)
    for row in page.artifacts:
        ranges = [one.split("-") for one in page.sets[row.inside].split()]
        assert sum(int(one[-1]) - int(one[0]) + 1 for one in ranges) == row.crates


def test_blocked_artifacts_say_what_they_wait_for(tmp_path: Path) -> None:
    workspace = workspaces.diamond().profile("release", panic="abort")
    page = page_of(audited(workspace, tmp_path, "--prefer-dynamic --release"))
    blocked = [row for row in page.artifacts if row.outcome == "blocked"]
    assert blocked
    assert all(row.status[0].text.startswith("waits for ") for row in blocked)


def test_nothing_linked(tmp_path: Path) -> None:
    page = page_of(audited(Workspace().package("a", lib="", is_root=True), tmp_path))
    assert page.picture.rows == ()
    assert page.artifacts == ()


def test_shipped_files_and_how_they_are_found(tmp_path: Path) -> None:
    page = page_of(audited(workspaces.shared(), tmp_path, "--prefer-dynamic"))
    (shipment,) = page.shipments
    assert [file.file_name.partition("-")[0] for file in shipment.files] == ["libengine.so", "libstd"]
    assert "$ORIGIN" in "".join(span.text for span in shipment.found)


def test_manual_pages_are_those_of_the_rules(diamond: view.Page) -> None:
    (rule,) = (rule for rule in diamond.rules if rule.rule == "duplicate-crate")
    assert "".join(span.text for span in rule.summary) == RULES["duplicate-crate"].summary
    assert "<h4>What it detects</h4>" in rule.manual
    assert "<code>bevy_dylib</code>" in rule.manual
