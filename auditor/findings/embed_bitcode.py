"""`-C lto` in rustflags where no profile has LTO.

## What it detects

Units that get `-C lto` from `RUSTFLAGS` or the configuration's `rustflags`.

## Why

Unless a profile asks for LTO, Cargo tells rustc to leave the bitcode out of libraries.
With `-C lto` from elsewhere rustc ends at once with ``options `-C embed-bitcode=no` and
`-C lto` are incompatible``, in the first crate that it compiles.

## Example

    $ RUSTFLAGS="-C lto" cargo build --release     # fails

## Remedy

Ask for LTO in the profile, where Cargo knows which crates need what:

    [profile.release]
    lto = true

or by `CARGO_PROFILE_RELEASE_LTO=true`.
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
    found = failures.failures(evidence, ErrorKind.EMBED_BITCODE)
    for origin, group in failures.grouped(found, lambda failure: flags.setting_origin(failure.unit, "lto")).items():
        where = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
        yield Fault(
            message=f"{failures.subject(evidence, group)} cannot be compiled: {_meeting(evidence, where)}.",
            help=_help(evidence),
            location=places.of_origin(origin) or places.in_root_manifest(evidence, "profile", evidence.profile),
            artifacts=failures.indices(group),
            crates=tuple(failure.unit.package.id for failure in group),
            details=(
                "rustc says: options `-C embed-bitcode=no` and `-C lto` are incompatible",
                *failures.consequences(evidence, group),
            ),
        )


def _meeting(evidence: Evidence, where: str) -> str:
    if evidence.is_by_rustc:
        return "`-C lto` and `-C embed-bitcode=no` exclude each other"
    return (
        f"`-C lto` in the rustflags{where} meets the `-C embed-bitcode=no` that Cargo passes where no profile asks "
        "for LTO"
    )


def _help(evidence: Evidence) -> str:
    if evidence.is_by_rustc:
        return "Remove one of them."
    return f"Remove `-C lto` from the rustflags and set `lto = true` in `[profile.{evidence.profile}]`."
