"""The units that Cargo plans, before host and target share any (cargo `compiler/unit_dependencies.rs`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from auditor.model.build import Profile
from auditor.model.unit import UnitMode
from auditor.model.workspace import Dependency, DependencyKind, Package, PackageId, Target, TargetKind, Workspace
from auditor.plan.draft import NORMAL, Draft, DraftEdge, DraftGraph, ProfileTable, UnitFor, draft_order
from auditor.plan.features import Features
from auditor.plan.platforms import Kind, Platforms
from auditor.plan.proposals import Proposal, available_features

_TESTS = (UnitMode.TEST, UnitMode.DOCTEST)


class ProfileMaker(Protocol):
    """What the planning asks of the profiles."""

    def profile_for(
        self, package: Package, *, is_member: bool, is_for_host: bool, always_unwind: bool, triple: str = ""
    ) -> Profile:
        """The profile of a unit."""

    def for_build_script_run(self, profile: Profile) -> Profile:
        """The profile of running a build script for a unit of the given profile."""


class Inputs(msgspec.Struct, frozen=True):
    """What the graph is computed from."""

    workspace: Workspace
    platforms: Platforms
    features: Features
    profiles: ProfileMaker
    dev_packages: frozenset[PackageId]
    """Members that are built as such, so that their dev-dependencies are in Cargo's resolve."""
    overridden_links: Mapping[str, Mapping[str, Sequence[str]]]
    """By triple: `links` keys whose build scripts the configuration replaces."""
    makes_tests: bool = False
    """Whether the command compiles tests, so that no unit of the target has a panic strategy of the profile."""


def build(inputs: Inputs, selected: Iterable[Proposal]) -> DraftGraph:
    """The graph of all units for the selected targets."""
    planner = _Planner(inputs)
    roots = sorted(
        {draft for proposal in selected for draft in planner.root_drafts(proposal)},
        key=lambda draft: draft_order(inputs.workspace, draft),
    )
    graph = DraftGraph(roots, planner.profiles)
    for root in roots:
        planner.add(graph, root, planner.root_reason(root))
    planner.connect_build_scripts(graph)
    return graph


