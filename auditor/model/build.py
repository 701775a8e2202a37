"""How a build is configured: profiles, flags, platforms, toolchain."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from operator import attrgetter
from pathlib import Path

import msgspec

from auditor.model.origin import Origin


class Lto(StrEnum):
    """LTO as a rustc run gets it; `THIN_LOCAL` is rustc's default, where nothing is passed."""

    OFF = "off"
    THIN_LOCAL = "thin-local"
    THIN = "thin"
    FAT = "fat"

    @property
    def crosses_crates(self) -> bool:
        """Whether rustc optimises across crates: the kinds that refuse prefer-dynamic."""
        return self in (Lto.THIN, Lto.FAT)


class Panic(StrEnum):
    """The panic strategy of a rustc run."""

    UNWIND = "unwind"
    ABORT = "abort"


class Profile(msgspec.Struct, frozen=True, eq=False):
    """The settings of a profile for one unit; equal profiles let Cargo share the unit."""

    name: str
    opt_level: str = "0"
    lto: str = "false"
    """As written: `false`, `true`, `off`, `thin`, `fat`, ..."""
    codegen_backend: str | None = None
    codegen_units: int | None = None
    debuginfo: str = "0"
    debuginfo_deferred: bool = False
    split_debuginfo: str | None = None
    debug_assertions: bool = False
    overflow_checks: bool = False
    rpath: bool = False
    incremental: bool = False
    panic: str = "unwind"
    strip: str = "none"
    strip_deferred: bool = True
    rustflags: tuple[str, ...] = ()
    origins: Mapping[str, Origin] = msgspec.field(default_factory=dict)
    """Where `lto`, `panic`, ... came from; keys as in the manifest (`lto`, `panic`, `rpath`, ...)."""

    @property
    def identity(self) -> tuple[object, ...]:
        """The settings by which Cargo tells profiles apart; what is still deferred is none of them."""
        return _identity_of(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Profile) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)


_identity_of: attrgetter[tuple[object, ...]] = attrgetter(
    *(name for name in Profile.__struct_fields__ if name not in ("debuginfo_deferred", "strip_deferred", "origins"))
)


class FlagSource(msgspec.Struct, frozen=True):
    """One place that gives rustflags, whether Cargo uses it or another place replaces it."""

    origin: Origin
    flags: tuple[str, ...]


PREFER_DYNAMIC = ("-C", "prefer-dynamic")
"""The flag that makes rustc link dynamic libraries where it can, in rustc's words."""


class RustFlags(msgspec.Struct, frozen=True):
    """The rustflags of one platform, with those that lost."""

    flags: tuple[str, ...] = ()
    sources: tuple[FlagSource, ...] = ()
    """What makes up `flags`, in order."""
    replaced: tuple[FlagSource, ...] = ()
    """Places with rustflags that Cargo ignores because `sources` take precedence."""

    @property
    def origin(self) -> Origin | None:
        """The first place that the flags come from."""
        return self.sources[0].origin if self.sources else None


class Platform(msgspec.Struct, frozen=True):
    """What rustc says of one target triple with the rustflags in force."""

    triple: str
    cfg: frozenset[tuple[str, str | None]]
    """`rustc --print cfg`: `("unix", None)`, `("target_os", "linux")`, ..."""
    file_names: Mapping[str, tuple[str, str]]
    """For each crate type that the platform supports: prefix and suffix of its file, `("lib", ".so")`."""
    std_dylib: str | None
    """The file name of the toolchain's shared standard library for it, `libstd-HASH.so`, or None."""
    has_std_rlib: bool
    """Whether the toolchain has a standard library for it at all."""
    libdir: Path
    """`rustc --print target-libdir`."""
    rustflags: RustFlags
    test_dylib: str | None = None
    """The file name of a shared `libtest-HASH.so` beside it, which old toolchains have."""
    has_core_rlib: bool = True
    """Whether there is at least a `core` for it, as on targets without an operating system."""

    @property
    def is_crt_static(self) -> bool:
        """Whether the C runtime is linked statically."""
        return ("target_feature", "crt-static") in self.cfg

    def supports(self, crate_type: str) -> bool:
        """Whether rustc can produce this crate type here with these flags."""
        return ("rlib" if crate_type == "lib" else crate_type) in self.file_names


class Toolchain(msgspec.Struct, frozen=True):
    """The compiler in use."""

    rustc: str
    """The release, `1.95.0`."""
    commit_hash: str | None
    host: str
    sysroot: Path
    cargo: str
    """The release of cargo."""
    rustc_path: Path
    cargo_path: Path
