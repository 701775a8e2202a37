"""The reading of the sources of those units of a plan whose answers are not known yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import partial
from pathlib import Path

from auditor.model.crate_type import is_linkable
from auditor.model.source import Reference, UnitSources
from auditor.model.unit import Unit
from auditor.sources import build_script_cfg, cfg, crate_attributes, quick_reading, remembered, unread_code
from auditor.sources.cfg import CfgSet
from auditor.sources.crate_attributes import CrateFacts
from auditor.sources.crates import Crates
from auditor.sources.documentation import Documentation
from auditor.sources.exports import Exports
from auditor.sources.fingerprint import Fingerprints
from auditor.sources.foreign_globs import ForeignGlobs
from auditor.sources.foreign_macros import ForeignMacros, MacroIndexes
from auditor.sources.judgement import CERTAIN, NOTHING, Evidence
from auditor.sources.local_macros import LocalMacros
from auditor.sources.modules import ModuleWalk, ReachedFile
from auditor.sources.name_reading import NameReading
from auditor.sources.name_resolution import NameResolver
from auditor.sources.package_sources import PackageSources
from auditor.sources.remembered import Store
from auditor.sources.unit_view import UnitView


def read(
    crates: Crates, store: Store, known: Mapping[int, UnitSources], fingerprints: Fingerprints
) -> tuple[dict[int, UnitSources], set[int]]:
    """Read the units whose answers are not known; say which of them depend on files that no fingerprint covers."""
    macros = remembered.recall_macros(store, crates)
    indexes = MacroIndexes(crates, dict(macros))
    fresh: dict[int, UnitSources] = {}
    uncovered: set[Path] = set()
    for group in crates.groups():
        unread = [index for index in group if index not in known]
        for index in unread:
            fresh[index] = UnitReading(crates, indexes, crates.plan.units[index]).answer()
        if not unread:
            continue
        uncovered.update(root for root, paths in crates.paths_read() if not fingerprints.cover(root, paths))
        crates.forget()
    remembered.keep_macros(store, crates, {root: indexes.names[root] for root in indexes.names.keys() - macros.keys()})
    return fresh, set(_resting_on(crates, uncovered))


def _resting_on(crates: Crates, roots: Set[Path]) -> Iterator[int]:
    """The units of some packages, and those above them."""
    found: set[int] = set()
    for unit in crates.plan.units:
        if unit.package.root in roots or not found.isdisjoint(crates.externs(unit.index).values()):
            found.add(unit.index)
            yield unit.index


class UnitReading:
    """The reading of one unit's sources."""

    def __init__(self, crates: Crates, indexes: MacroIndexes, unit: Unit) -> None:
        self._crates = crates
        self._unit = unit
        self._names = tuple(crates.externs(unit.index))
        self._open = list(self._names)
        targets = {name: crates.plan.units[number].target for name, number in crates.externs(unit.index).items()}
        self._unlinkable = {
            name for name, target in targets.items() if not (target.is_linkable or target.is_proc_macro)
        }
        self._fallible = self._unlinkable.union(name for name, target in targets.items() if target.is_proc_macro)
        sources = crates.sources(unit.index)
        self._view = UnitView(
            sources,
            self._cfg(),
            unit.target.edition,
            self._names,
            has_foreign_macro=partial(indexes.exports, unit.index),
        )
        self._macros = LocalMacros(self._view)
        self._foreign_macros = ForeignMacros(self._view, indexes, unit.index)
        self._documentation = Documentation(self._view, Exports(self._view)) if has_documentation(unit) else None

    def answer(self) -> UnitSources:
        """Walk the unit's files and draw the conclusions."""
        facts = self._walk()
        readings = {name: self._reading(name) for name in self._open} if self._view.reached else {}
        evidence = dict.fromkeys(self._names, CERTAIN)
        for name in self._open:
            evidence[name] = readings[name].conclude() if name in readings else NOTHING
        required = {
            name: readings[name].required()
            for name in self._fallible & readings.keys()
            if evidence[name].reference is not Reference.ABSENT
        }
        loaded = frozenset(name for name, one in evidence.items() if one.reference >= Reference.LIKELY)
        for name in self._open:
            if evidence[name].reference is Reference.ABSENT:
                evidence[name] = self._beyond(name, loaded)
        no_link = {name for name, reading in readings.items() if reading.is_no_link}
        return self._result(facts, evidence, required, no_link)

    def _cfg(self) -> CfgSet:
        script = self._unit.package.custom_build
        sources = self._crates.sources(self._unit.index)
        if script is None or self._unit.target.is_custom_build:
            return CfgSet(cfg.options_of(self._unit), lambda _name, _value: None)
        may_be_set = build_script_cfg.read(sources, sources.store.read(script.src_path), self._helpers())
        return CfgSet(cfg.options_of(self._unit), may_be_set)

    def _helpers(self) -> Iterator[PackageSources]:
        """The crates that the unit's build script depends on."""
        plan = self._crates.plan
        for run in self._unit.dependencies:
            for script in plan.units[run.unit].dependencies if not plan.units[run.unit].is_compiled else ():
                if plan.units[script.unit].is_compiled:
                    yield from map(self._crates.sources, self._crates.externs(script.unit).values())

    def _walk(self) -> CrateFacts:
        """Read the files one by one; those of other people's packages only until every name is settled."""
        walk = ModuleWalk(self._view.sources, self._view.cfg, self._unit.target.src_path)
        facts = CrateFacts()
        for reached in walk:
            if not self._view.reached:
                facts = crate_attributes.of_root(reached.file, self._view.cfg)
            self._view.reached.append(reached)
            self._open = [name for name in self._open if not self._is_settled(reached, name)]
            crate_attributes.add_file(facts, self._view, reached)
            if self._unit.target.is_proc_macro:
                crate_attributes.add_proc_macro(facts, reached)
            if not self._open and not self._unit.package.is_path:
                break
        self._view.gaps.extend(walk.gaps)
        self._view.is_complete = True
        return facts

    def _is_settled(self, reached: ReachedFile, name: str) -> bool:
        """Whether one look at a file is enough to know that the crate is loaded, and needed if it may be missing."""
        return name not in self._unlinkable and quick_reading.names_certainly(self._view, reached, name)

    def _reading(self, name: str) -> NameReading:
        resolver = NameResolver(self._view, name, ForeignGlobs(self._crates, self._unit.index))
        return NameReading(self._view, name, resolver, self._macros, self._documentation)

    def _beyond(self, name: str, loaded: frozenset[str]) -> Evidence:
        """What macros of other crates and unreadable source say of a name that nothing in the unit mentions."""
        found = self._foreign_macros.evidence(name, loaded)
        if found.reference is not Reference.ABSENT:
            return found
        return unread_code.evidence(self._view.gaps, self._unit, name, self._view.sources.index)

    def _result(
        self, facts: CrateFacts, evidence: dict[str, Evidence], required: dict[str, Evidence], no_link: set[str]
    ) -> UnitSources:
        own = {name: evidence[name] for name in self._names}
        only_no_link = {name for name in no_link if evidence[name].reference < Reference.LIKELY}
        references = {name: one.reference for name, one in own.items()}
        references.update(dict.fromkeys(only_no_link & own.keys(), Reference.NAMED))
        return UnitSources(
            references=references,
            required={
                name: one.reference
                for name, one in required.items()
                if one.reference is not references[name] and name not in only_no_link
            },
            reasons={
                name: reason
                for name, one in own.items()
                if name not in only_no_link and (reason := one.reason or required.get(name, NOTHING).reason)
            },
            no_link=frozenset(only_no_link & own.keys()),
            is_missing=not self._view.reached,
            is_no_std=facts.is_no_std and "std" not in facts.sysroot,
            sysroot=frozenset(facts.sysroot - {"std", "core"}),
            has_panic_handler="panic_handler" in facts.found,
            has_global_allocator="global_allocator" in facts.found,
            defines_proc_macros="proc_macro" in facts.found,
            has_statics="static" in facts.found,
            uses_rustc_private=facts.uses_rustc_private,
        )


def has_documentation(unit: Unit) -> bool:
    """Whether rustc resolves the links in the unit's documentation (`ResolveDocLinks::ExportedMetadata`)."""
    return not unit.flags.test and is_linkable(unit.flags.crate_types)
