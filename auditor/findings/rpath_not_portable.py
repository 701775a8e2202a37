"""`rpath = true` leads to this toolchain only.

## What it detects

A profile with `rpath = true` in a build whose programs load shared Rust libraries.

## Why

rustc computes the way from the program in the target directory to the folder of each
library, the toolchain's included, and writes it into the program. Move the program, or
start it on another machine, and the way leads nowhere. So it helps where the program
stays in the target directory and nowhere else.

## Example

    [profile.release]
    rpath = true

## Remedy

Ship the libraries beside the program and let it look there:

    [target.x86_64-unknown-linux-gnu]
    rustflags = ["-C", "prefer-dynamic", "-C", "link-arg=-Wl,-rpath,$ORIGIN"]

On macOS it is `-rpath,@loader_path`; Windows looks beside the program by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import flags, places, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import Outcome
from auditor.model.report import Evidence
from auditor.model.unit import UnitMode

LEVEL = Level.WARNING


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for the profile."""
    found = [
        index
        for index, artifact in enumerate(evidence.artifacts)
        if artifact.needed and artifact.outcome is Outcome.LINKS and _has_rpath(evidence, artifact.unit)
    ]
    if not found:
        return
    units = [evidence.plan.units[evidence.artifacts[index].unit] for index in found]
    origin = units[0].profile.origins.get("rpath")
    where = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
    setting, start = ("-C rpath", "program") if evidence.is_by_rustc else ("rpath = true", "target directory")
    yield Fault(
        message=f"`{setting}`{where} writes the way from the {start} to this machine's toolchain into "
        f"{wording.artifacts(evidence, found)}: elsewhere the shared libraries are not found.",
        help=f"{_instead(evidence)}, ship the libraries beside the program and add `-C link-arg=-Wl,-rpath,$ORIGIN` to "
        f"{flags.given_in(evidence)} (`@loader_path` on macOS).",
        location=places.of_origin(origin) or places.in_root_manifest(evidence, "profile", evidence.profile),
        artifacts=tuple(found),
        crates=tuple(unit.package.id for unit in units),
    )


def _has_rpath(evidence: Evidence, number: int) -> bool:
    """Whether the unit is to be shipped and gets the option."""
    unit = evidence.plan.units[number]
    return unit.profile.rpath and unit.is_root and unit.mode is UnitMode.BUILD and not unit.target.for_host


def _instead(evidence: Evidence) -> str:
    return "Leave it out" if evidence.is_by_rustc else "Set `rpath = false`"
