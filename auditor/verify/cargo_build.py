"""A `cargo build` as a user would start it: folder, arguments, environment; and how it is started in private."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from auditor.errors import AuditorError
from auditor.model.selection import Command, Selection


class CargoBuild(msgspec.Struct, frozen=True):
    """What to build, spelled as for `cargo build`."""

    directory: Path
    """The folder it is started in: config files are looked up from there."""
    arguments: tuple[str, ...] = ()
    """The arguments after the command."""
    environment: Mapping[str, str] = msgspec.field(default_factory=lambda: dict(os.environ))
    """The whole environment, nothing is added to it but what keeps the build private."""
    cargo: str = "cargo"
    wrapper: Path | None = None
    """The user's own wrapper around rustc, called as Cargo would."""
    time_limit: float = 3600.0
    """Seconds for each program started."""
    command: Command = Command.BUILD
    """Tests are compiled and not run; what is installed goes to a folder that is removed."""


class Finished(msgspec.Struct, frozen=True):
    """What a program that ended has said."""

    status: int
    stdout: str
    stderr: str


_TICK = 0.2
"""Seconds between two looks at how far a build has come."""
_LISTS = {
    "-p": "packages", "--exclude": "exclude", "--bin": "bin", "--example": "example", "--test": "test",
    "--bench": "bench", "--target": "targets", "--features": "features", "--config": "config",
}  # fmt: skip
_SWITCHES = (
    "workspace", "lib", "bins", "examples", "tests", "benches", "all_targets", "release", "all_features",
    "no_default_features", "locked", "offline", "frozen", "ignore_rust_version",
)  # fmt: skip


def arguments_of(selection: Selection) -> tuple[str, ...]:
    """Spell a selection as the arguments of its command."""
    arguments: list[str] = []
    if selection.command is Command.INSTALL:
        folder = Path() if selection.manifest_path is None else selection.manifest_path.parent
        arguments += ["--path", str(folder)]
    elif selection.manifest_path is not None:
        arguments += ["--manifest-path", str(selection.manifest_path)]
    if selection.profile is not None:
        arguments += ["--profile", selection.profile]
    for option, name in _LISTS.items():
        for value in getattr(selection, name):
            arguments += [option, value]
    arguments += [f"--{name.replace('_', '-')}" for name in _SWITCHES if getattr(selection, name)]
    return tuple(arguments)


def as_build(install: CargoBuild) -> CargoBuild:
    """The `cargo build` that compiles what a `cargo install --path` does, in that folder: its configuration counts."""
    position = install.arguments.index("--path")
    rest = install.arguments[:position] + install.arguments[position + 2 :]
    return replace(
        install,
        command=Command.BUILD,
        directory=install.directory / install.arguments[position + 1],
        arguments=(*rest, *(() if "--profile" in rest else ("--release",))),
    )


def run_cargo(
    build: CargoBuild,
    arguments: Sequence[str],
    *,
    target: Path,
    extra: Mapping[str, str] | None = None,
    tick: Callable[[], object] = lambda: None,
) -> Finished:
    """Run the command with the build's and further arguments, everything built below `target`.

    The project's own target folder is neither read nor written. `tick` is called several times a second meanwhile.
    Raises AuditorError if cargo cannot be started or does not end in time; its process group is then killed.
    """
    environment = {**build.environment, **(extra or {})}
    environment |= {"CARGO_TARGET_DIR": str(target), "CARGO_BUILD_BUILD_DIR": str(target)}
    command = [build.cargo, build.command.value, "--color", "never", "--target-dir", str(target)]
    command += [*build.arguments, *_further(build.command, target), *arguments]
    return _run(command, build.directory, environment, build.time_limit, tick)


def _further(command: Command, target: Path) -> Sequence[str]:
    """What keeps a command from doing more than building."""
    match command:
        case Command.BUILD:
            return ()
        case Command.TEST | Command.BENCH:
            return ("--no-run",)
        case Command.INSTALL:
            return ("--root", str(target / "installed"), "--no-track")


def cargo_version(build: CargoBuild) -> str:
    """What `cargo -V` prints. Raises AuditorError if cargo cannot be started."""
    return _run([build.cargo, "-V"], build.directory, build.environment, build.time_limit, lambda: None).stdout


def _run(
    command: Sequence[str], directory: Path, environment: Mapping[str, str], limit: float, tick: Callable[[], object]
) -> Finished:
    try:
        process = subprocess.Popen(
            command, cwd=directory, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise AuditorError(f"cannot start `{command[0]}`: {error}", hint="install a Rust toolchain") from error
    deadline = time.monotonic() + limit
    try:
        while True:
            try:
                stdout, stderr = process.communicate(timeout=_TICK)
            except subprocess.TimeoutExpired:
                tick()
                if time.monotonic() > deadline:
                    raise AuditorError(f"`{' '.join(command)}` did not end within {limit:.0f} s") from None
            else:
                return Finished(process.returncode, stdout, stderr)
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Kill the process group of a program that has not ended: cargo's children would go on without it."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
