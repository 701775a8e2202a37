"""`cargo dynaudit …`, through the real cargo."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from auditor import __version__
from tests.cli.invocation import PROGRAM, TIME_LIMIT, Result, script, surroundings


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which Cargo finds the subcommand."""
    script(tmp_path / "bin/cargo-dynaudit", f'exec {" ".join(PROGRAM)} "$@"')
    return f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"


def cargo(*arguments: str, cwd: Path, path: str) -> Result:
    done = subprocess.run(
        [shutil.which("cargo") or "cargo", *arguments],
        cwd=cwd,
        env=surroundings({"PATH": path}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_audit(faulty: Path, path: str) -> None:
    result = cargo("dynaudit", "audit", "--as-configured", cwd=faulty, path=path)
    assert result.status == 1
    assert result.stdout.startswith("1 of 2 artifacts would fail to link")


def test_refusal(faulty: Path, path: str) -> None:
    result = cargo("dynaudit", "audit", "--bin", "nope", cwd=faulty, path=path)
    assert result.status == 2
    assert result.stderr.startswith("error: no bin target named `nope`")


def test_help_and_version(tmp_path: Path, path: str) -> None:
    help_text = cargo("dynaudit", "--help", cwd=tmp_path, path=path)
    assert help_text.status == 0
    assert help_text.stdout.startswith("usage: cargo dynaudit ")
    assert cargo("help", "dynaudit", cwd=tmp_path, path=path).stdout == help_text.stdout
    assert cargo("dynaudit", "-V", cwd=tmp_path, path=path).stdout == f"cargo-dynaudit {__version__}\n"
    assert "dynaudit" in cargo("--list", cwd=tmp_path, path=path).stdout
