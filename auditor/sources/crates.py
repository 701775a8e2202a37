"""The plan's crates with their sources: which package stands behind an extern crate name, seen from any unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from auditor.model.unit import Plan, UnitMode

if TYPE_CHECKING:
    from auditor.sources.package_sources import PackageSources

SYSROOT = ("std", "core", "alloc", "proc_macro", "test")
"""The toolchain's crates that stable code can name."""


class Crates(msgspec.Struct):
    """All units of a plan as crates; sources are shared between the units of a package."""

    plan: Plan
    _packages: dict[Path, PackageSources] = msgspec.field(default_factory=dict)
    _in_use: dict[Path, None] = msgspec.field(default_factory=dict)
    """The packages of which something was read since the last `forget`."""
    _externs: dict[int, dict[str, int]] = msgspec.field(default_factory=dict)
    _below: dict[int, tuple[int, ...]] = msgspec.field(default_factory=dict)

    def sources(self, unit: int) -> PackageSources:
        """The sources of the unit's package."""
        root = self.plan.units[unit].package.root
        if root not in self._packages:
            # NOTE: imported here because an audit that remembers everything reads nothing.
            from auditor.sources.files import SourceStore
            from auditor.sources.package_sources import PackageSources

            store = SourceStore(partial(self._in_use.setdefault, root))
            self._packages[root] = PackageSources(root, store)
        return self._packages[root]

    def externs(self, unit: int) -> dict[str, int]:
        """The crates that a unit may name, by name: those that Cargo passes to it, or would if they were linkable."""
        if unit not in self._externs:
            self._externs[unit] = {
                dependency.extern_name: dependency.unit
                for dependency in self.plan.units[unit].dependencies
                if self.plan.units[dependency.unit].mode is not UnitMode.RUN_CUSTOM_BUILD
                and self.plan.units[dependency.unit].target.is_lib
            }
        return self._externs[unit]

    def below(self, unit: int) -> tuple[int, ...]:
        """The given library and all those below it, nearest first, one unit for each package."""
        if unit not in self._below:
            seen = {unit}
            pending = [unit]
            for current in pending:
                fresh = [below for below in self.externs(current).values() if below not in seen]
                seen.update(fresh)
                pending.extend(fresh)
            by_package = {self.plan.units[one].package.root: one for one in reversed(pending)}
            self._below[unit] = tuple(reversed(by_package.values()))
        return self._below[unit]

    def depths(self, units: Iterable[int]) -> dict[int, int]:
        """How far below the given libraries each library is; these are at 0."""
        found = dict.fromkeys(units, 0)
        pending = list(found)
        for current in pending:
            for below in self.externs(current).values():
                if below not in found:
                    found[below] = found[current] + 1
                    pending.append(below)
        return found

    def paths_read(self) -> Iterator[tuple[Path, tuple[Path, ...]]]:
        """What was read since the last `forget`, by the folder of the package that it was read for."""
        for root in self._in_use:
            yield root, self._packages[root].paths_read

    def forget(self) -> None:
        """Give back the memory of all sources; they are read again when they are asked for."""
        for root in self._in_use:
            self._packages[root].forget()
        self._in_use.clear()

    def groups(self) -> Iterator[list[int]]:
        """The units that are compiled, those of a package together."""
        found: dict[Path, list[int]] = {}
        for unit in self.plan.units:
            if unit.is_compiled:
                found.setdefault(unit.package.root, []).append(unit.index)
        yield from found.values()
