"""What a build was asked for.

A named tuple, as all is that is needed before `cargo metadata` can be started: msgspec takes too long to import there.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Mode(StrEnum):
    """Which build the audit is about."""

    AS_CONFIGURED = "as-configured"
    PREFER_DYNAMIC = "prefer-dynamic"


class Selection(NamedTuple):
    """The options of `cargo build` that choose what is built, spelled as there."""

    manifest_path: Path | None = None
    packages: tuple[str, ...] = ()
    workspace: bool = False
    exclude: tuple[str, ...] = ()
    lib: bool = False
    bins: bool = False
    bin: tuple[str, ...] = ()
    examples: bool = False
    example: tuple[str, ...] = ()
    tests: bool = False
    test: tuple[str, ...] = ()
    benches: bool = False
    bench: tuple[str, ...] = ()
    all_targets: bool = False
    release: bool = False
    profile: str | None = None
    targets: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    all_features: bool = False
    no_default_features: bool = False
    config: tuple[str, ...] = ()
    locked: bool = False
    offline: bool = False
    frozen: bool = False
    ignore_rust_version: bool = False

    @property
    def is_filtered(self) -> bool:
        """Whether targets are chosen at all (Cargo's `CompileFilter::Only`)."""
        return (
            self.lib or self.bins or self.examples or self.tests or self.benches or self.all_targets
            or bool(self.bin or self.example or self.test or self.bench)
        )  # fmt: skip

    @property
    def needs_dev_dependencies(self) -> bool:
        """Whether Cargo counts dev-dependencies in (`CompileFilter::need_dev_deps`)."""
        return (
            self.all_targets or self.examples or self.tests or self.benches
            or bool(self.example or self.test or self.bench)
        )  # fmt: skip
