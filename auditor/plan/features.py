"""Which features each package is compiled with (cargo `core/resolver/features.rs`).

Dependencies of build scripts and proc macros have features of their own under resolvers 2 and 3
("for the host"); under resolver 1 all are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from auditor.model.workspace import Dependency, DependencyKind, Package, PackageId, Workspace
from auditor.plan.platforms import Platforms

Key = tuple[PackageId, bool]
"""A package and whether its features for the host are meant."""


class Requested(msgspec.Struct, frozen=True):
    """The features that the command line asks of one member."""

    features: tuple[str, ...]
    all_features: bool
    default_features: bool


class Features(msgspec.Struct):
    """The answer: activated features and optional dependencies."""

    is_decoupled: bool
    """Whether host and target have features of their own."""
    activated: dict[Key, set[str]] = msgspec.field(default_factory=dict)
    dependencies: dict[Key, set[str]] = msgspec.field(default_factory=dict)

    def of(self, package: PackageId, for_host: bool) -> tuple[str, ...]:
        """The features of a package, sorted; empty where the package is not activated."""
        return tuple(sorted(self.activated.get((package, for_host and self.is_decoupled), ())))

    def has_dependency(self, package: PackageId, for_host: bool, name: str) -> bool:
        """Whether an optional dependency (by its name in the manifest) is activated."""
        return name in self.dependencies.get((package, for_host and self.is_decoupled), ())


def resolve(
    workspace: Workspace,
    platforms: Platforms,
    requested: Iterable[tuple[PackageId, Requested]],
    *,
    has_dev_units: bool,
    resolves_dev_dependencies: bool = True,
) -> Features:
    """Resolve the features for the requested members.

    `has_dev_units`: tests, examples or benches are selected, so that dev-dependencies count.
    `resolves_dev_dependencies`: without such units they are in Cargo's resolve nevertheless, as resolver 1 sees; not
    for `cargo install` (`Workspace::require_optional_deps`).
    """
    members = list(requested)
    is_new = workspace.resolver != "1"
    with_dev = has_dev_units or (resolves_dev_dependencies and not is_new)
    resolver = _Resolver(workspace, platforms, with_dev, frozenset(member for member, _ in members))
    for package_id, request in members:
        resolver.activate_member(package_id, request)
    return resolver.result


def _is_dep_value(value: str) -> bool:
    return value.startswith("dep:")


class _Resolver:
    """The state of one resolution; the steps are Cargo's, with a work list instead of recursion."""

    def __init__(
        self, workspace: Workspace, platforms: Platforms, with_dev: bool, requested: frozenset[PackageId]
    ) -> None:
        is_new = workspace.resolver != "1"
        self._workspace = workspace
        self._platforms = platforms
        self._is_new = is_new
        # NOTE: of members that are not built themselves no dev-dependency is in Cargo's resolve.
        self._with_dev = requested if with_dev else frozenset()
        self._processed: set[Key] = set()
        self._deferred: dict[tuple[PackageId, bool, str], set[str]] = {}
        self._edges: dict[Key, list[tuple[PackageId, Dependency, bool]]] = {}
        self._work: list[Iterator[None]] = []
        self.result = Features(is_decoupled=is_new)

    def activate_member(self, package_id: PackageId, request: Requested) -> None:
        """Activate a member of the workspace that is built, with the features asked for.

        A proc macro is activated for the target as well (fact 42): its package has other targets.
        """
        package = self._workspace.packages[package_id]
        values = list(request.features)
        if request.default_features and "default" in package.features:
            values.append("default")
        if request.all_features:
            values += package.features
        has_proc_macro = any(target.is_proc_macro for target in package.targets)
        for for_host in (False, True) if self._is_new and has_proc_macro else (False,):
            self._run(self._activate_package(package_id, for_host, values))

    def _run(self, step: Iterator[None]) -> None:
        """Depth first, as Cargo recurses, without Python's limit on recursion."""
        self._work.append(step)
        while self._work:
            if next(self._work[-1], _DONE) is _DONE:
                self._work.pop()

    def _activate_package(self, package_id: PackageId, for_host: bool, values: Iterable[str]) -> Iterator[None]:
        self.result.activated.setdefault((package_id, for_host), set())
        for value in values:
            yield from self._activate_value(package_id, for_host, value)
        if (package_id, for_host) in self._processed:
            return
        self._processed.add((package_id, for_host))
        for dependency_id, dependency, dependency_for_host in self._dependencies(package_id, for_host):
            if not dependency.optional:
                values = self._values_of(dependency_id, dependency)
                self._work.append(self._activate_package(dependency_id, dependency_for_host, values))
                yield

    def _activate_value(self, package_id: PackageId, for_host: bool, value: str) -> Iterator[None]:
        """One entry of a feature's list: `feature`, `dep:name`, `name/feature` or `name?/feature`."""
        if _is_dep_value(value):
            yield from self._activate_dependency(package_id, for_host, value.removeprefix("dep:"))
        elif "/" in value:
            name, _, feature = value.partition("/")
            yield from self._activate_dependency_feature(
                package_id, for_host, name.removesuffix("?"), feature, is_weak=name.endswith("?")
            )
        else:
            yield from self._activate_feature(package_id, for_host, value)

    def _activate_feature(self, package_id: PackageId, for_host: bool, feature: str) -> Iterator[None]:
        enabled = self.result.activated.setdefault((package_id, for_host), set())
        if feature in enabled:
            return
        enabled.add(feature)
        for value in self._package(package_id).features.get(feature, ()):
            self._work.append(self._activate_value(package_id, for_host, value))
            yield

    def _activate_dependency(self, package_id: PackageId, for_host: bool, name: str) -> Iterator[None]:
        self.result.dependencies.setdefault((package_id, for_host), set()).add(name)
        deferred = self._deferred.pop((package_id, for_host, name), ())
        for dependency_id, dependency, dependency_for_host in self._dependencies(package_id, for_host):
            if dependency.name_in_toml != name:
                continue
            for feature in deferred:
                self._work.append(self._activate_value(dependency_id, dependency_for_host, feature))
                yield
            values = self._values_of(dependency_id, dependency)
            self._work.append(self._activate_package(dependency_id, dependency_for_host, values))
            yield

    def _activate_dependency_feature(
        self, package_id: PackageId, for_host: bool, name: str, feature: str, *, is_weak: bool
    ) -> Iterator[None]:
        for dependency_id, dependency, dependency_for_host in self._dependencies(package_id, for_host):
            if dependency.name_in_toml != name:
                continue
            if dependency.optional:
                if is_weak and name not in self.result.dependencies.get((package_id, for_host), ()):
                    self._deferred.setdefault((package_id, for_host, name), set()).add(feature)
                    continue
                self._work.append(self._activate_dependency(package_id, for_host, name))
                yield
                if not is_weak and name in self._package(package_id).features:
                    self._work.append(self._activate_feature(package_id, for_host, name))
                    yield
            self._work.append(self._activate_value(dependency_id, dependency_for_host, feature))
            yield

    def _values_of(self, dependency_id: PackageId, dependency: Dependency) -> list[str]:
        """What a declaration asks of the package that it leads to."""
        values = list(dependency.features)
        if dependency.default_features and "default" in self._package(dependency_id).features:
            values.append("default")
        return values

    def _dependencies(self, package_id: PackageId, for_host: bool) -> list[tuple[PackageId, Dependency, bool]]:
        """The declarations that count, with the package each leads to and whether that is for the host."""
        key = (package_id, for_host)
        edges = self._edges.get(key)
        if edges is None:
            edges = [
                (edge.package_id, dependency, self._is_for_host(edge.package_id, dependency, for_host))
                for edge in self._workspace.resolve.get(package_id, ())
                for dependency in edge.dependencies
                if self._counts(package_id, dependency, for_host)
            ]
            self._edges[key] = edges
        return edges

    def _counts(self, package_id: PackageId, dependency: Dependency, for_host: bool) -> bool:
        if dependency.kind is DependencyKind.DEV and package_id not in self._with_dev:
            return False
        if not self._is_new or dependency.platform is None:
            return True
        if for_host or dependency.kind is DependencyKind.BUILD:
            return self._platforms.activates(dependency.platform, None)
        return any(self._platforms.activates(dependency.platform, kind) for kind in self._platforms.requested)

    def _is_for_host(self, dependency_id: PackageId, dependency: Dependency, for_host: bool) -> bool:
        if for_host or not self._is_new:
            return for_host
        library = self._package(dependency_id).library
        return dependency.kind is DependencyKind.BUILD or (library is not None and library.is_proc_macro)

    def _package(self, package_id: PackageId) -> Package:
        return self._workspace.packages[package_id]


_DONE = object()
