"""A Cargo workspace as `cargo metadata` and its manifests describe it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from auditor.model import crate_type

MANIFEST = "Cargo.toml"

PackageId = str
"""A package id as `cargo metadata` prints it."""


class DependencyKind(StrEnum):
    """The table of the manifest that declares a dependency."""

    NORMAL = "normal"
    DEV = "dev"
    BUILD = "build"


class TargetKind(StrEnum):
    """Cargo's kinds of targets; a proc macro is a `LIB`."""

    LIB = "lib"
    BIN = "bin"
    EXAMPLE = "example"
    TEST = "test"
    BENCH = "bench"
    CUSTOM_BUILD = "custom-build"


class Dependency(msgspec.Struct, frozen=True):
    """One declared dependency of a package."""

    name: str
    """The package's name (`package = …` where it is renamed)."""
    kind: DependencyKind
    rename: str | None
    """The key in the manifest, if it is not the package's name."""
    optional: bool
    default_features: bool
    features: tuple[str, ...]
    platform: str | None
    """The triple or `cfg(…)` of a `[target.….dependencies]` table."""

    @property
    def name_in_toml(self) -> str:
        """The key in the manifest."""
        return self.rename or self.name


class Target(msgspec.Struct, frozen=True, dict=True):
    """One target of a package."""

    name: str
    kind: TargetKind
    kinds: tuple[str, ...]
    """As `cargo metadata` lists them: `["lib", "cdylib"]`, `["bin"]`, `["proc-macro"]`, ..."""
    crate_types: tuple[str, ...]
    src_path: Path
    edition: str
    required_features: tuple[str, ...]
    tested: bool
    """Whether `--tests` and `cargo test` select it (`test = …`)."""
    benched: bool
    """Whether `--benches` selects it (`bench = …`)."""
    harness: bool
    """Whether its tests are compiled with `--test` (`harness = …`)."""
    doctested: bool

    @cached_property
    def crate_name(self) -> str:
        """The name with underscores, as rustc gets it."""
        return self.name.replace("-", "_")

    @cached_property
    def is_lib(self) -> bool:
        """Whether it is the package's library, of whatever crate types."""
        return self.kind is TargetKind.LIB

    @cached_property
    def is_bin(self) -> bool:
        """Whether it is a binary (examples and tests are not)."""
        return self.kind is TargetKind.BIN

    @cached_property
    def is_custom_build(self) -> bool:
        """Whether it is a build script."""
        return self.kind is TargetKind.CUSTOM_BUILD

    @cached_property
    def is_proc_macro(self) -> bool:
        """Whether it is a proc macro."""
        return "proc-macro" in self.crate_types

    @cached_property
    def is_linkable(self) -> bool:
        """Whether it is a library that Rust code can link."""
        return self.kind is TargetKind.LIB and crate_type.is_linkable(self.crate_types)

    @cached_property
    def for_host(self) -> bool:
        """Whether it always runs where the compiler runs: build scripts and proc macros."""
        return self.is_custom_build or self.is_proc_macro


class Package(msgspec.Struct, frozen=True, dict=True):
    """One package."""

    id: PackageId
    name: str
    version: str
    source: str | None
    """None for a path package, else `registry+…`, `git+…`, ..."""
    manifest_path: Path
    targets: tuple[Target, ...]
    dependencies: tuple[Dependency, ...]
    features: Mapping[str, tuple[str, ...]]
    links: str | None
    rust_version: str | None
    metadata: Mapping[str, Any]
    """`[package.metadata]`."""

    @cached_property
    def root(self) -> Path:
        """The folder of the manifest; of a single file, which has no folder of its own, the file."""
        return self.manifest_path.parent if self.manifest_path.name == MANIFEST else self.manifest_path

    @property
    def is_path(self) -> bool:
        """Whether the package lies in a folder of the user's, so that its dylib's file name has no hash."""
        return self.source is None

    @cached_property
    def order(self) -> tuple[str, tuple[int, ...], str, str]:
        """Sort key: Cargo orders packages by name, version and source."""
        numbers = tuple(int(part) for part in self.version.split("+")[0].split("-")[0].split(".") if part.isdigit())
        return (self.name, numbers, self.version, self.source or "")

    @cached_property
    def library(self) -> Target | None:
        """The library target, if there is one."""
        return next((target for target in self.targets if target.is_lib), None)

    @cached_property
    def custom_build(self) -> Target | None:
        """The build script, if there is one."""
        return next((target for target in self.targets if target.is_custom_build), None)


class ResolvedDependency(msgspec.Struct, frozen=True):
    """What one package's declared dependencies on another package resolved to."""

    package_id: PackageId
    extern_name: str
    """The crate name by which the depending package's sources know it."""
    dependencies: tuple[Dependency, ...]
    """The declarations that lead there; more than one where several tables declare it."""


class Workspace(msgspec.Struct, frozen=True, dict=True):
    """All that the planning needs to know of a project."""

    root: Path
    members: tuple[PackageId, ...]
    default_members: tuple[PackageId, ...]
    current: PackageId | None
    """The package whose manifest was asked for; None for a virtual workspace."""
    packages: Mapping[PackageId, Package]
    resolve: Mapping[PackageId, tuple[ResolvedDependency, ...]]
    resolver: str
    """`"1"`, `"2"` or `"3"`."""
    root_manifest: Mapping[str, Any]
    """The parsed `Cargo.toml` of the workspace root."""
    target_directory: Path
    metadata: Mapping[str, Any]
    """`[workspace.metadata]`."""
    with_profiles: tuple[Path, ...] = ()
    """The manifests of members that may have a `[profile]`: they mention the word."""
    manifest_name: str = MANIFEST
    """The root manifest's file in `root`; of a single-file package that file."""

    @property
    def root_manifest_path(self) -> Path:
        """The manifest whose profiles, resolver and patches count."""
        return self.root / self.manifest_name

    @cached_property
    def member_set(self) -> frozenset[PackageId]:
        """The members, for look-ups."""
        return frozenset(self.members)
