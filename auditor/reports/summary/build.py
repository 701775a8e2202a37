"""Which build an audit is about: its command line, and where `-C prefer-dynamic` comes from."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

from auditor.evidence import flags
from auditor.model.report import Evidence
from auditor.model.selection import Command, Mode, Selection
from auditor.model.unit import Unit

_SWITCHES = (
    "workspace", "lib", "bins", "examples", "tests", "benches", "all_targets", "release", "all_features",
    "no_default_features", "locked", "offline", "frozen", "ignore_rust_version",
)  # fmt: skip
_LISTS = (
    ("--package", "packages"), ("--exclude", "exclude"), ("--bin", "bin"), ("--example", "example"),
    ("--test", "test"), ("--bench", "bench"), ("--target", "targets"), ("--features", "features"),
    ("--config", "config"),
)  # fmt: skip


def command_line(evidence: Evidence) -> str:
    """What is audited, as one would type it: a command of Cargo, or rustc with a single file."""
    return (
        shlex.join(evidence.rustc_command)
        if evidence.is_by_rustc
        else command(evidence.selection, evidence.cargo_options)
    )


def command(selection: Selection, before: Iterable[str] = ()) -> str:
    """The command that a selection stands for, as one would type it; `before` are options that come before its word."""
    words = ["cargo", *before, selection.command.value]
    if selection.command is Command.INSTALL:
        words += ["--path", str(Path() if selection.manifest_path is None else selection.manifest_path.parent)]
        selection = selection._replace(manifest_path=None)
    return shlex.join([*words, *_words(selection)])


def options(selection: Selection) -> str:
    """The options of a selection, as one would type them."""
    return shlex.join(_words(selection))


def _words(selection: Selection) -> list[str]:
    words: list[str] = []
    if selection.manifest_path is not None:
        words += ["--manifest-path", str(selection.manifest_path)]
    words += [f"--{name.replace('_', '-')}" for name in _SWITCHES if getattr(selection, name)]
    for option, name in _LISTS:
        for value in getattr(selection, name):
            words += [option, value]
    if selection.profile is not None:
        words += ["--profile", selection.profile]
    return words


def linking(evidence: Evidence) -> str:
    """Where `-C prefer-dynamic` comes from, or that nothing sets it."""
    if evidence.asked_mode is Mode.PREFER_DYNAMIC:
        return "-C prefer-dynamic, added as --prefer-dynamic asks"
    if evidence.mode is Mode.PREFER_DYNAMIC:
        return "-C prefer-dynamic, assumed (nothing sets it; see --as-configured)"
    unit = next((unit for unit in evidence.plan.units if _is_users(unit)), None)
    given = "as given to rustc" if evidence.is_by_rustc else "as configured"
    if unit is None:
        return f"{given}, without -C prefer-dynamic"
    if evidence.is_by_rustc:
        return f"{given}, with -C prefer-dynamic"
    return f"{given}, {flags.prefer_dynamic(evidence, unit).replace('`', '')}"


def profile(evidence: Evidence) -> str:
    """The profile with what decides linkage in it, as the requested units get it."""
    if evidence.is_by_rustc:
        return "none: rustc itself compiles the file"
    units = [unit for unit in _requested(evidence) if not unit.target.for_host]
    facts = [
        *(
            f"LTO {lto}"
            for lto in dict.fromkeys(unit.flags.lto.value for unit in units if unit.flags.lto.crosses_crates)
        ),
        *(f"panic {panic}" for panic in dict.fromkeys(unit.flags.panic.value for unit in units) if panic != "unwind"),
    ]
    return f"{evidence.profile} ({', '.join(facts)})" if facts else evidence.profile


def platform(evidence: Evidence) -> str:
    """What is built for, and with what."""
    triples = [platform.triple for kind, platform in evidence.plan.platforms.items() if kind is not None]
    return f"{', '.join(triples or [evidence.target.triple])}, rustc {evidence.toolchain.rustc}"


def _requested(evidence: Evidence) -> list[Unit]:
    return [evidence.plan.units[number] for number in evidence.plan.roots]


def _is_users(unit: Unit) -> bool:
    return (
        unit.is_compiled
        and unit.flags.prefer_dynamic
        and not flags.only_cargo_prefers_dynamic(unit)
        and not unit.target.is_proc_macro
    )
