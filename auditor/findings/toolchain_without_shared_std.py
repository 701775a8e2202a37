"""The toolchain has no shared std for the target.

## What it detects

- Builds with `-C prefer-dynamic` for a target whose std comes only as rlib: musl, bare
  metal, WebAssembly.
- Builds for a target that is not installed.

## Why

rustc shares std only if `libstd-HASH.so` lies in the toolchain's folder for the target.
Where there is none, std is linked statically into everything, and each dylib contains a
copy: a program that loads one cannot be linked (see std-not-shared).

For a target that is not installed every build fails with ``E0463 can't find crate for
`std` ``. Nightly's `build-std` needs no installed std.

## Example

    $ export RUSTFLAGS="-C prefer-dynamic"
    $ cargo build --target x86_64-unknown-linux-musl      # std is static

## Remedy

`rustup target add` for a target that is not installed. For one without a shared std leave
`-C prefer-dynamic` out of its builds, for instance by setting the flag under
`[target.'cfg(target_env = "gnu")']` instead of `[build]`.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import flags, places
from auditor.findings.rule_module import Fault
from auditor.model.build import Platform
from auditor.model.finding import Level, Location
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.model.unit import Unit

LEVEL = Level.WARNING
ALSO = (
    Level.ERROR,
    Level.NOTE,
)


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each platform."""
    if evidence.plan.builds_std:
        return
    platforms = {unit.platform.triple: unit.platform for unit in evidence.plan.units if unit.is_compiled}
    for platform in platforms.values():
        if not platform.has_std_rlib and platform.std_dylib is None:
            yield _not_installed(evidence, platform)
        elif platform.std_dylib is None:
            yield from _not_shared(evidence, platform)


def _not_installed(evidence: Evidence, platform: Platform) -> Fault:
    triple = platform.triple
    return Fault(
        message=f"The toolchain has no standard library for {triple}, so that the build fails: rustc finds no crate "
        f"`std`.",
        help=f"Install it: `rustup target add {triple}`.",
        location=_location(evidence, platform),
        level=Level.ERROR,
    )


def _not_shared(evidence: Evidence, platform: Platform) -> Iterable[Fault]:
    units = [unit for unit in evidence.plan.units if unit.platform is platform and _wants(unit)]
    if not units:
        return
    numbers = {unit.index for unit in units}
    is_assumed = evidence.mode is Mode.PREFER_DYNAMIC and evidence.asked_mode is None
    yield Fault(
        message=f"{flags.prefer_dynamic(evidence, units[0])} does not share std: the toolchain has no "
        f"shared standard library for {platform.triple}.",
        help="Leave the flag out."
        if evidence.is_by_rustc
        else "Leave the flag out of builds for this target, for instance by setting it under "
        "`[target.'cfg(target_env = \"gnu\")']`.",
        location=_location(evidence, platform),
        artifacts=tuple(index for index, artifact in enumerate(evidence.artifacts) if artifact.unit in numbers),
        level=Level.NOTE if is_assumed else Level.WARNING,
    )


def _wants(unit: Unit) -> bool:
    return unit.is_compiled and unit.flags.prefer_dynamic and not flags.only_cargo_prefers_dynamic(unit)


def _location(evidence: Evidence, platform: Platform) -> Location:
    source = flags.source_of(platform.rustflags, "prefer-dynamic")
    found = None if source is None else places.of_origin(source.origin)
    return found or places.in_root_manifest(evidence)
