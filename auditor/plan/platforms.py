"""The platforms of a build: the host, and the requested targets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import msgspec
from msgspec.structs import replace

from auditor.config import cfg_expression
from auditor.model.build import Platform, RustFlags

Kind = str | None
"""Cargo's `CompileKind`: None for the host, a triple for a target."""


class Platforms(msgspec.Struct, frozen=True, dict=True):
    """Which platforms a build is for (cargo `compiler/compile_kind.rs`)."""

    host: Platform
    """With the flags that host units get."""
    targets: Mapping[str, Platform]
    """By triple, as requested by `--target` or `build.target`; empty without."""

    @cached_property
    def requested(self) -> tuple[Kind, ...]:
        """The requested kinds: the targets, or the host alone."""
        return tuple(self.targets) or (None,)

    @cached_property
    def explicit(self) -> tuple[str, ...]:
        """The kinds that root units start with: the host by its triple."""
        return tuple(self.targets) or (self.host.triple,)

    @property
    def is_native(self) -> bool:
        """Whether nothing was requested, so that host and target may share units."""
        return not self.targets

    def of(self, kind: Kind) -> Platform:
        """The platform of a unit's kind."""
        return self.host if kind is None or self.is_native else self.targets[kind]

    def activates(self, platform: str | None, kind: Kind) -> bool:
        """Whether a `[target.'…'.dependencies]` table counts for units of a kind."""
        if platform is None:
            return True
        of_kind = self.of(kind)
        return cfg_expression.matches(platform, of_kind.triple, of_kind.cfg)

    def with_flags(self, extra: tuple[str, ...]) -> Platforms:
        """The same platforms with further rustflags wherever rustflags reach: not the host beside a `--target`."""
        if self.is_native:
            return Platforms(_extended(self.host, extra), {})
        return Platforms(self.host, {triple: _extended(target, extra) for triple, target in self.targets.items()})


def _extended(platform: Platform, extra: tuple[str, ...]) -> Platform:
    flags = platform.rustflags
    return replace(platform, rustflags=RustFlags(flags.flags + extra, flags.sources, flags.replaced))
