"""Runs the user's real `cargo build` with a recording wrapper around rustc, in a target folder of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from auditor import there
from auditor.config.release import parse_release
from auditor.errors import AuditorError
from auditor.verify.cargo_build import CargoBuild, Finished, cargo_version, run_cargo
from auditor.verify.private_folder import no_room, private_folder
from auditor.verify.rustc_command import RustcCommand, parse
from auditor.verify.rustc_log import RustcLog, parse_log, without_log

_WRAPPERS = Path(__file__).parent
_FAILED = 101
"""Cargo's exit status after a failed compilation."""


class RustcRun(msgspec.Struct, frozen=True):
    """One compilation as it went."""

    command: RustcCommand
    status: int | None
    """rustc's exit status; None if it was cut off."""
    diagnostics: tuple[dict[str, Any], ...]
    """rustc's messages as it prints them for Cargo (JSON), artifact notices left out."""
    log: RustcLog
    link_arguments: tuple[str, ...]
    """What the linker was started with; empty where there was no linking."""


class Recording(msgspec.Struct, frozen=True):
    """A recorded build."""

    runs: tuple[RustcRun, ...]
    """In the order in which Cargo started them."""
    cargo: Finished
    target: Path
    """Where it was built; the folder is gone, unless it was to be kept."""


def record(
    build: CargoBuild,
    done: Callable[[int], object] = lambda _: None,
    *,
    keeps: bool = False,
    needs: Mapping[str, Sequence[str]] | None = None,
) -> Recording:
    """Build, and keep on building after failures, while writing down every compilation.

    `done` is told how many compilations have ended; with `keeps` what was built and recorded stays. What build scripts
    compile by themselves is not recorded. `needs` says, for a command of Cargo that knows no `--keep-going`, which
    compilations each one waits for, all by their `-C metadata`: then the wrapper hides failures from Cargo.
    Raises AuditorError if cargo cannot be run or nothing can be written.
    """
    with wrapped("record_rustc.sh", keeps=keeps) as (variables, notes, target):
        options, further = _by_age(build) if needs is None else ([], _old_rustc(build))
        for id_, needed in ({} if needs is None else needs).items():
            (notes / f"{id_}.needs").write_text("".join(f"{one}\n" for one in needed), encoding="utf-8")
        if build.wrapper is not None:
            further |= {"DYNAUDIT_WRAPPED": str(build.wrapper)}
        cargo = run_cargo(
            build,
            options,
            target=target,
            extra=variables | further,
            tick=lambda: done(sum(1 for _ in notes.glob("*.status"))),
        )
        runs = tuple(_read_runs(notes))
        said = replace(cargo, stderr=without_log(cargo.stderr))
        if any(run.status != 0 for run in runs):
            said = replace(said, status=said.status or _FAILED)
        return Recording(runs, said, target)


def _by_age(build: CargoBuild) -> tuple[list[str], dict[str, str]]:
    """The options and variables that have Cargo go on after a failure, and rustc print its link line.

    NOTE: `--keep-going` was unstable before 1.74. The variable opens Cargo's unstable options alone; `RUSTC_BOOTSTRAP`
    would change what build scripts find.
    """
    number = _release(build)
    old_rustc = _old_rustc(build)
    if number >= (1, 74):
        return ["--keep-going"], old_rustc
    unlocked = {"__CARGO_TEST_CHANNEL_OVERRIDE_DO_NOT_USE_THIS": "nightly"}
    return ["-Zunstable-options", "--keep-going"], old_rustc | unlocked


def _old_rustc(build: CargoBuild) -> dict[str, str]:
    """The variable that tells the wrapper of a rustc that prints its link line to standard output only."""
    return {"DYNAUDIT_OLD_RUSTC": "1"} if _release(build) < (1, 72) else {}


def _release(build: CargoBuild) -> tuple[int, int]:
    return parse_release(cargo_version(build), build.environment).number


def recorded_commands(notes: Path) -> tuple[RustcCommand, ...]:
    """The command lines that a wrapper left in its folder, in the order in which Cargo started them."""
    return tuple(_read_command(base) for base in _compilations(notes))


@contextmanager
def wrapped(script: str, *, keeps: bool = False) -> Iterator[tuple[dict[str, str], Path, Path]]:
    """Lay out a wrapper for rustc: the variables that put it to work, its folder of notes, a target folder.

    All of it is removed at the end, unless `keeps`. It takes the place of the user's own wrapper. Raises AuditorError
    where there is no POSIX shell or no folder for temporary files.
    """
    if os.name != "posix":
        raise AuditorError("real builds can only be watched where there is a POSIX shell")
    with private_folder(keeps=keeps) as root:
        notes, target, wrapper = root / "notes", root / "target", root / "rustc-wrapper"
        try:
            notes.mkdir()
            wrapper.write_text(_WRAPPERS.joinpath(script).read_text(encoding="utf-8"), encoding="utf-8")
            wrapper.chmod(0o755)
        except OSError as error:
            raise no_room(root, error) from error
        yield {"RUSTC_WRAPPER": str(wrapper), "DYNAUDIT_RECORDING": str(notes)}, notes, target


def _compilations(notes: Path) -> Sequence[Path]:
    """The common beginning of each compilation's files."""
    started = sorted((path.stat().st_mtime_ns, path) for path in notes.glob("*.argv"))
    return [path.with_suffix("") for _, path in started]


def _read_command(base: Path) -> RustcCommand:
    return parse(_strings(base.with_suffix(".argv")), _strings(base.with_suffix(".place")))


def _read_runs(notes: Path) -> Iterator[RustcRun]:
    for base in _compilations(notes):
        try:
            yield _read_run(base)
        except (KeyError, IndexError):  # cut off, as on a full disk: nothing was observed of it
            continue


def _read_run(base: Path) -> RustcRun:
    stderr = _text(base.with_suffix(".stderr"))
    status = _text(base.with_suffix(".status")).strip()
    return RustcRun(
        command=_read_command(base),
        status=int(status) if status else None,
        diagnostics=tuple(_diagnostics(stderr)),
        log=parse_log(_text(base.with_suffix(".log")) or stderr),
        link_arguments=_quoted(_text(base.with_suffix(".link"))),
    )


def _diagnostics(stderr: str) -> Iterator[dict[str, Any]]:
    for line in stderr.splitlines():
        if line.startswith("{"):
            try:
                message = json.loads(line)
            except ValueError:  # cut off, as on a full disk
                continue
            if message.get("$message_type", "diagnostic") == "diagnostic" and "message" in message:
                yield message


def _quoted(line: str) -> tuple[str, ...]:
    """The arguments of `--print link-args`, which are quoted like string literals."""
    return tuple(part for index, part in enumerate(line.strip().split('"')) if index % 2)


def _strings(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8", "replace").split("\0")[:-1]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if there.exists(path) else ""
