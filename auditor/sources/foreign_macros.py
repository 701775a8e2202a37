"""Tell whether a macro of another crate may name a crate for a unit that does not name it itself.

Macro bodies without `$crate` and the output of proc macros are resolved where they are expanded; a proc macro can only
be read for what its sources hold.
"""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path

import msgspec

from auditor.model.source import Reference
from auditor.model.unit import Unit
from auditor.sources import standard_macros
from auditor.sources.cfg import Truth
from auditor.sources.crates import Crates
from auditor.sources.judgement import NOTHING, Evidence
from auditor.sources.local_macros import tokens_of
from auditor.sources.macro_index import MacroIndex, any_use
from auditor.sources.macro_rules import Tokens
from auditor.sources.unit_view import UnitView

_WRITERS = frozenset({"quote", "proc_macro2", "syn"})
"""Crates that a library which writes code has need of."""
_STANDARD = standard_macros.KEEPING | standard_macros.DROPPING
_STANDARD_DERIVES = frozenset({"Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"})


class MacroIndexes(msgspec.Struct):
    """The macro indexes of all packages of a plan, made on demand."""

    crates: Crates
    names: dict[Path, frozenset[str]] = msgspec.field(default_factory=dict)
    """The macros that packages export, by folder: those known before, and those looked up since."""
    _by_unit: dict[int, frozenset[str]] = msgspec.field(default_factory=dict)
    _indexes: dict[Path, MacroIndex] = msgspec.field(default_factory=dict)

    def names_of(self, unit: int) -> frozenset[str]:
        """The macros that a library exports."""
        if unit not in self._by_unit:
            root = self.crates.plan.units[unit].package.root
            if root not in self.names:
                self.names[root] = self.of(unit).names
            self._by_unit[unit] = self.names[root]
        return self._by_unit[unit]

    def exports(self, unit: int, macro: str) -> bool:
        """Whether the standard library, or one that a unit can reach, exports a macro of that name."""
        below = self.crates.depths(self.crates.externs(unit).values())
        return macro in _STANDARD or any(macro in self.names_of(one) for one in below)

    def of(self, unit: int) -> MacroIndex:
        """The index of a library's package."""
        root = self.crates.plan.units[unit].package.root
        if root not in self._indexes:
            is_proc_macro = self.crates.plan.units[unit].target.is_proc_macro
            self._indexes[root] = MacroIndex(self.crates.sources(unit), is_proc_macro)
        return self._indexes[root]


class _User(msgspec.Struct, frozen=True):
    """A library with macros that a unit uses, to judge by their names."""

    unit: int
    macros: frozenset[str]
    nearest: frozenset[str]
    """Those of them that no nearer library exports as well: the others are probably not meant."""


