"""What lies around a build and matters to findings alone: files that Cargo passes over, what was built before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from auditor.model.origin import Origin


class Lines(Protocol):
    """Finds the lines of symbolic places in TOML files."""

    def line_of(self, path: Path, place: Sequence[str | int], /) -> int | None:
        """The 1-based line of `("lib", "crate-type")` and the like, or of the nearest thing around it."""


class NoLines:
    """Knows no line of any file."""

    def line_of(self, path: Path, place: Sequence[str | int], /) -> int | None:  # noqa: ARG002
        """None."""
        return None


class ConfigNotice(msgspec.Struct, frozen=True):
    """Something about Cargo's configuration files that users do not expect."""

    message: str
    path: Path
    line: int | None = None
    help: str = "Keep one file, in a place that Cargo reads, or name it by `--config`."


class BuiltDylib(msgspec.Struct, frozen=True):
    """The file of a dylib that lies in the target directory already."""

    path: Path
    shares_std: bool
    """Whether it loads the toolchain's shared standard library; else it contains std."""


class Surroundings(msgspec.Struct, frozen=True):
    """What was found beside the build itself."""

    lines: Lines = msgspec.field(default_factory=NoLines)
    ignored_profiles: tuple[Origin, ...] = ()
    """`[profile.…]` tables of member manifests: only those of the workspace root count."""
    config_notices: tuple[ConfigNotice, ...] = ()
    """Configuration files that Cargo passes over."""
    rustflags_in_env_table: Origin | None = None
    """`RUSTFLAGS` in `[env]` of the configuration: set for rustc, but read by nobody."""
    built_dylibs: Mapping[int, BuiltDylib] = msgspec.field(default_factory=dict)
    """By unit: dylibs of path packages that an earlier build left where this one writes."""
