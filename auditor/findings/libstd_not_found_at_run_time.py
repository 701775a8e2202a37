"""The loader does not find the shared libraries.

## What it detects

Programs and libraries to be shipped that need `libstd-HASH.so` or the shared library of a
crate, and whose rustflags set no search path.

## Why

The shared std lies in the toolchain's own folder, the dylibs of crates in the target
directory. `cargo run` and `cargo test` set the loader's path, which hides the matter until
the program is started otherwise: ``error while loading shared libraries: libstd-….so:
cannot open shared object file``. `cargo install` copies the program alone.

std becomes shared by `-C prefer-dynamic`, or without any flag by a crate that exists only
as `dylib`.

A libstd fits only the very compiler that it came with: ship the file of the toolchain that
built the program.

## Example

    $ RUSTFLAGS="-C prefer-dynamic" cargo build --release
    $ target/release/app      # libstd-….so: cannot open shared object file

## Remedy

Ship the libraries beside the program and let it look there:

    -C link-arg=-Wl,-rpath,$ORIGIN          Linux and other ELF systems
    -C link-arg=-Wl,-rpath,@loader_path     macOS

Windows looks beside the program by itself. For a start on this machine:

    $ LD_LIBRARY_PATH="$(rustc --print target-libdir)" target/release/app

(`DYLD_FALLBACK_LIBRARY_PATH` on macOS, `PATH` on Windows.)
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import flags, places, remedies, wording
from auditor.findings.rule_module import Fault
from auditor.model.build import Platform
from auditor.model.finding import Level
from auditor.model.linkage import Artifact, Outcome
from auditor.model.report import Evidence
from auditor.model.unit import Unit, UnitMode

LEVEL = Level.NOTE
_SHIPPED = ("bin", "cdylib")


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each platform."""
    by_platform: dict[str, list[int]] = {}
    for index, artifact in enumerate(evidence.artifacts):
        unit = evidence.plan.units[artifact.unit]
        if artifact.needed and artifact.outcome is Outcome.LINKS and _is_shipped(unit, artifact):
            by_platform.setdefault(unit.platform.triple, []).append(index)
    for indices in by_platform.values():
        yield _fault(evidence, indices)


def _is_shipped(unit: Unit, artifact: Artifact) -> bool:
    """Whether it was asked for and is to run elsewhere than under Cargo."""
    if artifact.crate_type not in _SHIPPED or not unit.is_root or unit.mode is not UnitMode.BUILD:
        return False
    has_way = unit.profile.rpath or "rpath" in " ".join(unit.platform.rustflags.flags)
    return not unit.target.for_host and not has_way


def _fault(evidence: Evidence, indices: list[int]) -> Fault:
    artifacts = [evidence.artifacts[index] for index in indices]
    units = [evidence.plan.units[artifact.unit] for artifact in artifacts]
    needed = sorted({name for artifact in artifacts for name in artifact.needed})
    platform = units[0].platform
    load, them = wording.agree(len(indices), "loads", "load"), wording.agree(len(needed), "it", "them")
    return Fault(
        message=f"{wording.artifacts(evidence, indices)} {load} {wording.quoted(needed)} at run time, which the "
        f"system's loader does not find by itself{_hidden(evidence)}.{_why(evidence, artifacts)}",
        help=f"Ship {them} beside the program{_search(evidence, platform)}. To try it here: "
        f"{_try(evidence, platform, needed)}.",
        location=places.in_manifest(evidence, units[0].package),
        artifacts=tuple(indices),
        crates=tuple(unit.package.id for unit in units),
        details=_ship_list(needed),
    )


def _why(evidence: Evidence, artifacts: list[Artifact]) -> str:
    """Who made it dynamic, where it was no flag of the user's."""
    culprits = dict.fromkeys(
        number
        for artifact in artifacts
        if not evidence.plan.units[artifact.unit].flags.prefer_dynamic
        for number in artifact.unavailable_as_static
    )
    if not culprits:
        return ""
    names = wording.quoted(evidence.plan.units[number].target.crate_name for number in culprits)
    exist = wording.agree(len(culprits), "exists", "exist")
    return f" No flag asks for it: {names} {exist} only as `dylib`, and so std is shared."


def _hidden(evidence: Evidence) -> str:
    return "" if evidence.is_by_rustc else "; `cargo run` and `cargo test` hide that"


def _search(evidence: Evidence, platform: Platform) -> str:
    """How the program finds what lies beside it."""
    if "windows" in platform.triple:
        return ", where Windows looks"
    origin = "@loader_path" if "apple" in platform.triple else "$ORIGIN"
    return f" and add `-C link-arg=-Wl,-rpath,{origin}` to {flags.given_in(evidence)}"


def _try(evidence: Evidence, platform: Platform, needed: list[str]) -> str:
    """How to start it where it was built."""
    folders = ["$(rustc --print target-libdir)"] if platform.std_dylib in needed else []
    if any(name != platform.std_dylib for name in needed):
        is_given = evidence.is_by_rustc
        built = [remedies.library_folder(evidence, platform)]
        folders += remedies.given_folders(evidence, needed) if is_given else built
    if "windows" in platform.triple:
        return f"put `{';'.join(folders)}` into PATH"
    variable = "DYLD_FALLBACK_LIBRARY_PATH" if "apple" in platform.triple else "LD_LIBRARY_PATH"
    return f'set `{variable}="{":".join(folders)}"`'


def _ship_list(needed: list[str]) -> tuple[str, ...]:
    """All files, where the message only counts them."""
    return wording.lines([f"to ship: {name}" for name in needed]) if len(needed) > wording.MOST_NAMES else ()
