"""Has Cargo go through a whole build with a compiler that compiles nothing: the true command lines in seconds."""

from __future__ import annotations

from auditor.errors import AuditorError
from auditor.verify.cargo_build import CargoBuild, run_cargo
from auditor.verify.diagnostics import from_error
from auditor.verify.matching import match_units
from auditor.verify.recording import recorded_commands, wrapped
from auditor.verify.records import UnitRecord
from auditor.verify.rustc_command import RustcCommand
from auditor.verify.unit_graph import PlannedUnit, UnitGraph, unit_graph

_LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""Cargo forks for each compilation: with thousands of units copying its page tables is most of the time."""


_LOST_RACE = "failed to link or copy"
"""What cargo says where two units write one file at the same time."""
_ONE_BY_ONE = {"CARGO_BUILD_JOBS": "1"}


def planned_units(build: CargoBuild) -> tuple[UnitRecord, ...]:
    """Every unit that a build compiles, with the options that Cargo and the rustflags give it.

    None of the project's code runs: no macro, no build script. Raises AuditorError with Cargo's words if it refuses.
    """
    graph = unit_graph(build)
    commands = match_units(planned_commands(build), graph)
    return tuple(planned_record(unit, graph, commands.get(unit.index)) for unit in graph.units if unit.is_compiled)


def planned_commands(build: CargoBuild) -> tuple[RustcCommand, ...]:
    """The command line of each compilation, in the order in which Cargo starts them.

    Raises AuditorError with Cargo's words if it refuses the build.
    """
    for jobs in ({}, _ONE_BY_ONE):
        with wrapped("standin_rustc.sh") as (variables, notes, target):
            finished = run_cargo(build, [], target=target, extra={**variables, **_LARGE_PAGES, **jobs})
            if finished.status == 0:
                return recorded_commands(notes)
        if _LOST_RACE not in finished.stderr:
            break
    raise AuditorError("cargo refuses this build", said=from_error(finished.stderr))


def planned_record(unit: PlannedUnit, graph: UnitGraph, command: RustcCommand | None) -> UnitRecord:
    """A planned unit in the words of the report; without a command line its options are unknown."""
    return UnitRecord(
        package_id=unit.package_id,
        target=unit.target,
        target_kind=unit.target_kinds,
        crate_types=unit.crate_types,
        mode="test" if unit.is_test else "build",
        platform="target" if unit.index in graph.for_target else "host",
        # NOTE: the plan of `cargo install` is only that of a similar build, which resolver 1 gives other features.
        features=unit.features if command is None else tuple(sorted(command.features)),
        lto=None if command is None else command.lto.value,
        panic=None if command is None else command.panic.value,
        prefer_dynamic=None if command is None else command.prefer_dynamic,
    )
