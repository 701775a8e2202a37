"""Cargo's release: which of its rules hold, where they changed between versions."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

_NUMBERS = re.compile(r"(\d+)\.(\d+)")
_NEWEST = (1, 1000)


class CargoRelease(msgspec.Struct, frozen=True):
    """A release of Cargo and whether it allows unstable features."""

    number: tuple[int, int]
    """`(1, 95)`."""
    is_nightly: bool
    """Nightly, a development build, or made to behave so by `RUSTC_BOOTSTRAP=1` (cargo `features.rs`, `channel`)."""

    @property
    def has_include(self) -> bool:
        """Whether `include` in configuration files is stable (1.94)."""
        return self.number >= (1, 94)

    @property
    def gates_json_targets(self) -> bool:
        """Whether target specifications in JSON need `-Z json-target-spec` (1.95)."""
        return self.number >= (1, 95)

    @property
    def turns_incremental_off_in_ci(self) -> bool:
        """Whether the variables of continuous-integration services turn incremental compilation off (1.99)."""
        return self.number >= (1, 99)

    @property
    def has_debug_profile(self) -> bool:
        """Whether there is a built-in profile `debug` (1.100); before, the name is reserved."""
        return self.number >= (1, 100)


def parse_release(text: str | None, environment: Mapping[str, str]) -> CargoRelease:
    """Read a release as `cargo -V` spells it, `1.95.0` or `1.97.0-nightly`; None stands for the newest.

    `environment` is asked for `RUSTC_BOOTSTRAP`. Text without a version counts as the newest release.
    """
    found = _NUMBERS.search(text or "")
    number = (int(found[1]), int(found[2])) if found else _NEWEST
    is_nightly = environment.get("RUSTC_BOOTSTRAP") == "1" or any(
        channel in (text or "") for channel in ("-nightly", "-dev")
    )
    return CargoRelease(number, is_nightly)
