"""Versions of several kinds: a report and a revision, interrupted runs, repositories without a working tree."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.builders import Workspace
from tests.cli.invocation import PROGRAM, run, script, surroundings
from tests.comparison.repository import NEEDS_GIT, commit_all, git

pytestmark = NEEDS_GIT


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    """A repository that is a project, its lock file ignored."""
    top = (
        Workspace()
        .package("hello", main="fn main() {}", is_root=True)
        .file(".gitignore", "Cargo.lock\n")
        .write(tmp_path / "hello")
    )
    git(top, "init", "--quiet", "--initial-branch", "main")
    commit_all(top)
    return top


def test_report_and_revision(hello: Path) -> None:
    """The revision is audited in the mode of the report; another profile is told."""
    base = hello / "base.json"
    assert run("audit", "--format", f"json={base}", "--as-configured", "--offline", cwd=hello).status == 0
    result = run("diff", "base.json", "--offline", "main", cwd=hello)
    assert (result.status, result.stderr) == (0, "")
    first, *rest = result.stdout.splitlines()
    assert first.startswith("Nothing changed from base.json to main (")
    assert "`Cargo.lock` is not in main: that of the working tree" in " ".join(" ".join(rest).split())
    released = run("diff", "base.json", "main", "--release", "--offline", "--format", "json", cwd=hello)
    document = json.loads(released.stdout)
    assert any("different builds" in note for note in document["notes"])
    assert document["build"] == [{"name": "profile", "before": "dev", "after": "release"}]
    named = run("diff", "base.json", "base.json", "--head-name", "HEAD\n(0123)", cwd=hello)
    assert named.stdout.startswith("Nothing changed from base.json to HEAD\\n(0123)")


def test_bare_repository_and_standard_input(hello: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    git(hello, "clone", "--quiet", "--bare", str(hello), str(bare))
    result = run("diff", "main", "main", "--offline", cwd=bare)
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith("Nothing changed from main (")
    refused = run("diff", "main", "-", cwd=bare)
    assert (refused.status, refused.stdout) == (2, "")
    assert "standard input: the report is empty" in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_nothing_behind(number: signal.Signals, hello: Path, tmp_path: Path) -> None:
    """Whatever runs is ended, and the checkouts are removed."""
    temporary, started = tmp_path / "tmp", tmp_path / "started"
    temporary.mkdir()
    cargo = script(tmp_path / "cargo", f"touch '{started}'\nsleep 60")
    process = subprocess.Popen(
        [*PROGRAM, "diff", "main", "main"],
        cwd=hello,
        env=surroundings({"TMPDIR": str(temporary), "CARGO": str(cargo)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    while not started.exists():
        assert process.poll() is None
        time.sleep(0.05)
    assert len(list(temporary.iterdir())) == 2
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=30)
    assert (process.returncode, stdout, stderr) == (-number, b"", b"")
    assert list(temporary.iterdir()) == []
