"""What users suffer from, as they would meet it: the matrix says it, and the real cargo agrees."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from auditor.matrix.grid import rows
from auditor.matrix.model import Matrix, is_failing
from auditor.matrix.traps import Trap, traps
from auditor.model.selection import Mode
from tests.builders import Workspace, environment
from tests.matrix.workspaces import HOST, aborting, column, engine, matrix, signs

pytestmark = pytest.mark.oracle


def told(found: Matrix, kind: str) -> Trap:
    """The one trap of a kind."""
    (trap,) = (one for one in traps(found, rows(found)) if one.kind == kind)
    return trap


def succeed(project: Path, target: Path, *titles: str) -> list[bool]:
    """Whether each command passes when they are run one behind the other in one target directory."""
    results = []
    for title in titles:
        words = shlex.split(f"cargo {title}")
        further = ["--no-run"] if words[1] == "test" else []
        if words[1] == "install":
            further = ["--root", str(target / "installed"), "--no-track", "--force"]
        done = subprocess.run(
            [*words, "-q", *further], cwd=project, env=environment(CARGO_TARGET_DIR=str(target)), timeout=120,
            check=False, capture_output=True,
        )  # fmt: skip
        results.append(done.returncode == 0)
    return results


def test_the_workspace_fails_and_the_program_alone_links(tmp_path: Path) -> None:
    """Pain 1, and the remedy that is named."""
    project = engine().write(tmp_path / "project")
    found = matrix(project, tmp_path)
    commands = ("build --workspace", "build -p app", "test --workspace", "build --all-targets")
    assert signs(found, "app", "build", "build --workspace", "build -p app") == ["F1", "F1", "dyn"]
    assert signs(found, "app", "test --workspace", "build -p app", test=True) == ["F1", "-"]
    for number, title in enumerate(commands):
        assert succeed(project, tmp_path / str(number), title) == [not is_failing(found.columns[column(found, title)])]
    trap = told(found, "selection")
    assert "`cargo build -p app`" in trap.text
    assert "there `eng` is among the packages to be built" in trap.text
    assert "It then contains std" in trap.text
    (remedy,) = trap.remedies
    assert remedy.endswith("into .cargo/config.toml: then all of them link all that they build.")
    engine().config('[build]\nrustflags = ["-C", "prefer-dynamic"]\n').write(project)
    assert not matrix(project, tmp_path).fails
    assert succeed(project, tmp_path / "mended", "build --workspace", "test --workspace") == [True, True]


def test_what_was_built_before_changes_the_result(tmp_path: Path) -> None:
    """Pain 2, in both directions, and what a test, an installation and another folder leave."""
    project = engine().write(tmp_path / "project")
    found = matrix(project, tmp_path)
    for number, (before, then) in enumerate((
        ("build --workspace", "build -p app"),
        ("build -p app", "build --workspace"),
        ("build -p app", "test"),
        ("build --release", "install --path app"),
        (f"build --target {HOST}", "build -p app"),
    )):  # fmt: skip
        earlier, later = column(found, before), column(found, then)
        changes = [one for one in found.changes if (one.after, one.column) == (earlier, later)]
        fails = is_failing(found.columns[later])
        expected = any(one.mended for one in changes) if fails else not any(one.broken for one in changes)
        assert succeed(project, tmp_path / str(number), before, then)[1] is expected, (before, then)
        assert bool(changes) is (number < 4), (before, then)
    trap = told(found, "built-before")
    assert "cargo#14678" in trap.text
    assert "`cargo build -p app` fails, though not in a clean target directory" in trap.text
    (remedy,) = trap.remedies
    assert "`cargo clean -p eng`" in remedy
    clean = ["cargo", "clean", "-q", "-p", "eng"]
    env = environment(CARGO_TARGET_DIR=str(tmp_path / "0"))
    subprocess.run(clean, cwd=project, env=env, timeout=60, check=True)
    assert succeed(project, tmp_path / "0", "build -p app") == [True]


def test_a_dylib_that_fails_where_it_is_not_selected(tmp_path: Path) -> None:
    project = aborting().write(tmp_path / "project")
    found = matrix(project, tmp_path)
    assert signs(found, "eng", "build --workspace", "build -p app") == ["stat", "F1"]
    assert signs(found, "app", "build --workspace", "build -p app") == ["stat", "wait"]
    assert "`eng` is not among the packages to be built" in told(found, "selection").text
    assert succeed(project, tmp_path / "0", "build --workspace") == [True]
    assert succeed(project, tmp_path / "1", "build -p app") == [False]


def test_nothing_is_said_of_a_project_without_traps(tmp_path: Path) -> None:
    workspace = Workspace().package("a", lib="pub fn f() {}").package("app", deps=["a"], main="fn main() { a::f(); }")
    found = matrix(workspace, tmp_path)
    assert (found.fails, found.leftovers, found.changes) == (False, (), ())
    assert traps(found, rows(found)) == ()


def test_the_flag_alone_leaves_no_trap(tmp_path: Path) -> None:
    """With `-C prefer-dynamic` everywhere it is no matter whether Cargo adds it."""
    found = matrix(engine(), tmp_path, Mode.PREFER_DYNAMIC)
    assert (found.fails, found.leftovers, found.changes) == (False, (), ())
    assert [trap.kind for trap in traps(found, rows(found))] == ["install"]


def test_an_installed_program_does_not_find_its_libraries(tmp_path: Path) -> None:
    project = engine().write(tmp_path / "project")
    trap = told(matrix(project, tmp_path), "install")
    assert "cargo#17055" in trap.text
    assert "`libeng.so` and `libstd-" in trap.text
    assert succeed(project, tmp_path / "target", "install --path app") == [True]
    program = tmp_path / "target/installed/bin/app"
    env = environment()
    env.pop("LD_LIBRARY_PATH", None)
    done = subprocess.run([program], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "cannot open shared object file" in done.stderr
