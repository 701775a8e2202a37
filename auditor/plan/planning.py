"""The whole plan: from the workspace and the command line to units with their rustc options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from auditor.model.build import Platform, Profile
from auditor.model.selection import Command, Selection
from auditor.model.unit import Plan, RustcFlags, Unit, UnitMode
from auditor.model.workspace import Package, Target, Workspace
from auditor.plan import (
    collisions,
    features,
    lto,
    proposals,
    refusals,
    rustc_options,
    selection,
    sharing,
    target_files,
    unit_graph,
)
from auditor.plan.draft import ProfileTable
from auditor.plan.platforms import Platforms
from auditor.plan.sharing import SharedUnit
from auditor.plan.unit_graph import ProfileMaker


class Build(msgspec.Struct, frozen=True):
    """What a plan is made from."""

    workspace: Workspace
    selection: Selection
    platforms: Platforms
    profiles: ProfileMaker
    rustc_release: str
    overridden_links: Mapping[str, Mapping[str, Sequence[str]]]
    """By triple: `links` keys whose build scripts the configuration replaces, with the cfg options it gives instead."""
    builds_std: bool = False
    """Nightly's `build-std`."""
    other_rustc: str | None = None
    """The place in the configuration that names another compiler."""


def plan(build: Build) -> Plan:
    """Plan what the command of the selection would compile.

    Raises AuditorError where Cargo refuses the selection.
    """
    workspace, platforms = build.workspace, build.platforms
    has_dev_units = build.selection.needs_dev_dependencies
    chosen = selection.packages(workspace, build.selection)
    requested = selection.requested_features(workspace, build.selection, chosen)
    installs = build.selection.command is Command.INSTALL
    resolved = features.resolve(
        workspace, platforms, requested, has_dev_units=has_dev_units, resolves_dev_dependencies=not installs
    )
    selected = proposals.with_required_features(
        proposals.proposals(chosen, build.selection), workspace, platforms, resolved, has_dev_units=has_dev_units
    )
    target_files.require_files(selected)
    inputs = unit_graph.Inputs(
        workspace=workspace,
        platforms=platforms,
        features=resolved,
        profiles=build.profiles,
        dev_packages=frozenset(package for package, _ in requested),
        overridden_links=build.overridden_links,
        makes_tests=build.selection.command.makes_tests,
    )
    graph = unit_graph.build(inputs, selected)
    shared = sharing.share(graph, platforms.host.triple if platforms.is_native else None)
    return _Assembly(build, shared, graph.profiles).plan()


def with_prefer_dynamic(plan: Plan, platforms: Platforms) -> Plan:
    """The same plan with `-C prefer-dynamic` behind the rustflags, wherever rustflags reach.

    `platforms` are the plan's with that flag. Nothing else of a plan depends on it: no feature, profile or cfg.
    """
    by_kind = {None: platforms.host} | dict(platforms.targets)
    new = {id(plan.platforms[kind]): platform for kind, platform in by_kind.items()}
    units = tuple(_preferring(unit, new[id(unit.platform)]) for unit in plan.units)
    return replace(plan, units=units, platforms=by_kind)


def _preferring(unit: Unit, platform: Platform) -> Unit:
    gets_it = platform.rustflags.flags != unit.platform.rustflags.flags
    flags = replace(unit.flags, prefer_dynamic=True) if gets_it else unit.flags
    return replace(unit, platform=platform, flags=flags)


class _Assembly:
    """Puts the final units into the model, with the options of their rustc runs."""

    def __init__(self, build: Build, shared: Sequence[SharedUnit], profiles: ProfileTable) -> None:
        self._build = build
        self._shared = shared
        self._profiles = profiles
        self._primary = frozenset(unit.draft.package for unit in shared if unit.is_root)
        self._lto = lto.decide(shared, self._target, self._profile)
        doc_tests = [number for number, unit in enumerate(shared) if unit.draft.mode is UnitMode.DOCTEST]
        self._doc_tested = tuple(dict.fromkeys(self._target(number).crate_name for number in doc_tests))
        if doc_tests:
            self._shared, kept = sharing.without_doctests(shared)
            self._lto = [self._lto[number] for number in kept]

    def plan(self) -> Plan:
        units = tuple(self._unit(number) for number in range(len(self._shared)))
        return Plan(
            units=units,
            roots=tuple(unit.index for unit in units if unit.is_root),
            primary_packages=self._primary,
            platforms={None: self._build.platforms.host} | dict(self._build.platforms.targets),
            collisions=collisions.find(units),
            builds_std=self._build.builds_std,
            rustc_release=self._build.rustc_release,
            other_rustc=self._build.other_rustc,
            doc_tested=self._doc_tested,
            refusals=refusals.find(units, self._build.rustc_release, self._build.selection.ignore_rust_version),
        )

    def _unit(self, number: int) -> Unit:
        shared = self._shared[number]
        target = self._target(number)
        return Unit(
            index=number,
            package=self._package(number),
            target=target,
            mode=shared.draft.mode,
            is_host=shared.is_host,
            platform=self._build.platforms.of(shared.draft.kind),
            profile=self._profile(number),
            features=shared.draft.features,
            dependencies=shared.dependencies,
            is_root=shared.is_root,
            flags=self._flags(number),
        )

    def _flags(self, number: int) -> RustcFlags:
        """The options in the order of Cargo's command line (cargo `compiler/mod.rs`, `build_base_args`)."""
        shared, target, profile = self._shared[number], self._target(number), self._profile(number)
        is_test = shared.draft.mode is UnitMode.TEST
        by_cargo = (target.for_host and not target.is_custom_build) or (
            "dylib" in target.crate_types and not is_test and shared.draft.package not in self._primary
        )
        arguments = ["-C", "prefer-dynamic"] if by_cargo else []
        arguments += ["-C", f"opt-level={profile.opt_level}"]
        if profile.panic != "unwind":
            arguments += ["-C", f"panic={profile.panic}"]
        arguments += lto.arguments(self._lto[number])
        arguments += profile.rustflags
        if profile.debug_assertions is not (profile.opt_level == "0"):
            # NOTE: Cargo leaves out what the opt-level implies, so that an opt-level of the rustflags changes it, too.
            arguments += ["-C", f"debug-assertions={'on' if profile.debug_assertions else 'off'}"]
        arguments += self._build.platforms.of(shared.draft.kind).rustflags.flags
        options = rustc_options.read(rustc_options.Options(), arguments)
        return RustcFlags(
            crate_types=("bin",) if is_test else target.crate_types,
            test=is_test and target.harness,
            prefer_dynamic=options.prefer_dynamic,
            prefer_dynamic_by_cargo=by_cargo,
            lto=options.lto,
            panic=options.panic,
            embed_bitcode=options.embed_bitcode,
            cfgs=options.cfgs + self._cfgs_of_links(number),
            debug_assertions=options.has_debug_assertions,
        )

    def _cfgs_of_links(self, number: int) -> tuple[str, ...]:
        """The cfg options that the configuration gives in place of the package's build script (`rustc-cfg`)."""
        package, shared = self._package(number), self._shared[number]
        if package.links is None or self._target(number).is_custom_build:
            return ()
        triple = self._build.platforms.of(shared.draft.kind).triple
        return tuple(self._build.overridden_links.get(triple, {}).get(package.links, ()))

    def _package(self, number: int) -> Package:
        return self._build.workspace.packages[self._shared[number].draft.package]

    def _target(self, number: int) -> Target:
        return self._package(number).targets[self._shared[number].draft.target]

    def _profile(self, number: int) -> Profile:
        return self._profiles[self._shared[number].draft.profile]
