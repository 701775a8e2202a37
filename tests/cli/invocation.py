"""The program as its users start it: a process with arguments, a directory and an environment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.builders import environment

CHECKOUT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "auditor")
TIME_LIMIT = 120
_TAKEN_AWAY = (
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "CI",
    "GITHUB_ACTIONS",
    "CARGO_DYNAUDIT_BACKTRACE",
)


@dataclass(frozen=True)
class Result:
    """What a run left."""

    status: int
    stdout: str
    stderr: str


def surroundings(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """An environment that no test inherits its outcome from; None takes a variable away."""
    base = environment(PYTHONPATH=str(CHECKOUT))
    for name in _TAKEN_AWAY:
        base.pop(name, None)
    wanted = base | dict(changes or {})
    return {name: value for name, value in wanted.items() if value is not None}


def run(
    *arguments: str,
    cwd: Path | bytes,
    env: Mapping[str, str | None] | None = None,
    through: Path | None = None,
    encoding: str = "utf-8",
) -> Result:
    """Run the program to its end, perhaps through a script that gets its command line."""
    done = subprocess.run(
        [*([] if through is None else [through]), *PROGRAM, *arguments],
        cwd=cwd,
        env=surroundings(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(encoding), done.stderr.decode())


def script(path: Path, text: str) -> Path:
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path
