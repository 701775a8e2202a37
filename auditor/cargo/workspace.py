"""Decoded metadata and the members' manifests become a `Workspace`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor.cargo import embedded, manifest
from auditor.cargo.manifests import Manifests, folders_of
from auditor.cargo.metadata import Metadata, MetadataNodeDependency, MetadataPackage, MetadataTarget
from auditor.errors import AuditorError
from auditor.model.workspace import (
    MANIFEST,
    Dependency,
    DependencyKind,
    Package,
    PackageId,
    ResolvedDependency,
    Target,
    TargetKind,
    Workspace,
)

_LISTED = (b"[[test", b"[[example", b"[[bench", b"[[ ")
"""What a manifest has that lists tests, examples or benches."""
_KINDS = frozenset(kind.value for kind in TargetKind)


def build(metadata: Metadata, manifest_path: Path, manifests: Manifests) -> Workspace:
    """The workspace of `manifest_path` (the manifest asked for, or found from the current directory).

    Raises AuditorError for manifests that cannot be read.
    """
    root = Path(metadata.workspace_root)
    name = manifest_path.name if embedded.is_embedded(manifest_path) else MANIFEST
    root_manifest = manifests.table(root / name)
    if name != MANIFEST:
        root_manifest = _with_edition(root_manifest, metadata)
    packages = {
        package.id: _package(package, manifests if package.source is None else None) for package in metadata.packages
    }
    known = metadata.workspace_default_members
    own = [packages[member] for member in metadata.workspace_members]
    return Workspace(
        root=root,
        members=tuple(metadata.workspace_members),
        default_members=tuple(known) if known is not None else _default_members(root, root_manifest, own),
        current=_current((packages[member] for member in metadata.workspace_members), root, manifest_path),
        packages=packages,
        resolve={node.id: _resolved(packages[node.id], node.deps, packages) for node in metadata.resolve.nodes},
        resolver=manifest.resolver_of(root_manifest),
        root_manifest=root_manifest,
        target_directory=Path(metadata.target_directory),
        with_profiles=tuple(
            packages[member].manifest_path
            for member in metadata.workspace_members
            if manifests.mentions(packages[member].manifest_path, b"profile")
        ),
        metadata=metadata.metadata if isinstance(metadata.metadata, dict) else {},
        manifest_name=name,
    )


def _with_edition(written: dict[str, Any], metadata: Metadata) -> dict[str, Any]:
    """The manifest of a single-file package, with the edition that Cargo takes where it names none: the latest."""
    package = written.get("package")
    editions = [
        target.edition for one in metadata.packages if one.id in metadata.workspace_members for target in one.targets
    ]
    known = {"edition": editions[0]} if editions else {}
    return {**written, "package": {**known, **(package if isinstance(package, dict) else {})}}


def _default_members(root: Path, root_manifest: Mapping[str, Any], members: Sequence[Package]) -> tuple[PackageId, ...]:
    """The default members where the metadata does not say them (before Cargo 1.71): as written, else the root package.

    Source: cargo `Workspace::find_workspaces`, `default_members`.
    """
    table = root_manifest.get("workspace")
    patterns = table.get("default-members") if isinstance(table, dict) else None
    if isinstance(patterns, list):
        folders = {place for one in patterns if isinstance(one, str) for place in folders_of(root, one)}
        wanted = {Path(os.path.normpath(folder)) for folder in folders}
        return tuple(member.id for member in members if member.root in wanted)
    at_root = tuple(member.id for member in members if member.root == root)
    return at_root or tuple(member.id for member in members)


def _current(members: Iterable[Package], root: Path, manifest_path: Path) -> PackageId | None:
    """The member whose manifest was asked for."""
    paths = {package.manifest_path: package.id for package in members}
    if manifest_path in paths:
        return paths[manifest_path]
    root_manifest, wanted = root / "Cargo.toml", manifest_path.resolve()
    if root_manifest.resolve() == wanted:
        return paths.get(root_manifest)
    return next((member for path, member in paths.items() if path.resolve() == wanted), None)


def _package(package: MetadataPackage, manifests: Manifests | None) -> Package:
    manifest_path = Path(package.manifest_path)
    if manifests is not None:
        _require_files(package, manifest_path, manifests)
    # NOTE: `harness` and `bench` are not in the metadata; only path packages can have tests and benches in a build.
    written = {} if manifests is None else _target_tables(manifest_path, manifests)
    return Package(
        id=package.id,
        name=package.name,
        version=package.version,
        source=package.source,
        manifest_path=manifest_path,
        targets=tuple(_target(target, written) for target in package.targets),
        dependencies=tuple(
            Dependency(
                name=dependency.name,
                kind=DependencyKind(dependency.kind or "normal"),
                rename=dependency.rename,
                optional=dependency.optional,
                default_features=dependency.uses_default_features,
                features=tuple(dependency.features),
                platform=dependency.target,
            )
            for dependency in package.dependencies
        ),
        features={name: tuple(values) for name, values in package.features.items()},
        links=package.links,
        rust_version=package.rust_version,
        metadata=package.metadata if isinstance(package.metadata, dict) else {},
    )


def _require_files(package: MetadataPackage, path: Path, manifests: Manifests) -> None:
    """Raise AuditorError for a target that the manifest lists by name and that has no file.

    `cargo metadata` passes such targets over, `cargo build` refuses the manifest (cargo `parser/targets.rs`).
    """
    if not manifests.mentions(path, *_LISTED):
        return
    known = {(kind, target.name) for target in package.targets for kind in target.kind}
    for kind in ("test", "example", "bench"):
        tables = manifests.table(path).get(kind)
        for number, table in enumerate(tables if isinstance(tables, list) else ()):
            name = table.get("name") if isinstance(table, dict) and "path" not in table else None
            if isinstance(name, str) and not any(name == known_name for _, known_name in known):
                folder = {"test": "tests", "bench": "benches", "example": "examples"}[kind]
                raise AuditorError(
                    f"cargo would refuse this manifest: there is no file for the {kind} target `{name}`",
                    hint=f"add `{folder}/{name}.rs`, set `path`, or remove the target",
                    path=path,
                    line=manifest.line_of(path, (kind, number, "name")),
                )


def _target_tables(path: Path, manifests: Manifests) -> Mapping[str, Any]:
    """The manifest, if it may say something of a target that the metadata leaves out: most of them do not."""
    return manifests.table(path) if manifests.mentions(path, b"harness", b"bench") else {}


def _target(target: MetadataTarget, written: Mapping[str, Any]) -> Target:
    kind = _kind(target)
    table = _target_table(written, kind, target.name)
    return Target(
        name=target.name,
        kind=kind,
        kinds=tuple(target.kind),
        crate_types=tuple(target.crate_types),
        src_path=Path(target.src_path),
        edition=target.edition,
        required_features=tuple(target.required_features),
        tested=target.test,
        benched=bool(table.get("bench", kind in (TargetKind.LIB, TargetKind.BIN, TargetKind.BENCH))),
        harness=bool(table.get("harness", True)),
        doctested=target.doctest,
    )


def _kind(target: MetadataTarget) -> TargetKind:
    """A library is listed by its crate types, everything else by its kind."""
    first = target.kind[0] if target.kind else "lib"
    return TargetKind(first) if first in _KINDS else TargetKind.LIB


def _target_table(written: Mapping[str, Any], kind: TargetKind, name: str) -> Mapping[str, Any]:
    """The target's table in the manifest (`[lib]`, one of `[[bin]]`, ...); empty where it has none."""
    table = written.get(kind.value)
    if kind is TargetKind.LIB:
        return table if isinstance(table, dict) else {}
    for entry in table if isinstance(table, list) else ():
        if isinstance(entry, dict) and entry.get("name") == name:
            return entry
    return {}


def _resolved(
    package: Package, edges: list[MetadataNodeDependency], packages: Mapping[PackageId, Package]
) -> tuple[ResolvedDependency, ...]:
    """The edges of one package in Cargo's order: by name, version and source of the dependency."""
    by_name: dict[str, list[Dependency]] = {}
    for dependency in package.dependencies:
        by_name.setdefault(dependency.name, []).append(dependency)
    result = []
    for edge in edges:
        target = packages.get(edge.pkg)
        if target is None:
            raise AuditorError(f"`cargo metadata` names the package {edge.pkg} but does not describe it")
        tables = {(kind.kind or "normal", kind.target) for kind in edge.dep_kinds}
        own_name = target.library.crate_name if target.library else target.name.replace("-", "_")
        declared = tuple(
            dependency
            for dependency in by_name.get(target.name, ())
            if (dependency.kind, dependency.platform) in tables
            and (dependency.rename.replace("-", "_") if dependency.rename else own_name) == edge.name
        )
        result.append(ResolvedDependency(edge.pkg, edge.name, declared))
    return tuple(sorted(result, key=lambda edge: packages[edge.package_id].order))
