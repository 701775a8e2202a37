"""Where a configuration value came from: findings point there."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec


class OriginKind(StrEnum):
    """The places Cargo takes values from."""

    MANIFEST = "manifest"
    CONFIG_FILE = "config file"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command line"
    RUSTC = "rustc"
    """The command line of rustc itself, for a single file."""
    DEFAULT = "default"


class Origin(msgspec.Struct, frozen=True):
    """The place that set a value."""

    kind: OriginKind
    key: str
    """The key (`profile.release.lto`), variable (`RUSTFLAGS`) or option (`--config`)."""
    path: Path | None = None
    line: int | None = None
    """1-based; None where the file has no single line for it."""

    def __str__(self) -> str:
        """As a reader would say it."""
        match self.kind:
            case OriginKind.ENVIRONMENT:
                return f"environment variable {self.key}"
            case OriginKind.COMMAND_LINE:
                return f"command-line option {self.key}"
            case OriginKind.RUSTC:
                return "the rustc command line"
            case OriginKind.DEFAULT:
                return f"Cargo's default for {self.key}"
            case OriginKind.MANIFEST | OriginKind.CONFIG_FILE:
                line = "" if self.line is None else f":{self.line}"
                return f"{self.key} in {self.path}{line}"
