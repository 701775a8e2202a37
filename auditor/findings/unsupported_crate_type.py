"""The target has none of a library's crate types.

## What it detects

A library that is only `dylib`, `cdylib` or `proc-macro` in a build whose target makes no
shared libraries: with `-C target-feature=+crt-static`, on musl targets, on bare metal.

## Why

With a static C runtime there are no shared libraries. Cargo refuses before it starts rustc
at all: ``cannot produce dylib for `eng v0.1.0` as the target does not support these crate
types``, even if nothing of the build needs that library. A library that has another crate
type besides goes on without the unsupported one (see crate-type-dropped).

Without `--target` the rustflags also reach proc macros, which are shared libraries too.

## Example

    $ export RUSTFLAGS="-C target-feature=+crt-static"
    $ cargo build                                       # refused: proc macro
    $ cargo build --target x86_64-unknown-linux-gnu     # passes

## Remedy

- For a proc macro: name the target, `--target` or `build.target`, so that what runs at
  build time does not get the flag.
- For a dylib: take the flag away, `-C target-feature=-crt-static`; or add `rlib` to the
  crate types.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import chains, flags, places, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import ErrorKind
from auditor.model.report import Evidence
from auditor.model.unit import Refusal, Unit

LEVEL = Level.ERROR


def check(evidence: Evidence) -> Iterable[Fault]:
    """Cargo's own refusal; it stops at the first."""
    for refusal in evidence.plan.refusals:
        if refusal.reason == ErrorKind.UNSUPPORTED_CRATE_TYPE:
            yield _fault(evidence, refusal)


def _fault(evidence: Evidence, refusal: Refusal) -> Fault:
    unit = evidence.plan.units[refusal.units[0]]
    location = chains.place_to_edit(evidence, unit.package)
    return Fault(
        message=f"Cargo refuses the whole build: {refusal.message} ({places.show(evidence, location)})."
        f"{_why(evidence, unit)}",
        help=_help(evidence, unit),
        location=location,
        artifacts=tuple(index for index, artifact in enumerate(evidence.artifacts) if artifact.unit in refusal.units),
        crates=(unit.package.id,),
        details=chains.brought_in(evidence, unit.package),
    )


def _why(evidence: Evidence, unit: Unit) -> str:
    if not unit.platform.is_crt_static:
        return ""
    source = flags.source_of(unit.platform.rustflags, "target-feature")
    where = "the target's default" if source is None else places.show_origin(evidence, source.origin)
    return f" The reason is crt-static ({where}): with a static C runtime there are no shared libraries."


def _help(evidence: Evidence, unit: Unit) -> str:
    if not unit.platform.is_crt_static:
        return (
            f"Leave the package out of the build, or add a crate type that {unit.platform.triple} has, such as `rlib`."
        )
    if unit.target.for_host and not evidence.selection.targets:
        return (
            f"Name the target, `--target {unit.platform.triple}`: then the flag does not reach what runs at build time."
        )
    add = f"add `rlib` to the crate types of {wording.package(evidence, unit.package)}"
    return f"Take the flag away (`-C target-feature=-crt-static`), or {add}."
