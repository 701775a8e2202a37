"""Cargo's own refusals of a whole build, before it starts rustc."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor.model.unit import Refusal, Unit, UnitMode

UNSUPPORTED_CRATE_TYPE = "unsupported-crate-type"
RUST_VERSION = "rust-version"


def find(units: Sequence[Unit], rustc_release: str, ignore_rust_version: bool) -> tuple[Refusal, ...]:
    """The refusal that Cargo ends with, if any: it stops at the first."""
    if not ignore_rust_version:
        too_new = _needing_newer_rust(units, rustc_release)
        if too_new is not None:
            return (too_new,)
    for unit in sorted(units, key=lambda unit: unit.package.order):
        if unit.is_compiled and not any(unit.platform.supports(kind) for kind in unit.flags.crate_types):
            kinds = ", ".join(unit.flags.crate_types)
            message = (
                f"cannot produce {kinds} for `{unit.package.name} v{unit.package.version}` as the target "
                f"`{unit.platform.triple}` does not support these crate types"
            )
            named = (other.index for other in units if other.is_compiled and _is_refused_with(other, unit))
            return (Refusal(UNSUPPORTED_CRATE_TYPE, message, tuple(named)),)
    return ()


def _is_refused_with(other: Unit, unit: Unit) -> bool:
    """Whether a unit is one of the target that Cargo's message is about: it may be built in several ways."""
    return (other.package.id, other.target, other.platform.triple) == (
        unit.package.id,
        unit.target,
        unit.platform.triple,
    ) and not any(other.platform.supports(kind) for kind in other.flags.crate_types)


def _needing_newer_rust(units: Sequence[Unit], rustc_release: str) -> Refusal | None:
    """Packages whose `rust-version` is above rustc's (fact 52)."""
    release = _numbers(rustc_release)
    found = [
        unit
        for unit in units
        if unit.package.rust_version is not None
        and unit.mode is not UnitMode.RUN_CUSTOM_BUILD
        and _numbers(unit.package.rust_version) > release
    ]
    if not found:
        return None
    lines = sorted({f"{u.package.name}@{u.package.version} requires rustc {u.package.rust_version}" for u in found})
    message = f"rustc {rustc_release} is not supported by: {'; '.join(lines)}"
    return Refusal(RUST_VERSION, message, tuple(unit.index for unit in found))


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version; a pre-release counts as its release, as Cargo counts nightly compilers."""
    parts = [int(number) for number in re.findall(r"\d+", version.partition("-")[0])[:3]]
    return tuple(parts + [0] * (3 - len(parts)))
