"""What a build was asked for.

A named tuple, as all is that is needed before `cargo metadata` can be started: msgspec takes too long to import there.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Mode(StrEnum):
    """Which build the audit is about."""

    AS_CONFIGURED = "as-configured"
    PREFER_DYNAMIC = "prefer-dynamic"


class Command(StrEnum):
    """The command of Cargo that a selection is given to."""

    BUILD = "build"
    TEST = "test"
    BENCH = "bench"
    INSTALL = "install"

    @property
    def makes_tests(self) -> bool:
        """Whether it compiles tests, and all else for them (Cargo's `UserIntent::is_rustc_test`)."""
        return self in (Command.TEST, Command.BENCH)


class Selection(NamedTuple):
    """The options of `cargo build` (or another command) that choose what is built, spelled as there."""

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
    command: Command = Command.BUILD
    """With `INSTALL` the manifest is the one below `--path`, and its package alone is installed."""

    def config_folder(self, cwd: Path) -> Path:
        """Where Cargo looks for its configuration: from the current directory upward, but from `--path` to install.

        Source: cargo `commands/install.rs` (`reload_rooted_at`).
        """
        if self.command is not Command.INSTALL or self.manifest_path is None:
            return cwd
        return Path(os.path.normpath(cwd / self.manifest_path.parent))

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
            self.command.makes_tests or self.all_targets or self.examples or self.tests or self.benches
            or bool(self.example or self.test or self.bench)
        )  # fmt: skip
