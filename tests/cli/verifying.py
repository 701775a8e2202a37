"""`verify` as its users start it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.cli.invocation import Result, run, script


def verify(*arguments: str, cwd: Path, temporary: Path, **env: str) -> Result:
    return run("verify", *arguments, cwd=cwd, env={"TMPDIR": str(temporary), **env})


def meddling(folder: Path, build: str) -> str:
    """A cargo whose builds are not what was asked for; everything else is."""
    cargo = shutil.which("cargo")
    text = f'case "$*" in *--unit-graph*) ;; build*) {build} ;; esac\nexec {cargo} "$@"'
    return str(script(folder / "bin" / "cargo", text))
