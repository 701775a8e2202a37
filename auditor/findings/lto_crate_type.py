"""`-C lto` reaches crates that cannot have LTO.

## What it detects

`-C lto` in the rustflags (with `-C embed-bitcode=yes`) in a build that contains dylibs,
proc macros or libraries of several crate types.

## Why

rustc runs LTO for programs, cdylibs and static libraries. For others it ends with ``lto
cannot be used for `dylib` crate type`` or ``lto can only be run for executables, cdylibs
and static library outputs``. Cargo knows that and never passes `-C lto` of a profile to
them; rustflags go to everything alike.

## Example

    $ RUSTFLAGS="-C lto -C embed-bitcode=yes" cargo build    # fails in a dylib

## Remedy

Ask for LTO in the profile instead of the rustflags: `lto = true`. What cannot be optimised
across crates is then left alone (see lto-not-applied).
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import failures, flags, places
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import ErrorKind
from auditor.model.report import Evidence

LEVEL = Level.ERROR


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each place that passes `-C lto`."""
    found = failures.failures(evidence, ErrorKind.LTO_CRATE_TYPE)
    for origin, group in failures.grouped(found, lambda failure: flags.setting_origin(failure.unit, "lto")).items():
        where = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
        yield Fault(
            message=f"{failures.subject(evidence, group)} cannot be compiled: `-C lto`{_reaches(evidence, where)}, but "
            f"rustc runs LTO only for programs, cdylibs and static libraries.{failures.doubt(group)}",
            help=_help(evidence),
            location=places.of_origin(origin) or places.in_root_manifest(evidence, "profile", evidence.profile),
            artifacts=failures.indices(group),
            crates=tuple(failure.unit.package.id for failure in group),
            details=(
                f"rustc says: lto cannot be used for `{group[0].artifact.crate_type}` crate type",
                *failures.consequences(evidence, group),
            ),
        )


def _reaches(evidence: Evidence, where: str) -> str:
    return " is among the options of rustc" if evidence.is_by_rustc else f" in the rustflags{where} goes to every crate"


def _help(evidence: Evidence) -> str:
    if evidence.is_by_rustc:
        return "Remove `-C lto`, or compile another crate type."
    return (
        f"Remove `-C lto` from the rustflags and set `lto = true` in `[profile.{evidence.profile}]`: Cargo passes that "
        "to the crate types that can have it."
    )
