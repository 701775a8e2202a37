"""Which crates each rustc run loads (rustc `compiler/rustc_metadata/src/creader.rs`).

A crate is loaded when the unit's sources name it, or when a loaded crate was compiled against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.linkage.crates import Loaded, Sysroot
from auditor.model.source import Reference, UnitSources
from auditor.model.unit import Plan, Unit, UnitDependency


@dataclass(frozen=True, slots=True)
class Loading:
    """What one unit loads, and what it names but cannot load."""

    loaded: Loaded
    unlinkable: tuple[str, ...] = ()
    """Names in its sources of libraries that Rust code cannot link."""
    proc_macros: tuple[int, ...] = ()
    """Proc-macro units that it loads itself."""


def load(plan: Plan, sources: Sequence[UnitSources], threshold: Reference, sysroot: Sysroot) -> list[Loading]:
    """For each unit of the plan what it loads, taking names of at least `threshold` as named."""
    result: list[Loading] = []
    for unit in plan.units:
        result.append(_of_unit(plan, unit, sources[unit.index], threshold, sysroot, result))
    return result


def _of_unit(
    plan: Plan,
    unit: Unit,
    sources: UnitSources,
    threshold: Reference,
    sysroot: Sysroot,
    before: Sequence[Loading],
) -> Loading:
    if not unit.is_compiled:
        return Loading(Loaded())
    linked = _toolchain(unit, sources, sysroot)
    unlinked = 0
    unlinkable, proc_macros = [], []
    for dependency in unit.dependencies:
        library = plan.units[dependency.unit]
        if not _is_library(library) or sources.references.get(dependency.extern_name, Reference.ABSENT) < threshold:
            continue
        below = before[dependency.unit].loaded
        if library.target.is_proc_macro:
            unlinked |= 1 << dependency.unit
            proc_macros.append(dependency.unit)
        elif not library.target.is_linkable:
            unlinkable.append(dependency.extern_name)
        elif dependency.extern_name in sources.no_link:
            unlinked |= 1 << dependency.unit | below.linked | below.unlinked
        else:
            linked |= 1 << dependency.unit | below.linked
            unlinked |= below.unlinked
    return Loading(Loaded(linked, unlinked), tuple(sorted(set(unlinkable))), tuple(proc_macros))


def _is_library(unit: Unit) -> bool:
    return unit.is_compiled and unit.target.is_lib


def _toolchain(unit: Unit, sources: UnitSources, sysroot: Sysroot) -> int:
    """The toolchain's crates that the unit itself brings in."""
    mask = 1 << sysroot.core
    if not sources.is_no_std:
        mask |= 1 << sysroot.std
    if unit.target.is_proc_macro or "proc_macro" in sources.sysroot:
        mask |= 1 << sysroot.proc_macro | 1 << sysroot.std
    if unit.flags.test or "test" in sources.sysroot:
        mask |= 1 << sysroot.test | 1 << sysroot.std
    return mask


def extern_dependencies(unit: Unit, plan: Plan) -> list[UnitDependency]:
    """The dependencies that are libraries: what the unit's sources can name."""
    return [dependency for dependency in unit.dependencies if _is_library(plan.units[dependency.unit])]
