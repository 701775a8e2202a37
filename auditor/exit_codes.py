"""The exit codes that other programs may rely on."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process's exit status means."""

    CLEAN = 0
    """Nothing at or above `--fail-on`."""
    FINDINGS = 1
    """At least one finding at or above `--fail-on`."""
    UNUSABLE = 2
    """The command line, the project or its configuration cannot be used."""
    INTERNAL = 3
    """A fault of cargo-dynaudit itself."""
