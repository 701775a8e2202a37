"""`-C panic=abort` in rustflags reaches tests.

## What it detects

Unit tests, integration tests and benches that get `-C panic=abort` from the rustflags.

## Why

The test harness catches panics, so that tests cannot abort: ``building tests with
panic=abort is not supported without `-Zpanic_abort_tests` ``. Cargo knows that and ignores
`panic` of the profile for tests; rustflags go to everything alike.

## Example

    $ RUSTFLAGS="-C panic=abort" cargo test        # fails

## Remedy

Set the strategy in the profile:

    [profile.release]
    panic = "abort"
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
    """One fault for each place that passes `-C panic=abort`."""
    found = failures.failures(evidence, ErrorKind.PANIC_ABORT_TESTS)
    for origin, group in failures.grouped(found, lambda failure: flags.setting_origin(failure.unit, "panic")).items():
        where = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
        yield Fault(
            message=f"{failures.subject(evidence, group)} cannot be compiled: `-C panic=abort`"
            f"{_reaches(evidence, where)}, and rustc does not build tests that abort.",
            help=_help(evidence),
            location=places.of_origin(origin) or places.in_root_manifest(evidence, "profile", evidence.profile),
            artifacts=failures.indices(group),
            crates=tuple(failure.unit.package.id for failure in group),
            details=(
                "rustc says: building tests with panic=abort is not supported without `-Zpanic_abort_tests`",
                *failures.consequences(evidence, group),
            ),
        )


def _reaches(evidence: Evidence, where: str) -> str:
    if evidence.is_by_rustc:
        return " is among the options of rustc"
    return f" in the rustflags{where} reaches the tests, too"


def _help(evidence: Evidence) -> str:
    if evidence.is_by_rustc:
        return "Leave `-C panic=abort` out with `--test`."
    return (
        f'Remove it from the rustflags and set `panic = "abort"` in `[profile.{evidence.profile}]`: Cargo leaves tests '
        "out of that."
    )
