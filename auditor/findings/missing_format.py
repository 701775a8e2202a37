"""A static library needs a crate without an rlib.

## What it detects

A `staticlib`, or a program for a target without any shared libraries, that loads a crate
which declares `dylib` without `rlib`.

## Why

A static library contains everything it needs, so each crate must be there as rlib; it
ignores `-C prefer-dynamic`. rustc ends with ``crate `eng` required to be available in
rlib format, but was not found in this form``.

## Example

    # eng/Cargo.toml
    [lib]
    crate-type = ["dylib"]

    # out/Cargo.toml, which depends on eng
    [lib]
    crate-type = ["staticlib"]

## Remedy

Add the other format: `crate-type = ["rlib", "dylib"]`. Or make the static library a
`cdylib`, which may load shared libraries.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import chains, failures, places, wording
from auditor.evidence.failures import Failure
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import ErrorKind
from auditor.model.report import Evidence

LEVEL = Level.ERROR


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each set of crates that have no rlib."""
    found = failures.failures(evidence, ErrorKind.MISSING_FORMAT)
    for group in failures.grouped(found, lambda failure: failure.artifact.unavailable_as_static).values():
        yield _fault(evidence, group)


def _fault(evidence: Evidence, group: list[Failure]) -> Fault:
    missing = [evidence.plan.units[number] for number in group[0].artifact.unavailable_as_static]
    names = wording.quoted(unit.target.crate_name for unit in missing) if missing else wording.quoted(group[0].crates)
    location = chains.place_to_edit(evidence, missing[0].package) if missing else None
    place = "" if location is None else f" ({places.show(evidence, location)})"
    kind = group[0].artifact.crate_type
    needs = "a static library" if kind == "staticlib" else "a program without shared libraries"
    return Fault(
        message=f"{failures.subject(evidence, group)} cannot be linked: {needs} takes rlibs only, and "
        f"{names}{place} {wording.agree(len(missing), 'exists', 'exist')} only as `dylib`.{failures.doubt(group)}",
        help=f"{_add(evidence)} of {names}{place}: {_types(evidence)}."
        + (" Or make the static library a `cdylib`, which may load shared libraries." if kind == "staticlib" else ""),
        location=location,
        artifacts=failures.indices(group),
        crates=tuple(unit.package.id for unit in missing),
        details=(
            f"rustc says: crate {names} required to be available in rlib format",
            *wording.lines(
                [f"brought in by: {chains.way(evidence, group[0].unit.index, unit.index)}" for unit in missing]
            ),
            *failures.consequences(evidence, group),
        ),
    )


def _add(evidence: Evidence) -> str:
    return "Give rustc the rlib" if evidence.is_by_rustc else "Add `rlib` to the crate types"


def _types(evidence: Evidence) -> str:
    return "`--crate-type rlib`" if evidence.is_by_rustc else '`crate-type = ["rlib", "dylib"]`'
