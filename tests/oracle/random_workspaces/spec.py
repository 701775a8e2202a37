"""What a random workspace consists of: plain data that can be made smaller piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Edge:
    """One dependency."""

    to: str
    """The key of the package it leads to."""
    kind: str = "normal"
    """`normal`, `dev` or `build`."""
    style: str = "path"
    """How the sources refer to it (see `sources.STYLES`)."""
    rename: str | None = None
    optional: bool = False
    platform: str | None = None
    features: tuple[str, ...] = ()
    default_features: bool = True


@dataclass(frozen=True)
class PackageSpec:
    """One package."""

    key: str
    """Unique in the workspace; the package's name unless `name` differs."""
    name: str
    version: str = "0.1.0"
    crate_type: tuple[str, ...] = ()
    """Of the library; empty: Cargo's default."""
    has_lib: bool = True
    has_main: bool = False
    second_bin: bool = False
    is_proc_macro: bool = False
    defines_macros: bool = True
    """For proc macros: whether it has a `#[proc_macro]` function."""
    no_std: bool = False
    global_allocator: bool = False
    edges: tuple[Edge, ...] = ()
    features: tuple[tuple[str, tuple[str, ...]], ...] = ()
    build_script: str | None = None
    """`plain`, or `cfg` for one that sets a cfg."""
    test: bool = False
    example: tuple[str, ...] | None = None
    """Crate types of an example; empty: a program."""
    bench: bool = False
    harness: bool = True
    edition: str = "2021"
    folder: str | None = None
    is_member: bool = True
    manifest_profile: str | None = None
    """A profile table that Cargo ignores in a member's manifest."""


@dataclass(frozen=True)
class Spec:
    """A workspace and the build that is asked of it."""

    packages: tuple[PackageSpec, ...]
    resolver: str = "2"
    default_members: tuple[str, ...] = ()
    root: str | None = None
    """The package in the workspace's own folder."""
    profiles: tuple[tuple[str, tuple[tuple[str, object], ...]], ...] = ()
    config: str = ""
    """`.cargo/config.toml`."""
    config_files: tuple[tuple[str, str], ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    arguments: tuple[str, ...] = ()
    labels: frozenset[str] = field(default_factory=frozenset, compare=False)
    """What of the generator's repertoire the workspace shows."""
