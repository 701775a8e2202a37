"""The one place that starts programs: `cargo`, `rustc` and `git`, never a program of the audited project."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from auditor.errors import AuditorError

TIME_LIMIT = 600.0
"""Seconds after which a program counts as hanging."""
_HINT = "install a Rust toolchain, or name the program by the variable CARGO or RUSTC"


class Output(NamedTuple):
    """What a finished program printed."""

    status: int
    stdout: bytes
    stderr: str


class Running:
    """A program that was started and whose output is wanted later."""

    def __init__(self, command: Sequence[str], process: subprocess.Popen[bytes]) -> None:
        """Keep the command for messages."""
        self.command = command
        self._process = process
        _RUNNING.add(self)

    def wait(self) -> Output:
        """Wait for the end of the program and return what it printed.

        Raises AuditorError when it takes longer than `TIME_LIMIT`.
        """
        try:
            stdout, stderr = self._process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AuditorError(
                f"`{_shown(self.command)}` did not finish within {TIME_LIMIT:.0f} s",
                hint="run it by hand to see what it waits for (a lock, the network, a credential)",
            ) from None
        except BaseException:
            self.kill()
            raise
        _RUNNING.discard(self)
        return Output(self._process.returncode, stdout, stderr.decode("utf-8", "replace"))

    def kill(self) -> None:
        """End the program and all that it started."""
        _RUNNING.discard(self)
        if self._process.poll() is None:
            _kill_group(self._process)
        self._process.communicate()


def kill_all() -> None:
    """End every program that is still running: nobody waits for its answer any more."""
    for running in tuple(_RUNNING):
        running.kill()


def start(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], hint: str = _HINT) -> Running:
    """Start a program without a shell and without standard input, in a process group of its own.

    Raises AuditorError, with a hint, if it cannot be started.
    """
    try:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise AuditorError(
            f"cannot start `{command[0]}`: {error.strerror or error}",
            hint=hint,
        ) from error
    except ValueError as error:  # what no argument and no variable can hold
        raise AuditorError(
            f"`{command[0]}` cannot be given what the configuration says: {error}",
            hint="take the NUL byte out of the configuration, the options or the variables",
        ) from error
    return Running(command, process)


_RUNNING: set[Running] = set()
"""Programs whose output nobody has waited for yet."""


def find_program(name: str, variable: str, environment: Mapping[str, str], cwd: Path) -> Path:
    """The absolute path of `cargo` or `rustc`: what `variable` names, else the first on PATH.

    Raises AuditorError if there is none.
    """
    named = environment.get(variable, "")
    if named:
        if any(separator and separator in named for separator in (os.sep, os.altsep)):
            return cwd / named
        name = named
    found = on_path(name, environment)
    if found is None:
        raise AuditorError(
            f"`{name}` was not found on PATH",
            hint=f"install a Rust toolchain (https://rustup.rs), or set {variable} to the program's path",
        )
    return found


def on_path(name: str, environment: Mapping[str, str]) -> Path | None:
    """The first program of a name on PATH.

    Entries of PATH that are relative are passed over: they would name files of the audited project.
    """
    search = os.pathsep.join(
        entry for entry in environment.get("PATH", os.defpath).split(os.pathsep) if Path(entry).is_absolute()
    )
    found = shutil.which(name, path=search)
    return None if found is None else Path(found)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the process group where the platform has them, else the process."""
    if os.name == "posix":
        import signal

        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        process.kill()


def _shown(command: Sequence[str]) -> str:
    return " ".join(command)
