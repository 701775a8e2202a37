"""Where reports go, and what happens where they cannot."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.invocation import PROGRAM, TIME_LIMIT, run, script, surroundings
from tests.cli.test_bad_input import assert_refused


def test_file_is_the_report(faulty: Path) -> None:
    """The same text as on standard output, which stays empty; the exit code is the same, too."""
    printed = run("audit", "--as-configured", cwd=faulty)
    written = run("audit", "--as-configured", "--output", "report.txt", cwd=faulty)
    assert (written.status, written.stdout, written.stderr) == (1, "", "")
    assert (faulty / "report.txt").read_text(encoding="utf-8") == printed.stdout


def test_file_is_replaced_and_as_readable_as_others(hello: Path) -> None:
    report = hello / "report.json"
    report.write_text("old")
    twin = hello / "twin"
    twin.touch()
    assert run("audit", "--format", "json", "-o", "report.json", cwd=hello).status == 0
    assert json.loads(report.read_text(encoding="utf-8"))["schema_version"] == 1
    assert stat.S_IMODE(report.stat().st_mode) == stat.S_IMODE(twin.stat().st_mode)
    assert sorted(path.name for path in hello.iterdir() if path.name.startswith(".report")) == []


def test_link_is_replaced_not_followed(hello: Path, tmp_path: Path) -> None:
    """A link that a project has planted does not lead the report elsewhere."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (hello / "report.txt").symlink_to(victim)
    assert run("audit", "-o", "report.txt", cwd=hello).status == 0
    assert victim.read_text() == "precious"
    assert not (hello / "report.txt").is_symlink()


def test_the_mode_of_the_old_file_stays(hello: Path) -> None:
    report = hello / "report.txt"
    report.touch(0o600)
    assert run("audit", "-o", "report.txt", cwd=hello).status == 0
    assert report.stat().st_mode & 0o777 == 0o600
    assert report.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["no/such/folder/report.txt", "src", "/proc/report.txt", "Cargo.toml/report.txt"])
def test_unwritable_place(hello: Path, place: str) -> None:
    before = sorted(hello.rglob("*"))
    assert_refused(run("audit", "--output", place, cwd=hello), (place, "cannot write the report"))
    after = [path for path in sorted(hello.rglob("*")) if path.name != "Cargo.lock"]
    assert after == before


def test_refusal_leaves_the_old_report(hello: Path) -> None:
    (hello / "report.txt").write_text("old")
    assert_refused(run("audit", "--bin", "nope", "-o", "report.txt", cwd=hello), ("nope",))
    assert (hello / "report.txt").read_text() == "old"


@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/proc/self/fd/1"])
def test_standard_output_by_name(hello: Path, name: str) -> None:
    result = run("audit", "--output", name, cwd=hello)
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith("With -C prefer-dynamic added")


def test_devices_are_written_to(hello: Path) -> None:
    assert run("audit", "--output", "/dev/null", cwd=hello).status == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [("audit --as-configured", 1), ("audit --format json", 0), ("explain", 0), ("schema", 0), ("--help", 0)],
)
def test_reader_that_has_seen_enough(faulty: Path, arguments: str, status: int) -> None:
    """A closed pipe ends the output, not the audit: the exit code still tells of the findings."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*PROGRAM, *arguments.split()],
            cwd=faulty,
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=TIME_LIMIT,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (status, b"")


@pytest.mark.parametrize("arguments", ["audit", "audit --format json", "explain", "schema"])
def test_standard_output_that_cannot_be_written(hello: Path, arguments: str) -> None:
    full = script(hello / "full", 'exec "$@" >/dev/full')
    assert_refused(run(*arguments.split(), cwd=hello, through=full), ("standard output", "No space left"))
    closed = script(hello / "closed", 'exec "$@" >&-')
    assert_refused(run(*arguments.split(), cwd=hello, through=closed), ("standard output is closed",))


def test_closed_standard_error_costs_nothing(faulty: Path) -> None:
    closed = script(faulty / "closed", 'exec "$@" 2>&-')
    assert run("audit", "--as-configured", cwd=faulty, through=closed).status == 1
    assert run("audit", "--bin", "nope", cwd=faulty, through=closed).status == 2


def test_closed_standard_output_with_a_file(hello: Path) -> None:
    closed = script(hello / "closed", 'exec "$@" >&-')
    result = run("audit", "-o", "report.txt", cwd=hello, through=closed)
    assert (result.status, result.stderr) == (0, "")
    assert (hello / "report.txt").read_text().startswith("With -C prefer-dynamic added")


@pytest.mark.parametrize(
    ("encoding", "tree", "shown"),
    [
        ("utf-8", "└─ ", "grüße-世界"),
        ("cp1252", "`- ", r"grüße-\u4e16\u754c"),
        ("ascii", "`- ", r"gr\xfc\xdfe-\u4e16\u754c"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, tree: str, shown: str) -> None:
    """Text keeps to the encoding of the output; JSON is always UTF-8."""
    project = tmp_path / "grüße-世界"
    project.mkdir()
    (project / "Cargo.toml").write_text('[package]\nname = "x"\nversion = "0.1.0"\n')
    (project / "main.rs").write_text("fn main() {}")
    manifest = project / "Cargo.toml"
    manifest.write_text(manifest.read_text() + '[[bin]]\nname = "x"\npath = "main.rs"\n')
    where = ("--manifest-path", f"{project.name}/Cargo.toml")
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    text = run("audit", *where, cwd=tmp_path, env=env, encoding=encoding)
    assert text.status == 0
    assert tree in text.stdout
    assert shown in text.stdout
    document = run("audit", *where, "--format", "json", cwd=tmp_path, env=env)
    assert json.loads(document.stdout)["build"]["workspace_root"] == str(project)


def test_no_cache_keeps_nothing(hello: Path, tmp_path: Path) -> None:
    env = {"CARGO_DYNAUDIT_CACHE": str(tmp_path / "cache")}
    assert run("audit", "--no-cache", cwd=hello, env=env).status == 0
    assert not (tmp_path / "cache").exists()
    assert run("audit", cwd=hello, env=env).status == 0
    assert (tmp_path / "cache").exists()
