"""rustc leaves a crate type out and only warns.

## What it detects

Libraries of several crate types of which the target has some: `["rlib", "dylib"]` with
`-C target-feature=+crt-static`, `["cdylib", "staticlib"]` on a musl target.

## Why

With a static C runtime there are no shared libraries. rustc warns ``dropping unsupported
crate type `dylib` `` and goes on with the rest: the build passes, and the shared library
that somebody may wait for is not there. A library that has no other crate type makes Cargo
refuse the build instead (see unsupported-crate-type).

## Example

    [lib]
    crate-type = ["rlib", "dylib"]

    $ RUSTFLAGS="-C target-feature=+crt-static" cargo build     # no libeng.so

## Remedy

If the shared library is wanted: `-C target-feature=-crt-static`. If not: remove the crate
type, or ask for it where it is needed, `cargo rustc --lib --crate-type cdylib`.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import flags, places, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.WARNING


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each platform."""
    if evidence.plan.refusals:
        return
    by_platform: dict[str, list[Unit]] = {}
    for unit in evidence.plan.units:
        if unit.is_compiled and _dropped(unit):
            by_platform.setdefault(unit.platform.triple, []).append(unit)
    for units in by_platform.values():
        yield _fault(evidence, units)


def _dropped(unit: Unit) -> list[str]:
    """The crate types that the platform lacks."""
    return [kind for kind in unit.flags.crate_types if not unit.platform.supports(kind)]


def _fault(evidence: Evidence, units: list[Unit]) -> Fault:
    units.sort(key=lambda unit: not places.is_own(evidence, unit.package))
    platform, kinds = units[0].platform, wording.quoted(kind for unit in units for kind in _dropped(unit))
    of = wording.listed(f"`{unit.target.crate_name}`" for unit in units)
    location = places.crate_types(evidence, units[0].package)
    source = flags.source_of(platform.rustflags, "target-feature")
    where = "the target's default" if source is None else places.show_origin(evidence, source.origin)
    reason = f" with crt-static ({where})" if platform.is_crt_static else ""
    return Fault(
        message=f"rustc leaves out {kinds} of {of} with a warning: {platform.triple}{reason} has no such libraries. "
        f"{_passes(units)}",
        help="If the shared library is wanted, set `-C target-feature=-crt-static`; if not, remove the crate type "
        f"({places.show(evidence, location)}).",
        location=location,
        crates=tuple(unit.package.id for unit in units),
    )


def _passes(units: list[Unit]) -> str:
    """What is left; Cargo refuses a library of which nothing is."""
    if any(unit.platform.supports(kind) for unit in units for kind in unit.flags.crate_types):
        return "The build passes without them."
    return "It passes, and leaves nothing."