class ForeignMacros(msgspec.Struct, dict=True):
    """The macros of other crates that one unit uses."""

    view: UnitView
    indexes: MacroIndexes
    unit: int
    _uses: dict[str, tuple[Tokens | None, ...]] = msgspec.field(default_factory=dict)
    _cached: dict[frozenset[str], tuple[_User, ...]] = msgspec.field(default_factory=dict)

    def evidence(self, name: str, loaded: frozenset[str]) -> Evidence:
        """What they say about a crate that nothing else in the unit names; `loaded` are those that something does."""
        own = self.indexes.crates.externs(self.unit)[name]
        weak = NOTHING
        for user in self._users(loaded):
            reason = "" if user.unit == own else self._reason(user, user.nearest, name)
            if reason:
                return Evidence(Reference.LIKELY, reason)
            if weak is NOTHING and user.unit != own and (reason := self._reason(user, user.macros, name)):
                weak = Evidence(Reference.UNLIKELY, reason)
        return weak if weak is not NOTHING else self._below_macros(name, loaded)

    def _below_macros(self, name: str, loaded: frozenset[str]) -> Evidence:
        """What the macros say that bodies of used macros invoke in libraries below them."""
        users = self._users(loaded)
        called = {user.unit: user.macros for user in users}
        externs = self.indexes.crates.externs(self.unit)
        libraries = self.indexes.crates.depths(externs[one] for one in sorted(loaded)) if users else {}
        seen: frozenset[str] = frozenset()
        while new := frozenset[str]().union(*(self.indexes.of(unit).calls(macros) for unit, macros in called.items())):
            new -= seen | _STANDARD
            seen |= new
            called = {
                unit: new & self.indexes.names_of(unit) for unit in libraries if new & self.indexes.names_of(unit)
            }
            for unit, macros in called.items():
                for macro in sorted(macros) if unit != externs[name] else ():
                    if self.indexes.of(unit).names_in_body(macro, name, any_use):
                        library = self.indexes.crates.plan.units[unit].target.crate_name
                        reason = f"macro `{macro}` of `{library}`, which another macro invokes, names it"
                        return Evidence(Reference.UNLIKELY, reason)
        return NOTHING

    def _reason(self, user: _User, macros: frozenset[str], name: str) -> str:
        """Why one of some macros of a library may name the crate; empty if none does."""
        index = self.indexes.of(user.unit)
        target = self.indexes.crates.plan.units[user.unit].target
        if macros and index.is_proc_macro and self._writes(user.unit, name):
            return f"proc macro `{target.crate_name}` may name it in what it writes"
        for macro in sorted(macros):
            if index.names_in_body(macro, name, partial(self._uses_of, macro)):
                return f"macro `{macro}` of `{target.crate_name}` names it"
        return ""

    def _uses_of(self, macro: str) -> tuple[Tokens | None, ...]:
        """The tokens of each invocation of a macro in the unit; None for one that gets them from elsewhere."""
        if macro not in self._uses:
            self._uses[macro] = tuple(
                tokens_of(use, reached)
                for reached in self.view.reached
                for use in self.view.sources.invocations(reached.file, macro)
                if self.view.verdict(reached, use.context).truth is not Truth.FALSE
            )
        return self._uses[macro]

    def _writes(self, proc_macro: int, name: str) -> bool:
        """Whether a proc macro, or a library below it that writes code and shares its name, holds a crate's name."""
        crates = self.indexes.crates
        first = _first_word(crates.plan.units[proc_macro])
        below = [
            unit
            for unit in crates.below(proc_macro)
            if _first_word(crates.plan.units[unit]) == first and not _WRITERS.isdisjoint(crates.externs(unit))
        ]
        return any(
            self.indexes.of(unit).writes(name, is_dependency=self._is_dependency(unit, name))
            for unit in dict.fromkeys((proc_macro, *below))
        )

    def _is_dependency(self, unit: int, name: str) -> bool:
        """Whether a library depends on a crate, if only in its tests."""
        crates = self.indexes.crates
        declared = (one.name_in_toml.replace("-", "_") for one in crates.plan.units[unit].package.dependencies)
        return name in crates.externs(unit) or name in declared

    def _users(self, loaded: frozenset[str]) -> tuple[_User, ...]:
        """The libraries at and below the loaded ones of whose macros the unit uses some, nearest first."""
        if loaded not in self._cached:
            externs = self.indexes.crates.externs(self.unit)
            depths = self.indexes.crates.depths(externs[name] for name in sorted(loaded))
            found: list[_User] = []
            known: dict[str, int] = {}
            packages: set[Path] = set()
            for unit, depth in depths.items():
                macros = self.indexes.names_of(unit) & self._used
                root = self.indexes.crates.plan.units[unit].package.root
                if macros and root not in packages:
                    packages.add(root)
                    nearest = frozenset(macro for macro in macros if known.setdefault(macro, depth) == depth)
                    found.append(_User(unit, macros, nearest))
            self._cached[loaded] = tuple(found)
        return self._cached[loaded]

    @cached_property
    def _used(self) -> frozenset[str]:
        """The names of all macros, derives and attributes in the unit's files, some of other words among them."""
        used: set[str] = set()
        for reached in self.view.reached:
            used |= self.view.sources.macro_names(reached.file)
        return frozenset(used - _STANDARD - _STANDARD_DERIVES)


def _first_word(unit: Unit) -> str:
    """The first word of a library's name: `pest_generator` belongs to `pest_derive`."""
    return unit.target.crate_name.partition("_")[0]
