"""What the real rustc makes of a single file: its messages, its log and its linker's arguments."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from auditor.model.linkage import Linkage
from auditor.verify.diagnostics import dropped_crate_types, faults, plain_errors
from auditor.verify.replay import Crate, all_static, replay
from auditor.verify.rustc_command import library_name
from auditor.verify.rustc_log import LoadedCrate, RustcLog, parse_log
from tests.builders import environment

_LOG = "rustc_metadata::dependency_format=info,rustc_metadata::creader=info"
_TIME_LIMIT = 60


class Link(NamedTuple):
    """One crate type of a run."""

    linkage: frozenset[tuple[str, str]]
    """Crate and linkage; `std` stands for all of the toolchain's."""
    needed: tuple[str, ...] | None
    """The shared libraries given to the linker; None where a run has several crate types."""


class Run(NamedTuple):
    """What came of it."""

    errors: frozenset[tuple[str, tuple[str, ...]]]
    """Kind, and the crates that all messages of the kind name."""
    plain: tuple[str, ...]
    """Errors that are not about linkage."""
    links: Mapping[str, Link]
    """By crate type; nothing where rustc failed before, or dropped it."""
    dropped: frozenset[str]


def rustc(arguments: Sequence[str], folder: Path, toolchain: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run rustc in a folder."""
    command = ["rustc", *([] if toolchain is None else [f"+{toolchain}"]), *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(RUSTC_LOG=_LOG, RUSTC_LOG_OUTPUT_TARGET=str(folder / "log"), RUSTC_LOG_COLOR="never"),
        capture_output=True,
        text=True,
        timeout=_TIME_LIMIT,
        check=False,
    )


def observe(arguments: Sequence[str], crate_types: Sequence[str], folder: Path, macros: Sequence[str] = ()) -> Run:
    """Compile for real. `crate_types` are those that the linker makes, in rustc's order."""
    (folder / "log").unlink(missing_ok=True)
    done = rustc([*arguments, "--error-format=json", "--print=link-args"], folder)
    messages = tuple(json.loads(line) for line in done.stderr.splitlines() if line.startswith("{"))
    log = parse_log((folder / "log").read_text()) if (folder / "log").exists() else RustcLog(None, ())
    dropped = dropped_crate_types(messages)
    kinds = [kind for kind in crate_types if kind not in dropped]
    crates = [_crate(number, one) for number, one in enumerate(log.loaded or ())]
    plain = () if done.returncode == 0 else plain_errors(messages, dict.fromkeys(macros, True))
    if done.returncode and not messages:
        plain = (done.stderr,)
    links = {} if log.loaded is None else dict(_links(kinds, log, crates, done.stdout))
    return Run(_errors(messages, crates, macros, done.returncode), plain, links, dropped)


def _crate(number: int, one: LoadedCrate) -> Crate:
    is_toolchains = one.path is not None and "rustlib" in one.path.parts
    return Crate(one.name, None if is_toolchains else number, one.is_linkable, one.dylib is not None)


def _links(kinds: Sequence[str], log: RustcLog, crates: Sequence[Crate], printed: str) -> list[tuple[str, Link]]:
    dynamic = [kind for kind in kinds if kind != "staticlib"]
    length = len(log.decisions) // max(1, len(dynamic))
    found = []
    for kind in kinds:
        start = dynamic.index(kind) * length if kind in dynamic else 0
        decisions = log.decisions[start : start + length] if kind in dynamic else ()
        result = replay(decisions, crates, lambda _: ()) if decisions else all_static(crates)
        entries = frozenset(
            (crate.name, linkage.value)
            for crate, linkage in zip(crates, result.linkage, strict=True)
            if crate.unit is not None or crate.name == "std"
        )
        found.append((kind, Link(entries, _needed(log, printed) if [kind] == kinds == dynamic else None)))
    return found


def _needed(log: RustcLog, printed: str) -> tuple[str, ...]:
    words = shlex.split(printed)
    names = {Path(word).name for word in words}
    by_option = {word[2:] for word in words if word.startswith("-l")}
    files = [crate.dylib for crate in log.loaded or () if crate.dylib is not None and crate.is_linkable]
    return tuple(sorted(file.name for file in files if file.name in names or library_name(file) in by_option))


def _errors(
    messages: tuple[dict[str, Any], ...], crates: Sequence[Crate], macros: Sequence[str], status: int
) -> frozenset[tuple[str, tuple[str, ...]]]:
    own = {crate.name for crate in crates if crate.unit is not None}
    found: dict[str, set[str]] = {}
    for fault in faults(messages, dict.fromkeys(macros, True)) if status else ():
        is_folded = fault.kind == "duplicate-crate"
        named = {name if name in own or not is_folded else "std" for name in fault.crates}
        found.setdefault(fault.kind.value, set()).update(named)
    return frozenset((kind, tuple(sorted(names))) for kind, names in found.items())


STATIC = Linkage.STATIC.value
