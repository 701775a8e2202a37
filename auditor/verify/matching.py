"""Finds the planned unit that each compilation belongs to: Cargo tells rustc neither package id nor unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from auditor.verify.rustc_command import RustcCommand, library_name
from auditor.verify.unit_graph import PlannedUnit, UnitGraph


def match_units(commands: Sequence[RustcCommand], graph: UnitGraph) -> dict[int, RustcCommand]:
    """The compilation of each unit, by the unit's index. Units that were never compiled are left out.

    `commands` are in Cargo's order, dependencies before dependents. Units that agree in target, features, platform
    and profile are told apart by what they are given by `--extern`; where that is alike too it makes no difference.
    """
    by_identity: defaultdict[tuple[object, ...], list[PlannedUnit]] = defaultdict(list)
    for unit in graph.units:
        if unit.is_compiled:
            by_identity[_identity_of_unit(unit)].append(unit)
    matched: dict[int, RustcCommand] = {}
    unit_of: dict[str, int] = {}
    for command in commands:
        candidates = _candidates(command, by_identity, graph, matched)
        if candidates:
            matched[candidates[0].index] = command
            unit_of[command.id] = candidates[0].index
    return matched


def outputs(matched: Mapping[int, RustcCommand]) -> Mapping[tuple[str, str], list[int]]:
    """The units that write a library's files, by folder and name; several where Cargo warns of a collision."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, command in matched.items():
        found[str(command.out_dir), command.library_name].append(index)
    return found


def _candidates(
    command: RustcCommand,
    by_identity: Mapping[tuple[object, ...], list[PlannedUnit]],
    graph: UnitGraph,
    matched: Mapping[int, RustcCommand],
) -> list[PlannedUnit]:
    candidates = [unit for unit in by_identity.get(_identity_of(command), ()) if unit.index not in matched]
    tests: tuple[Callable[[PlannedUnit], bool], ...] = (
        lambda unit: unit.is_test == command.test,
        lambda unit: _profile_of_unit(unit) == _profile_of(command),
        lambda unit: _has_dependencies(unit, command, graph, matched),
    )
    for test in tests:
        candidates = _narrowed(candidates, test)
    return candidates


def _narrowed(candidates: list[PlannedUnit], test: Callable[[PlannedUnit], bool]) -> list[PlannedUnit]:
    """Those that pass, or all if none does: tests without a harness, say, are compiled without `--test`."""
    return [unit for unit in candidates if test(unit)] or candidates if len(candidates) > 1 else candidates


def _identity_of(command: RustcCommand) -> tuple[object, ...]:
    return (command.source, command.crate_name, command.features, command.target)


def _identity_of_unit(unit: PlannedUnit) -> tuple[object, ...]:
    return (unit.source, unit.crate_name, unit.features, unit.platform)


def _profile_of(command: RustcCommand) -> tuple[str, ...]:
    own = command.own_codegen
    return (
        own.get("opt-level", "0"),
        own.get("panic", "unwind"),
        own.get("codegen-units", "None"),
        own.get("debuginfo", "0"),
    )


def _profile_of_unit(unit: PlannedUnit) -> tuple[str, ...]:
    profile = unit.profile
    return tuple(str(profile[name]) for name in ("opt_level", "panic", "codegen_units", "debuginfo"))


def _has_dependencies(
    unit: PlannedUnit, command: RustcCommand, graph: UnitGraph, matched: Mapping[int, RustcCommand]
) -> bool:
    """Whether the libraries given by `--extern` are those that the unit depends on."""
    given = {(path.parent, library_name(path)) for _, path in command.externs}
    planned = (graph.units[index] for index, _ in unit.dependencies if index in matched)
    libraries = [matched[library.index] for library in planned if library.kind == "lib" and library.is_linkable]
    return given == {(library.out_dir, library.library_name) for library in libraries}


def unlinkable_libraries(index: int, graph: UnitGraph) -> dict[str, bool]:
    """The libraries a unit depends on but cannot simply link, by name in its source.

    True for proc macros, False for those with neither rlib nor dylib.
    """
    found: dict[str, bool] = {}
    for dependency, name in graph.units[index].dependencies:
        library = graph.units[dependency]
        if library.kind == "lib" and library.is_compiled and (library.is_proc_macro or not library.is_linkable):
            found[name] = library.is_proc_macro
    return found
