"""Cargo's plan: the units it compiles and how they depend on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec

from auditor.model.build import Lto, Panic, Platform, Profile
from auditor.model.linkage import Linkage
from auditor.model.workspace import Package, Target


class UnitMode(StrEnum):
    """What Cargo does with a target."""

    BUILD = "build"
    TEST = "test"
    DOCTEST = "doctest"
    """What rustdoc compiles while `cargo test` runs: planned for what it needs, no unit of a finished plan."""
    RUN_CUSTOM_BUILD = "run-custom-build"
    PREBUILT = "prebuilt"
    """Nothing: the library's files exist already, and rustc is given them."""


class UnitDependency(msgspec.Struct, frozen=True):
    """An edge of the plan."""

    unit: int
    """Index into `Plan.units`."""
    extern_name: str
    """The crate name in the depending unit's sources."""
    is_own_library: bool = False
    """Whether it is the same package's library (for bins, tests, examples)."""


class RustcFlags(msgspec.Struct, frozen=True):
    """The options of one rustc run that decide linkage, Cargo's and the rustflags' together, last one wins."""

    crate_types: tuple[str, ...]
    test: bool
    """Compiled with `--test`."""
    prefer_dynamic: bool
    prefer_dynamic_by_cargo: bool
    """Cargo itself adds `-C prefer-dynamic` (dylib of a package that is no root, proc macro)."""
    lto: Lto
    panic: Panic
    embed_bitcode: bool
    """False if `-C embed-bitcode=no` is in force."""
    cfgs: tuple[str, ...]
    """`--cfg` values of the rustflags, as written: `x1`, `feature="y"`."""
    debug_assertions: bool


class Prebuilt(msgspec.Struct, frozen=True):
    """The files of a library that exists already, with what rustc finds in its metadata."""

    rlib: Path | None
    dylib: Path | None
    toolchain: Mapping[str, Linkage | None]
    """The toolchain's crates that it loads, by name; beside each how its shared library holds it, if it does."""
    held: Mapping[int, Linkage] = msgspec.field(default_factory=dict)
    """Of its other dependencies, by unit: those that its shared library contains or loads."""
    unlinked: frozenset[int] = frozenset()
    """Units that it loads and does not link: proc macros, `#[no_link]`."""
    required_panic: Panic | None = None
    """The panic strategy that it demands of whatever links it."""
    macro_needs_shared_std: bool = False
    """Whether it is a proc macro whose library loads the toolchain's shared standard library."""


class Unit(msgspec.Struct, frozen=True):
    """One target compiled (or build script run) in one way."""

    index: int
    package: Package
    target: Target
    mode: UnitMode
    is_host: bool
    """For the host alone: reports call the platform `host`. A unit that host and target share is not."""
    platform: Platform
    profile: Profile
    features: tuple[str, ...]
    dependencies: tuple[UnitDependency, ...]
    is_root: bool
    flags: RustcFlags
    prebuilt: Prebuilt | None = None
    """For units of that mode: what is there."""

    @property
    def is_test(self) -> bool:
        """Whether it is a unit of tests or benches."""
        return self.mode is UnitMode.TEST

    @property
    def is_compiled(self) -> bool:
        """Whether rustc runs for it (else a build script is run, or its files are there)."""
        return self.mode in (UnitMode.BUILD, UnitMode.TEST)


class Collision(msgspec.Struct, frozen=True):
    """Two units that write the same file (cargo's "output filename collision")."""

    file_name: str
    units: tuple[int, int]


class Refusal(msgspec.Struct, frozen=True):
    """Cargo's own refusal to build, before it starts rustc."""

    reason: str
    """`unsupported-crate-type`, `rust-version`."""
    message: str
    units: tuple[int, ...]


class Plan(msgspec.Struct, frozen=True):
    """All units of a build. Dependencies come before their dependents."""

    units: Sequence[Unit]
    roots: tuple[int, ...]
    primary_packages: frozenset[str]
    """Packages with a root unit: their dylibs get no `-C prefer-dynamic` from Cargo."""
    platforms: Mapping[str | None, Platform]
    """By triple; the host's (without `--target`) under None."""
    collisions: tuple[Collision, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    builds_std: bool = False
    """Nightly's `build-std`: the standard library comes from the build, not from the toolchain."""
    rustc_release: str | None = None
    """Of the compiler that was asked, as `rustc -vV` says it; None in plans that are about no certain one."""
    other_rustc: str | None = None
    """The place in the configuration that names another compiler than the one that was asked; None if none does."""
    doubts: tuple[str, ...] = ()
    """What else is not known of the whole build, readable clauses: `whether …`."""
    doc_tested: tuple[str, ...] = ()
    """The names of the libraries whose doc tests the command runs: rustdoc links each while it runs them."""

    @property
    def target(self) -> Platform:
        """The (first) target platform."""
        targets = [platform for kind, platform in self.platforms.items() if kind is not None]
        return targets[0] if targets else self.platforms[None]
