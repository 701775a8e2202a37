"""A DLL may exceed 65,535 exports (heuristic).

## What it detects

Rust dylibs for Windows that contain so many crates statically that the export limit is
probably exceeded. This is an estimate by the number of crates, not a count of symbols.

## Why

A Rust dylib exports everything that the crates in it offer, and a DLL can number 65,535
exports. Beyond that the linker ends with ``LNK1189`` or ``export ordinal too large``. An
unoptimised crate exports far more than an optimised one, since each generic that it
instantiates counts. Large engines reach several hundred thousand without optimisation and
stay below the limit with it.

The estimate takes 1,200 exports for a crate at `opt-level = 0` and 150 otherwise.

## Example

    # a dylib around 200 crates, in the profile dev on Windows
    error: linking with `link.exe` failed: LNK1189

## Remedy

Optimise what lies in the dylib, which keeps debug builds of your own crates:

    [profile.dev.package."*"]
    opt-level = 3

or split the dylib, or link statically on Windows.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import places, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import Artifact, Linkage, Outcome
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.WARNING
_LIMIT = 65_535
_EXPORTS_UNOPTIMISED = 1_200
_EXPORTS_OPTIMISED = 150


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each dylib that is probably too large."""
    for index, artifact in enumerate(evidence.artifacts):
        unit = evidence.plan.units[artifact.unit]
        if artifact.crate_type != "dylib" or artifact.outcome is not Outcome.LINKS or not _is_windows(unit):
            continue
        inside = [unit, *_inside(evidence, artifact)]
        estimate = sum(_exports(one) for one in inside)
        if estimate > _LIMIT:
            yield _fault(evidence, index, unit, inside, estimate)


def _is_windows(unit: Unit) -> bool:
    return ("target_os", "windows") in unit.platform.cfg


def _inside(evidence: Evidence, artifact: Artifact) -> Iterable[Unit]:
    for entry in artifact.linkage:
        if entry.linkage is Linkage.STATIC and entry.unit is not None:
            yield evidence.plan.units[entry.unit]


def _exports(unit: Unit) -> int:
    return _EXPORTS_UNOPTIMISED if unit.profile.opt_level == "0" else _EXPORTS_OPTIMISED


def _fault(evidence: Evidence, index: int, unit: Unit, inside: list[Unit], estimate: int) -> Fault:
    plain = sum(one.profile.opt_level == "0" for one in inside)
    return Fault(
        message=f"{wording.artifact(evidence, index)} contains {len(inside)} crates, {plain} of them "
        f"unoptimised: a rough estimate is {estimate:,} exports, and a DLL can have {_LIMIT:,}. This is a heuristic; "
        f"the linker decides (LNK1189, export ordinal too large).",
        help=f"{_optimise(evidence)}, split the dylib, or link statically on Windows.",
        location=places.crate_types(evidence, unit.package),
        artifacts=(index,),
        crates=(unit.package.id,),
    )


def _optimise(evidence: Evidence) -> str:
    if evidence.is_by_rustc:
        return "Compile what lies in it with `-O`"
    return f'Set `[profile.{evidence.profile}.package."*"] opt-level = 3`'
