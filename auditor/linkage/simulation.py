"""Every rustc run of a plan, simulated in order: what becomes of each artifact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from auditor.linkage import dependency_format, panic_strategy, session_errors
from auditor.linkage.crates import CrateSource, Loaded, Sysroot, members
from auditor.linkage.dependency_format import DependencyList, Session
from auditor.linkage.loading import load
from auditor.model import crate_type
from auditor.model.build import Panic
from auditor.model.file_names import file_name
from auditor.model.linkage import (
    Artifact,
    Confidence,
    CrateLinkage,
    Decision,
    ErrorKind,
    Linkage,
    LinkError,
    Outcome,
    Step,
)  # fmt: skip
from auditor.model.source import Reference, UnitSources
from auditor.model.unit import Plan, Prebuilt, Unit


def simulate(
    plan: Plan, sources: Sequence[UnitSources], threshold: Reference = Reference.LIKELY
) -> tuple[Artifact, ...]:
    """Decide the linkage of every artifact of the plan, taking names of at least `threshold` as named."""
    return _Run(plan, sources, threshold).run()


class _Run:
    """One pass: units in dependency order, what failed, and the formats that each crate has."""

    def __init__(self, plan: Plan, sources: Sequence[UnitSources], threshold: Reference) -> None:
        self._plan = plan
        self._sources = sources
        self._sysroot = Sysroot(len(plan.units))
        self._loadings = load(plan, sources, threshold, self._sysroot)
        self._crates: dict[int, CrateSource] = {}
        self._dylibs = 0
        self._without_rlib = 0
        self._macros_needing_std: set[int] = set()
        self._demanding = {
            unit.index: (unit.target.crate_name, unit.prebuilt.required_panic)
            for unit in plan.units
            if unit.prebuilt is not None and unit.prebuilt.required_panic is not None
        }
        self._failed: set[int] = set()
        self._blocked: dict[int, tuple[int, ...]] = {}
        self._refused = {
            unit
            for refusal in plan.refusals
            if refusal.reason == ErrorKind.UNSUPPORTED_CRATE_TYPE
            for unit in refusal.units
        }

    def run(self) -> tuple[Artifact, ...]:
        artifacts: list[Artifact] = []
        for unit in self._plan.units:
            causes = self._causes(unit)
            if causes:
                self._blocked[unit.index] = causes
            if unit.prebuilt is not None:
                self._record_prebuilt(unit, unit.prebuilt)
            if unit.is_compiled:
                artifacts += self._compile(unit)
        return tuple(artifacts)

    def _causes(self, unit: Unit) -> tuple[int, ...]:
        """The units whose failure keeps this one from being compiled.

        Integration tests depend on their package's programs to be run, not to be compiled (cargo `job_queue/mod.rs`).
        """
        causes: dict[int, None] = {}
        for dependency in unit.dependencies:
            if self._plan.units[dependency.unit].target.is_bin:
                continue
            if dependency.unit in self._failed:
                causes[dependency.unit] = None
            causes.update(dict.fromkeys(self._blocked.get(dependency.unit, ())))
        return tuple(causes)

    def _compile(self, unit: Unit) -> Iterable[Artifact]:
        crate_types = [kind for kind in unit.flags.crate_types if unit.platform.supports(kind)]
        answers = {kind: self._link(unit, kind) for kind in crate_types if kind in crate_type.LINKED}
        errors = {kind: self._errors(unit, kind, answer) for kind, answer in answers.items()}
        of_run = self._errors_of_run(unit, crate_types, any(errors.values()))
        if of_run:
            errors = dict.fromkeys(unit.flags.crate_types, of_run)
        if of_run or any(errors.values()):
            self._failed.add(unit.index)
        self._record(unit, crate_types, answers)
        # NOTE: a crate type that rustc drops is no artifact, but one that Cargo refuses is.
        kinds = unit.flags.crate_types if unit.index in self._refused else crate_types
        return [
            self._artifact(unit, kind, answers.get(kind, DependencyList()), errors.get(kind, []))
            for kind in kinds
            if kind in crate_type.LINKED
        ]

    def _link(self, unit: Unit, kind: str) -> DependencyList:
        """Rustc's decision for one crate type of the unit."""
        platform = unit.platform
        return dependency_format.calculate_type(
            Session(
                crate_type=kind,
                prefer_dynamic=unit.flags.prefer_dynamic,
                crt_static=platform.is_crt_static,
                crt_static_allows_dylibs=platform.is_crt_static and platform.supports("dylib"),
                aborts=unit.flags.panic is Panic.ABORT,
                rustc_private=self._sources[unit.index].uses_rustc_private,
                linked=self._loadings[unit.index].loaded.linked,
                dylibs=self._dylibs | self._toolchain_dylibs(unit),
                without_rlib=self._without_rlib,
                sources=self._with_toolchain(unit),
                sysroot=self._sysroot,
            )
        )

    def _toolchain_dylibs(self, unit: Unit) -> int:
        std = unit.platform.std_dylib is not None
        test = unit.platform.test_dylib is not None
        return std << self._sysroot.std | test << self._sysroot.test

    def _with_toolchain(self, unit: Unit) -> dict[int, CrateSource]:
        """The crates with the toolchain's std as the unit's platform has it."""
        sysroot = self._sysroot
        inside = {sysroot.core: Linkage.STATIC, sysroot.panic_unwind: Linkage.STATIC}
        has_dylib = unit.platform.std_dylib is not None
        self._crates[sysroot.std] = CrateSource(True, has_dylib, inside if has_dylib else {})
        if unit.platform.test_dylib is not None:
            self._crates[sysroot.test] = CrateSource(True, True, {sysroot.std: Linkage.DYNAMIC})
        return self._crates

    def _errors(self, unit: Unit, kind: str, answer: DependencyList) -> list[LinkError]:
        """The errors of one crate type."""
        errors = []
        if answer.missing_rlib:
            errors.append(LinkError(ErrorKind.MISSING_FORMAT, self._names(answer.missing_rlib)))
            return errors
        if answer.duplicates:
            errors.append(LinkError(ErrorKind.DUPLICATE_CRATE, self._names(answer.duplicates)))
        if kind != "staticlib":
            aborts = unit.flags.panic is Panic.ABORT
            errors += panic_strategy.verify_ok(answer.linkage, self._sysroot, aborts=aborts, others=self._demanding)
        return sorted(errors)

    def _errors_of_run(self, unit: Unit, crate_types: Sequence[str], linkage_fails: bool) -> list[LinkError]:
        """The errors that end the whole rustc run: each hides all that would come later."""
        if unit.index in self._refused:
            return [LinkError(ErrorKind.UNSUPPORTED_CRATE_TYPE, (unit.package.name,))]
        if session_errors.embeds_no_bitcode(unit.flags):
            return [LinkError(ErrorKind.EMBED_BITCODE)]
        unresolved = self._unresolved(unit)
        if unresolved:
            return sorted(unresolved)
        late = (
            None
            if linkage_fails
            else session_errors.at_code_generation(unit.flags, crate_types, self._plan.rustc_release)
        )
        return [late] if late else []

    def _unresolved(self, unit: Unit) -> list[LinkError]:
        """The errors while names are resolved: rustc reports them together and then ends."""
        loading = self._loadings[unit.index]
        errors = []
        if session_errors.aborts_tests(unit.flags):
            errors.append(LinkError(ErrorKind.PANIC_ABORT_TESTS))
        unlinkable = loading.unlinkable if self._has_toolchain_crates(unit) else ("std",)
        if unlinkable:
            errors.append(LinkError(ErrorKind.UNLINKABLE_DEPENDENCY, unlinkable))
        broken = [number for number in loading.proc_macros if self._cannot_be_loaded(number)]
        if broken:
            errors.append(LinkError(ErrorKind.PROC_MACRO_LOAD, self._names(broken)))
        return errors

    def _has_toolchain_crates(self, unit: Unit) -> bool:
        """Whether the toolchain has what every crate of the platform needs: a `std`, or a `core` without it."""
        needs_std = self._loadings[unit.index].loaded.linked >> self._sysroot.std & 1
        platform = unit.platform
        return self._plan.builds_std or (platform.has_std_rlib if needs_std else platform.has_core_rlib)

    def _cannot_be_loaded(self, proc_macro: int) -> bool:
        """Whether a proc macro's library needs a libstd that rustc's loader does not find (fact 15)."""
        return proc_macro in self._macros_needing_std and self._sources[proc_macro].defines_proc_macros

    def _record(self, unit: Unit, crate_types: Sequence[str], answers: dict[str, DependencyList]) -> None:
        """What later runs find of this one."""
        if unit.is_test or not unit.target.is_lib:
            return
        rlib, dylib = crate_type.has_rlib(crate_types), "dylib" in crate_types
        formats = {
            crate: linkage
            for crate, linkage in (answers["dylib"].linkage if dylib else {}).items()
            if linkage in (Linkage.STATIC, Linkage.DYNAMIC)
        }
        self._crates[unit.index] = CrateSource(rlib, dylib, formats)
        self._dylibs |= dylib << unit.index
        self._without_rlib |= (not rlib) << unit.index
        macro = answers.get("proc-macro")
        if macro is not None and macro.linkage.get(self._sysroot.std) is Linkage.DYNAMIC:
            self._macros_needing_std.add(unit.index)

    def _record_prebuilt(self, unit: Unit, prebuilt: Prebuilt) -> None:
        """What rustc finds of a library that exists."""
        formats = dict(prebuilt.held)
        formats |= {
            self._sysroot.named(name): linkage for name, linkage in prebuilt.toolchain.items() if linkage is not None
        }
        rlib, dylib = prebuilt.rlib is not None, prebuilt.dylib is not None
        self._crates[unit.index] = CrateSource(rlib, dylib, formats if dylib else {})
        self._dylibs |= dylib << unit.index
        self._without_rlib |= (not rlib) << unit.index
        if prebuilt.macro_needs_shared_std:
            self._macros_needing_std.add(unit.index)

    def _artifact(self, unit: Unit, kind: str, answer: DependencyList, errors: Sequence[LinkError]) -> Artifact:
        blocked = self._blocked.get(unit.index, ())
        if unit.index not in self._refused and (blocked or self._plan.refusals):
            outcome: Outcome = Outcome.BLOCKED
        elif errors:
            outcome = Outcome.FAILS
        else:
            outcome = Outcome.BLOCKED if unit.index in self._failed else Outcome.LINKS
        is_failing = outcome is Outcome.FAILS
        return Artifact(
            unit=unit.index,
            crate_type=kind,
            outcome=outcome,
            errors=tuple(errors) if is_failing else (),
            linkage=self._linkage(self._loadings[unit.index].loaded, answer),
            needed=self._needed(unit, answer),
            confidence=Confidence.CERTAIN,
            copies=tuple(
                replace(copy, crate=copy.crate or self._name(copy.unit)) for copy in answer.copies if is_failing
            ),
            unavailable_as_static=tuple(crate for crate in answer.unavailable_as_static if crate < self._sysroot.first),
            blocked_by=blocked,
            decision=self._decision(self._loadings[unit.index].loaded, answer),
        )

    def _decision(self, loaded: Loaded, answer: DependencyList) -> Decision:
        """How rustc came to its answer; of the toolchain's crates std alone is told."""
        first, std = self._sysroot.first, self._sysroot.std
        units = (1 << first) - 1
        steps: dict[int | None, Step] = dict.fromkeys(
            members(loaded.unlinked & ~loaded.linked & units), Step.LOADED_ONLY
        )
        steps.update((None if crate == std else crate, step) for crate, step in answer.steps.items() if crate <= std)
        holders = {
            None if crate == std else crate: dylib
            for crate, dylib in answer.holders.items()
            if crate <= std and dylib < first
        }
        return Decision(answer.preference, answer.rest, steps, holders)

    def _linkage(self, loaded: Loaded, answer: DependencyList) -> tuple[CrateLinkage, ...]:
        entries = []
        if loaded.linked >> self._sysroot.std & 1:
            std = answer.linkage.get(self._sysroot.std, Linkage.NOT_LINKED)
            entries.append(CrateLinkage("std", None, None, std))
        units = (1 << self._sysroot.first) - 1
        for number in members((loaded.linked | loaded.unlinked) & units):
            linkage = answer.linkage.get(number, Linkage.NOT_LINKED)
            entries.append(CrateLinkage(self._name(number), self._plan.units[number].package.id, number, linkage))
        return tuple(entries)

    def _needed(self, unit: Unit, answer: DependencyList) -> tuple[str, ...]:
        names = set()
        for crate, linkage in answer.linkage.items():
            if linkage is not Linkage.DYNAMIC:
                continue
            own = {self._sysroot.std: unit.platform.std_dylib, self._sysroot.test: unit.platform.test_dylib}
            name = own[crate] if crate in own else file_name(self._plan.units[crate], "dylib")
            if name is not None:
                names.add(name)
        return tuple(sorted(names))

    def _names(self, crates: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted({"std" if self._sysroot.has(crate) else self._name(crate) for crate in crates}))

    def _name(self, number: int | None) -> str:
        return "std" if number is None else self._plan.units[number].target.crate_name
