"""Which crates each rustc run loads (rustc `compiler/rustc_metadata/src/creader.rs`).

A crate is loaded when the unit's sources name it, or when a loaded crate was compiled against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

import msgspec

from auditor.linkage.crates import Loaded, Sysroot
from auditor.model.source import Reference, UnitSources
from auditor.model.unit import Plan, Prebuilt, Unit


class Loading(msgspec.Struct, frozen=True):
    """What one unit loads, and what it names but cannot load."""

    loaded: Loaded
    unlinkable: tuple[str, ...] = ()
    """Names that its sources need, of libraries that Rust code cannot link."""
    proc_macros: tuple[int, ...] = ()
    """Proc-macro units that its sources need."""


class _Kind(Enum):
    """What naming a dependency does."""

    LINKED = auto()
    PROC_MACRO = auto()
    UNLINKABLE = auto()


def load(plan: Plan, sources: Sequence[UnitSources], threshold: Reference, sysroot: Sysroot) -> list[Loading]:
    """For each unit of the plan what it loads, taking names of at least `threshold` as named."""
    kinds = [_kind(unit) for unit in plan.units]
    result: list[Loading] = []
    for unit in plan.units:
        if unit.prebuilt is not None:
            loading = Loading(_of_prebuilt(unit, unit.prebuilt, sysroot, result))
        elif unit.is_compiled:
            loading = _of_unit(unit, sources[unit.index], threshold, sysroot, kinds, result)
        else:
            loading = Loading(Loaded())
        result.append(loading)
    return result


def _kind(unit: Unit) -> _Kind | None:
    """None where a unit is no library: its dependents do not name it."""
    if not (unit.is_compiled or unit.prebuilt is not None) or not unit.target.is_lib:
        return None
    if unit.target.is_proc_macro:
        return _Kind.PROC_MACRO
    return _Kind.LINKED if unit.target.is_linkable else _Kind.UNLINKABLE


def _of_unit(
    unit: Unit,
    sources: UnitSources,
    threshold: Reference,
    sysroot: Sysroot,
    kinds: Sequence[_Kind | None],
    before: Sequence[Loading],
) -> Loading:
    linked, unlinked = _toolchain(unit, sources, sysroot), 0
    unlinkable, proc_macros = set(), []
    for dependency in unit.dependencies:
        number, name = dependency.unit, dependency.extern_name
        kind = kinds[number]
        if kind is None or not sources.loads(name, threshold):
            continue
        below = before[number].loaded
        if kind is _Kind.PROC_MACRO:
            unlinked |= 1 << number
            if sources.requires(name, threshold):
                proc_macros.append(number)
        elif kind is _Kind.UNLINKABLE:
            if sources.requires(name, threshold):
                unlinkable.add(name)
        elif name in sources.no_link:
            unlinked |= 1 << number | below.linked | below.unlinked
        else:
            linked |= 1 << number | below.linked
            unlinked |= below.unlinked
    return Loading(Loaded(linked, unlinked), tuple(sorted(unlinkable)), tuple(proc_macros))


def _of_prebuilt(unit: Unit, prebuilt: Prebuilt, sysroot: Sysroot, before: Sequence[Loading]) -> Loaded:
    """What a library that exists was compiled against; a proc macro keeps that to itself."""
    linked, unlinked = 0, 0
    if unit.target.is_proc_macro:
        return Loaded()
    for crate in map(sysroot.named, prebuilt.toolchain):
        linked |= 0 if crate in sysroot.panic_runtimes else 1 << crate
    for dependency in unit.dependencies:
        below = before[dependency.unit].loaded
        if dependency.unit in prebuilt.unlinked:
            unlinked |= 1 << dependency.unit | below.linked | below.unlinked
        else:
            linked |= 1 << dependency.unit | below.linked
            unlinked |= below.unlinked
    return Loaded(linked, unlinked)


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
