"""The grid in each format: what it shows, what its reader's programs can rely on, and that nothing steers them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from auditor.matrix.grid import rows
from auditor.matrix.model import Matrix
from auditor.reports.matrix import html, json_v1, markdown, text
from auditor.reports.matrix.view import each, grouped, key, view
from auditor.reports.style import Style
from auditor.schema import matrix_schema
from tests.builders import Workspace
from tests.cli.invocation import run
from tests.cli.test_start_up import HEAVY, imported
from tests.matrix.workspaces import aborting, engine, matrix
from tests.reports.html.document import assert_sound
from tests.reports.html.hostile import PAYLOADS, poisoned, project
from tests.reports.markdown.rendered import Comment

FORMATS: dict[str, Callable[[Matrix], str]] = {
    "text": lambda found: text.render(found, Style(), verbose=True),
    "html": html.render,
    "markdown": markdown.render,
    "json": json_v1.render,
}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    """Commands that fail, link, block; traps of every kind."""
    return matrix(engine(), tmp_path_factory.mktemp("failing"))


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    """More commands than fit side by side, with long names in several scripts."""
    workspace = engine()
    for one in range(9):
        workspace.package(f"program-{one}", deps=["eng"], main="fn main() { eng::f(); }")
    workspace.package("a-package-with-quite-a-long-name-and-no-end-to-it", deps=["eng"], main="fn main() { eng::f(); }")
    return matrix(workspace, tmp_path_factory.mktemp("wide"), lists_all=True)


@pytest.fixture(scope="module")
def zebra(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    """A workspace whose every name can be made an attack."""
    return matrix(project(), tmp_path_factory.mktemp("zebra"), commands=["build", "build -p zebra-app", "test"])


def test_the_grid_of_a_failing_workspace(failing: Matrix) -> None:
    shown = text.render(failing, Style())
    lines = [re.sub(" +", " ", line).strip() for line in shown.splitlines()]
    assert lines[0] == "5 of 7 commands fail: `cargo build`, `cargo build --release` and 3 more."
    for line in (
        "C cargo build -p app 2 link, std dynamic",
        "and cargo build --workspace, which is the same here",
        "A B C D E F G",
        "eng dylib stat stat dyn stat stat stat dyn",
        "app binary F1 F1 dyn F1 F1 - dyn",
        "app unit tests (bin) - - - F1 - F1 -",
        "F1 fails: duplicate-crate of std",
        "std-not-shared in A, B, D, E and F",
    ):
        assert line in lines, line
    assert "1 more artifact links alike in every command that builds it; --verbose lists all." in " ".join(lines)


def test_all_is_well(tmp_path: Path) -> None:
    found = matrix(Workspace().package("app", main="fn main() {}"), tmp_path)
    shown = text.render(found, Style())
    assert shown.startswith("All 6 commands link everything that they build.\n")
    said = " ".join(shown.split())
    assert "Artifacts 2 artifacts link alike in every command that builds them; --verbose lists all" in said
    assert "unit tests" not in shown
    assert "unit tests" in text.render(found, Style(), verbose=True)


@pytest.mark.parametrize("width", [80, 60, 40, 200])
def test_text_fits(width: int, failing: Matrix, wide: Matrix) -> None:
    for found in (failing, wide):
        for verbose in (False, True):
            shown = text.render(found, Style(width=width), verbose=verbose)
            grid = shown.partition("\nArtifacts")[2].partition("\nWhy")[0]
            assert max(map(len, grid.splitlines())) <= max(width, 48)
            letters = [line.letter for line in view(found).lines]
            heads = [
                word for line in grid.splitlines() if re.fullmatch(r" +([A-Z]{1,2} *)+", line) for word in line.split()
            ]
            assert heads == letters


def test_ten_commands_stand_side_by_side(wide: Matrix) -> None:
    few = view(wide).lines[:10]
    assert len(few) == 10
    shown = text.render(wide, Style(width=80))
    (head,) = (line for line in shown.splitlines() if line.split()[:3] == ["A", "B", "C"])
    assert len(head.split()) >= 10


def test_without_our_signs_all_is_ascii(wide: Matrix) -> None:
    assert text.render(wide, Style(signs=False)).isascii()


def test_what_is_alike_is_one_row(wide: Matrix) -> None:
    shown = view(wide)
    nouns = [one.noun for one in grouped(shown, shown.rows) if not one.name]
    assert any(noun.endswith("unit tests") for noun in nouns)
    assert len(grouped(shown, shown.rows)) < len(shown.rows)


def test_every_sign_has_its_meaning(failing: Matrix, tmp_path: Path) -> None:
    for found in (failing, matrix(aborting(), tmp_path)):
        shown = view(found)
        signs = {shown.sign(cell) for row in shown.rows for cell in row.cells}
        assert signs == {sign for sign, _ in key(shown, each(shown, shown.rows))}
        assert all(len(sign) <= 4 for sign in signs)


def test_json_keeps_its_schema(failing: Matrix, wide: Matrix, tmp_path: Path) -> None:
    schema = json.loads(matrix_schema())
    Draft202012Validator.check_schema(schema)
    for found in (failing, wide, matrix(aborting(), tmp_path)):
        document = json.loads(json_v1.render(found))
        assert list(Draft202012Validator(schema).iter_errors(document)) == []
        assert [len(one["cells"]) for one in document["artifacts"]] == [len(found.columns)] * len(rows(found))


def test_json_says_what_the_grid_shows(failing: Matrix) -> None:
    document = json.loads(json_v1.render(failing))
    commands = [one["command"] for one in document["commands"]]
    alone, whole = commands.index("cargo build -p app"), commands.index("cargo build")
    (number,) = (
        number for number, one in enumerate(document["artifacts"]) if (one["target"], one["test"]) == ("app", False)
    )
    cells = document["artifacts"][number]["cells"]
    assert (cells[alone]["outcome"], cells[alone]["std"]) == ("links", "dynamic")
    assert "libeng.so" in cells[alone]["needed"]
    assert cells[whole]["errors"] == [{"kind": "duplicate-crate", "crates": ["std"]}]
    changes = document["built_before"]["changes"]
    assert {"after": alone, "command": whole, "then_fail": [], "then_link": [number]} in changes
    assert {"after": whole, "command": alone, "then_fail": [number], "then_link": []} in changes
    assert [trap["kind"] for trap in document["traps"]] == ["selection", "built-before", "install"]


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_word_of_the_project_steers_its_reader(payload: str, zebra: Matrix) -> None:
    found = poisoned(zebra, payload.encode(errors="ignore").decode())
    page = html.render(found)
    assert page.count("<script") == 0
    for kind, render in FORMATS.items():
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u2028\ud800]", render(found)), kind
    Comment(markdown.render(found)).assert_sound()


def test_page_is_sound_and_runs_no_script(failing: Matrix) -> None:
    page = html.render(failing)
    assert_sound(page)
    assert "script-src" not in page
    assert "https://" not in page
    assert page.count('class="grid"') == 2


def test_a_comment_counts_what_it_leaves_out(tmp_path: Path) -> None:
    workspace = engine()
    source = "fn main() { eng::f(); }"
    workspace.package("p", deps=["eng"], files={f"src/bin/{'x' * 200}{one}.rs": source for one in range(350)})
    shown = markdown.render(matrix(workspace, tmp_path, commands=["build", "build -p p"]), verbose=True)
    assert len(shown) <= 65_000
    left_out = re.search(r"(\d+) more rows are left out", shown)
    assert left_out is not None
    assert int(left_out[1]) + len(re.findall(r"^\| `", shown, re.MULTILINE)) == 352


def test_exit_codes_and_outputs(tmp_path: Path) -> None:
    project = engine().write(tmp_path / "project")
    result = run("matrix", "--as-configured", "--command", "build", cwd=project)
    assert (result.status, result.stderr) == (1, "")
    assert result.stdout.startswith("The command fails.\n")
    assert run("matrix", "--as-configured", "--command", "build", "--fail-on", "never", cwd=project).status == 0
    formats = [word for kind in FORMATS for word in ("--format", f"{kind}={tmp_path}/out.{kind}")]
    result = run("matrix", "--command", "build -p app", *formats, cwd=project)
    assert (result.status, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "out.html").read_text().startswith("<!DOCTYPE html>")
    assert (tmp_path / "out.markdown").read_text().startswith("<!-- cargo-dynaudit matrix -->\n")
    assert json.loads((tmp_path / "out.json").read_text())["fails"] is False
    (project / "dynaudit.toml").write_text('fail-on = "never"\nmatrix = ["test -p eng"]\n')
    assert run("matrix", "--as-configured", cwd=project).status == 0
    bad = run("matrix", "--command", "tset", cwd=project)
    assert (bad.status, bad.stdout) == (2, "")
    assert bad.stderr == "error: `tset` is no command of Cargo\n  help: did you mean `test`?\n"


def test_schema_and_help(tmp_path: Path) -> None:
    result = run("schema", "--matrix", cwd=tmp_path)
    assert (result.status, result.stdout) == (0, matrix_schema())
    assert max(map(len, run("matrix", "--help", cwd=tmp_path).stdout.splitlines())) <= 80
    assert HEAVY & imported("matrix", "--help", cwd=tmp_path) == set()
