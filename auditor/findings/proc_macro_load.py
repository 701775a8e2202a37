"""A proc macro links, but rustc cannot load it.

## What it detects

Crates that use a proc macro whose library loads `libstd-HASH.so`.

## Why

rustc loads a proc macro into itself, and its own folder has no libstd. A proc macro's std
is therefore static whatever the flags, with one exception: if the macro depends on a crate
that exists only as `dylib`, everything in it becomes dynamic. It still links; but its users
fail with ``E0463 can't find crate`` and no word about the reason.

## Example

    # mac/Cargo.toml
    [lib]
    proc-macro = true

    [dependencies]
    eng = { path = "../eng" }   # crate-type = ["dylib"]

## Remedy

Give the dylib an rlib as well: `crate-type = ["rlib", "dylib"]`.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import chains, failures, places, wording
from auditor.evidence.failures import Failure
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import ErrorKind
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.ERROR


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each set of proc macros that cannot be loaded."""
    found = failures.failures(evidence, ErrorKind.PROC_MACRO_LOAD)
    for group in failures.grouped(found, lambda failure: tuple(_macros(evidence, failure))).values():
        yield _fault(evidence, group)


def _macros(evidence: Evidence, failure: Failure) -> list[int]:
    """The proc macros that the error names."""
    units = evidence.plan.units
    return [
        dependency.unit
        for dependency in failure.unit.dependencies
        if units[dependency.unit].target.is_proc_macro and units[dependency.unit].target.crate_name in failure.crates
    ]


def _dylibs(evidence: Evidence, macros: Iterable[int]) -> list[Unit]:
    """The crates without an rlib that made the macros' std dynamic."""
    wanted = frozenset(macros)
    found = (
        number
        for artifact in evidence.artifacts
        if artifact.unit in wanted and artifact.crate_type == "proc-macro"
        for number in artifact.unavailable_as_static
    )
    return [evidence.plan.units[number] for number in dict.fromkeys(found)]


def _fault(evidence: Evidence, group: list[Failure]) -> Fault:
    numbers = _macros(evidence, group[0])
    macros = [evidence.plan.units[number] for number in numbers]
    dylibs = _dylibs(evidence, numbers)
    location = chains.place_to_edit(evidence, dylibs[0].package if dylibs else macros[0].package)
    because = (
        f", because {wording.quoted(unit.target.crate_name for unit in dylibs)} ({places.show(evidence, location)}) "
        f"{wording.agree(len(dylibs), 'exists', 'exist')} only as `dylib`"
        if dylibs
        else ""
    )
    names = wording.quoted(unit.target.crate_name for unit in macros)
    return Fault(
        message=f"{failures.subject(evidence, group)} cannot be compiled: the proc macro {names} needs the shared "
        f"std{because}, and rustc finds no libstd when it loads a macro."
        f"{failures.doubt(group)}",
        help="Compile the macro anew, with rlibs alone."
        if evidence.is_by_rustc
        else 'Give it an rlib as well: `crate-type = ["rlib", "dylib"]` there.',
        location=location,
        artifacts=failures.indices(group),
        crates=tuple(unit.package.id for unit in (*macros, *dylibs)),
        details=(
            f"rustc says: can't find crate for {names} (E0463)",
            *wording.lines([f"brought in by: {chains.way(evidence, numbers[0], unit.index)}" for unit in dylibs]),
            *failures.consequences(evidence, group),
        ),
    )
