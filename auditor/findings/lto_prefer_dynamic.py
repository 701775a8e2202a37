"""LTO and `-C prefer-dynamic` exclude each other.

## What it detects

Programs, C libraries and tests that are compiled with LTO across crates (`lto = true`,
`"fat"` or `"thin"` of the profile, or `-C lto`) while `-C prefer-dynamic` is in force.

## Why

LTO needs the code of every crate in one place, a shared library keeps its code to itself.
rustc therefore ends with `cannot prefer dynamic linking when performing LTO`, even if
every crate would have been linked statically. It finds that out at code generation, when
all dependencies are compiled; `cargo check` does not find it at all.

The profile that counts is the workspace root's: a `[profile]` in a member's manifest is
ignored. Whether the value comes from the manifest, from `.cargo/config.toml` or from
`CARGO_PROFILE_RELEASE_LTO` makes no difference.

## Example

    [profile.release]
    lto = "thin"          # fails with RUSTFLAGS="-C prefer-dynamic"

## Remedy

Only `lto = false` and `lto = "off"` pass. `lto = "thin"` is sometimes recommended as a
cure: it fails in the same way. Where both are wanted, use two profiles:

    [profile.shared]
    inherits = "release"
    lto = false

and build with `--profile shared` where `-C prefer-dynamic` is set.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import failures, flags, places, wording
from auditor.evidence.failures import Failure
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import ErrorKind
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.ERROR


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each place that asks for LTO."""
    found = failures.failures(evidence, ErrorKind.LTO_PREFER_DYNAMIC)
    for group in failures.grouped(found, lambda failure: flags.setting_origin(failure.unit, "lto")).values():
        yield _fault(evidence, group)


def _fault(evidence: Evidence, group: list[Failure]) -> Fault:
    unit = group[0].unit
    origin = flags.setting_origin(unit, "lto")
    where = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
    return Fault(
        message=f"{failures.subject(evidence, group)} cannot be linked: `{_written(unit)}`{where} "
        f"and {flags.prefer_dynamic(evidence, unit)} exclude each other.{failures.doubt(group)}",
        help=_help(evidence, unit),
        location=places.of_origin(origin) or places.in_root_manifest(evidence, "profile", evidence.profile),
        artifacts=failures.indices(group),
        crates=tuple(failure.unit.package.id for failure in group),
        details=(
            "rustc says, at the end of the build: cannot prefer dynamic linking when performing LTO",
            *failures.consequences(evidence, group),
        ),
    )


def _written(unit: Unit) -> str:
    if flags.is_by_rustflags(unit, "lto"):
        value = flags.codegen(unit.platform.rustflags.flags, "lto")[-1]
        return "-C lto" if value is None else f"-C lto={value}"
    return f"lto = {wording.toml(unit.profile.lto)}"


def _help(evidence: Evidence, unit: Unit) -> str:
    if flags.is_by_rustflags(unit, "lto"):
        return f"Remove `-C lto` from {flags.given_in(evidence)}, or `-C prefer-dynamic`."
    return (
        f'Set `lto = false` or `lto = "off"` there: no other value passes, `"thin"` fails like `"fat"`. '
        f"To keep LTO elsewhere, give the builds that share std a profile of their own "
        f'(`inherits = "{unit.profile.name}"`, `lto = false`).'
    )
