"""Say for every unit of a plan which extern crates its sources name, and the crate facts that linkage depends on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.source import Reference, UnitSources
from auditor.model.unit import Plan, Unit, UnitMode
from auditor.sources import build_script_cfg, cfg, crate_attributes, judgement, shadowing
from auditor.sources.cfg import CfgSet
from auditor.sources.crate_attributes import SYSROOT, CrateFacts
from auditor.sources.judgement import NOTHING, Evidence
from auditor.sources.mentions import Kind
from auditor.sources.modules import ModuleWalk, ReachedFile
from auditor.sources.package_sources import PackageSources


def references(plan: Plan) -> tuple[UnitSources, ...]:
    """Read the sources of each unit of `plan`; runs of build scripts get an empty answer.

    Never fails: what cannot be read, parsed or evaluated makes an answer `LIKELY` or `UNLIKELY`, with its reason.
    Which places load a crate follows rustc_resolve, as measured with rustc 1.95.
    """
    packages: dict[Path, PackageSources] = {}
    answers: list[UnitSources] = []
    for unit in plan.units:
        if not unit.is_compiled:
            answers.append(UnitSources({}))
            continue
        sources = packages.setdefault(unit.package.root, PackageSources(unit.package.root))
        answers.append(UnitReading(unit, extern_names(plan, unit), sources).answer())
    return tuple(answers)


def extern_names(plan: Plan, unit: Unit) -> tuple[str, ...]:
    """The crate names that Cargo passes to a unit, or would pass if the library were linkable."""
    return tuple(
        dict.fromkeys(
            dependency.extern_name
            for dependency in unit.dependencies
            if plan.units[dependency.unit].mode is not UnitMode.RUN_CUSTOM_BUILD
            and plan.units[dependency.unit].target.is_lib
        )
    )


@dataclass
class UnitReading:
    """The reading of one unit's sources."""

    unit: Unit
    names: tuple[str, ...]
    sources: PackageSources
    evidence: dict[str, Evidence] = field(default_factory=dict)
    no_link: set[str] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)

    def answer(self) -> UnitSources:
        """Walk the unit's files and draw the conclusion."""
        options = self._cfg()
        walk = ModuleWalk(self.sources, options, self.unit.target.src_path)
        facts = CrateFacts()
        for number, reached in enumerate(walk):
            if number == 0:
                facts = crate_attributes.of_root(reached.file, options)
            self._read(reached, options)
            crate_attributes.add_file(facts, self.sources, reached, options)
        self._fill_gaps(walk)
        return self._result(facts)

    def _cfg(self) -> CfgSet:
        script = self.unit.package.custom_build
        is_script = self.unit.target.is_custom_build
        root = None if script is None or is_script else self.sources.store.read(script.src_path)
        has_script = script is not None and not is_script
        return CfgSet(cfg.options_of(self.unit), build_script_cfg.read(self.sources, root, has_script))

    def _read(self, reached: ReachedFile, options: CfgSet) -> None:
        """Take in what one file says about each name that is still open."""
        for name in (*self.names, *SYSROOT):
            known = self.evidence.get(name, NOTHING)
            if known.reference is Reference.NAMED and name not in self.no_link:
                continue
            found = self._judge_file(name, reached, options)
            self.evidence[name] = judgement.strongest((known, found))

    def _judge_file(self, name: str, reached: ReachedFile, options: CfgSet) -> Evidence:
        mentions = self.sources.mentions(reached.file, name)
        best = NOTHING
        for mention in mentions:
            if mention.context.definition is not None or mention.kind in (Kind.DECLARATION, Kind.ALIAS):
                continue
            hidden = shadowing.shadowed(mention, mentions, options) if mention.kind is Kind.LATE else cfg.FAILS
            evidence = judgement.judge(mention, reached, options, self.unit.target.edition, hidden)
            best = judgement.strongest((best, evidence))
            if evidence.reference is Reference.NAMED:
                break
        return best

    def _fill_gaps(self, walk: ModuleWalk) -> None:
        """A name that nothing mentions may still be in source that cannot be read."""
        for gap in walk.gaps:
            for name in self.names:
                if self.evidence.get(name, NOTHING).reference is Reference.ABSENT:
                    self.evidence[name] = Evidence(Reference.UNLIKELY, gap.reason)

    def _result(self, facts: CrateFacts) -> UnitSources:
        evidence = {name: self.evidence.get(name, NOTHING) for name in self.names}
        named = {name for name in SYSROOT if self.evidence.get(name, NOTHING).reference >= Reference.LIKELY}
        return UnitSources(
            references={name: one.reference for name, one in evidence.items()},
            reasons={name: one.reason for name, one in evidence.items() if one.reason},
            no_link=frozenset(self.no_link),
            is_no_std=facts.is_no_std and "std" not in named,
            sysroot=frozenset(named - {"std", "core"}),
            has_panic_handler="panic_handler" in facts.found,
            has_global_allocator="global_allocator" in facts.found,
            defines_proc_macros="proc_macro" in facts.found,
            has_statics="static" in facts.found,
            uses_rustc_private=facts.uses_rustc_private,
        )