class _Planner:
    """Computes drafts and their dependencies; holds no result."""

    def __init__(self, inputs: Inputs) -> None:
        self._in = inputs
        self._packages = inputs.workspace.packages
        self.profiles = ProfileTable()
        self._by_reason: dict[tuple[PackageId, bool, bool, Kind], int] = {}
        self._features: dict[tuple[PackageId, bool], tuple[str, ...]] = {}
        self._libraries: dict[tuple[PackageId, UnitFor, Kind], Draft] = {}

    def root_drafts(self, proposal: Proposal) -> Iterable[Draft]:
        """The root units of a selected target, one for each requested platform."""
        package, target = proposal.package, proposal.target
        is_for_tests = self._in.makes_tests or proposal.mode is UnitMode.TEST
        unit_for = UnitFor(always_unwind=is_for_tests or target.for_host)
        for kind in self._in.platforms.explicit:
            yield Draft(
                package.id,
                package.targets.index(target),
                self._profile(package, unit_for, kind),
                None if target.for_host else kind,
                proposal.mode,
                self._features_of(package.id, target.is_proc_macro),
            )

    def root_reason(self, root: Draft) -> UnitFor:
        """Why the dependencies of a root are wanted (cargo `deps_of_roots`)."""
        is_macro = self._target(root).is_proc_macro
        if self._in.makes_tests or root.mode is UnitMode.TEST:
            return UnitFor(is_macro, is_macro, True)
        return UnitFor(True, True, True) if is_macro else NORMAL

    def add(self, graph: DraftGraph, root: Draft, reason: UnitFor) -> None:
        """Add a unit and all below it, depth first in Cargo's order: the first reason for a unit counts."""
        work = [(root, reason)]
        while work:
            draft, unit_for = work.pop()
            if draft in graph.edges:
                continue
            edges = self._dependencies(draft, unit_for)
            graph.edges[draft] = edges
            work += [(edge.draft, edge.unit_for) for edge in reversed(edges)]

    def _dependencies(self, draft: Draft, unit_for: UnitFor) -> list[DraftEdge]:
        package, target = self._packages[draft.package], self._target(draft)
        if draft.mode is UnitMode.RUN_CUSTOM_BUILD:
            return self._of_build_script_run(draft, package, unit_for)
        edges = [edge for edge in self._of_declared(draft, package, target, unit_for) if edge is not None]
        if target.is_custom_build:
            return edges
        if package.custom_build is not None:
            edges.append(self._build_script_run(draft, package, unit_for))
        if target.is_lib and draft.mode is not UnitMode.DOCTEST:
            return edges
        library = package.library
        if library is not None and library.is_linkable:
            edges.append(self._library_edge(draft, package, unit_for, library.crate_name, is_own_library=True))
        if draft.mode is UnitMode.TEST and target.kind in (TargetKind.TEST, TargetKind.BENCH):
            edges += self._binaries(draft, package)
        return edges

    def _of_declared(self, draft: Draft, package: Package, target: Target, unit_for: UnitFor) -> Iterable[DraftEdge]:
        for resolved in self._in.workspace.resolve.get(package.id, ()):
            counted = [dep for dep in resolved.dependencies if self._counts(dep, draft, target, unit_for)]
            dependency = self._packages[resolved.package_id]
            if counted and dependency.library is not None:
                is_dev = all(dep.kind is DependencyKind.DEV for dep in counted)
                yield self._library_edge(draft, dependency, unit_for, resolved.extern_name, is_dev=is_dev)

    def _counts(self, dependency: Dependency, draft: Draft, target: Target, unit_for: UnitFor) -> bool:
        """Whether a declared dependency is one of this unit (cargo `State::deps`)."""
        if target.is_custom_build != (dependency.kind is DependencyKind.BUILD):
            return False
        if dependency.kind is DependencyKind.DEV and (
            draft.package not in self._in.dev_packages
            or not (target.kind in (TargetKind.TEST, TargetKind.EXAMPLE) or draft.mode in _TESTS)
        ):
            return False
        if not self._in.platforms.activates(dependency.platform, draft.kind):
            return False
        return not dependency.optional or self._in.features.has_dependency(
            draft.package, unit_for.host_features, dependency.name_in_toml
        )

    def _library_edge(
        self,
        draft: Draft,
        package: Package,
        unit_for: UnitFor,
        extern_name: str,
        *,
        is_own_library: bool = False,
        is_dev: bool = False,
    ) -> DraftEdge:
        library = package.library
        assert library is not None
        reason = unit_for.with_dependency(self._target(draft).is_custom_build, library)
        kind = None if library.for_host else draft.kind
        return DraftEdge(self._library(package, library, reason, kind), reason, extern_name, is_own_library, is_dev)

    def _library(self, package: Package, library: Target, reason: UnitFor, kind: Kind) -> Draft:
        """The draft of a library, which many depend on for the same reasons."""
        key = (package.id, reason, kind)
        draft = self._libraries.get(key)
        if draft is None:
            draft = self._libraries[key] = self._draft(package, library, reason, kind, UnitMode.BUILD)
        return draft

    def _build_script_run(self, draft: Draft, package: Package, unit_for: UnitFor) -> DraftEdge:
        reason = unit_for.for_custom_build()
        script = package.custom_build
        assert script is not None
        profile = self.profiles.number(self._in.profiles.for_build_script_run(self.profiles[draft.profile]))
        features = self._features_of(package.id, reason.host_features)
        index = package.targets.index(script)
        run = Draft(package.id, index, profile, draft.kind, UnitMode.RUN_CUSTOM_BUILD, features)
        return DraftEdge(run, reason, script.crate_name)

    def _of_build_script_run(self, draft: Draft, package: Package, unit_for: UnitFor) -> list[DraftEdge]:
        triple = self._in.platforms.of(draft.kind).triple
        if package.links is not None and package.links in self._in.overridden_links.get(triple, ()):
            return []
        script, reason = self._target(draft), unit_for.for_custom_build()
        return [DraftEdge(self._draft(package, script, reason, None, UnitMode.BUILD), reason, script.crate_name)]

    def _binaries(self, draft: Draft, package: Package) -> Iterable[DraftEdge]:
        """Integration tests and benches build the package's binaries first."""
        active = available_features(
            package, self._in.workspace, self._in.platforms, self._in.features, has_dev_units=False
        )
        for target in package.targets:
            if target.is_bin and active.issuperset(target.required_features):
                binary = self._draft(package, target, NORMAL, draft.kind, UnitMode.BUILD)
                yield DraftEdge(binary, NORMAL, target.crate_name)

    def connect_build_scripts(self, graph: DraftGraph) -> None:
        """A build script runs after those of the `links` packages below its package."""
        wanted: dict[Draft, dict[Draft, DraftEdge]] = {}
        for edges in list(graph.edges.values()):
            runs = [edge.draft for edge in edges if edge.draft.mode is UnitMode.RUN_CUSTOM_BUILD]
            for run in runs:
                for edge in edges:
                    below = self._links_run(graph, run, edge)
                    if below is not None:
                        wanted.setdefault(run, {})[below.draft] = below
        for run, below_edges in wanted.items():
            graph.edges[run] = graph.edges[run] + list(below_edges.values())

    def _links_run(self, graph: DraftGraph, run: Draft, edge: DraftEdge) -> DraftEdge | None:
        package = self._packages[edge.draft.package]
        if (
            edge.is_dev
            or package.links is None
            or package.id == run.package
            or not self._target(edge.draft).is_linkable
        ):
            return None
        runs = (below for below in graph.edges[edge.draft] if below.draft.mode is UnitMode.RUN_CUSTOM_BUILD)
        return next(runs, None)

    def _draft(self, package: Package, target: Target, unit_for: UnitFor, kind: Kind, mode: UnitMode) -> Draft:
        profile = self._profile(package, unit_for, kind)
        features = self._features_of(package.id, unit_for.host_features)
        return Draft(package.id, package.targets.index(target), profile, kind, mode, features)

    def _profile(self, package: Package, unit_for: UnitFor, kind: Kind) -> int:
        key = (package.id, unit_for.host, unit_for.always_unwind, kind)
        number = self._by_reason.get(key)
        if number is None:
            profile = self._in.profiles.profile_for(
                package,
                is_member=package.id in self._in.workspace.member_set,
                is_for_host=unit_for.host,
                always_unwind=unit_for.always_unwind,
                triple=self._in.platforms.of(kind).triple,
            )
            number = self._by_reason[key] = self.profiles.number(profile)
        return number

    def _features_of(self, package: PackageId, for_host: bool) -> tuple[str, ...]:
        key = (package, for_host)
        features = self._features.get(key)
        if features is None:
            features = self._features[key] = self._in.features.of(package, for_host)
        return features

    def _target(self, draft: Draft) -> Target:
        return self._packages[draft.package].targets[draft.target]
