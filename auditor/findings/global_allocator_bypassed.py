"""A shared std bypasses `#[global_allocator]`.

## What it detects

Programs and C libraries that link std dynamically and contain a crate with
`#[global_allocator]`.

## Why

The shared std was linked once, with the system's allocator for what is compiled into it.
Code of the program, generic code of std included, uses the program's allocator. So
allocations inside `libstd-HASH.so` bypass it: a counting allocator misses them, an arena or
a limit does not hold for them. rustc gives no warning, and there were releases in which
memory of one allocator was given back to the other (rust-lang/rust issue 114518).

## Example

    #[global_allocator]
    static A: Counting = Counting;

    $ RUSTFLAGS="-C prefer-dynamic" cargo run      # counts less than without

## Remedy

Build programs with an allocator of their own without `-C prefer-dynamic`, or leave the
allocator out of such builds, by a feature for instance. Where the allocator of all
libraries is to be replaced, preload it (`LD_PRELOAD`).
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import places, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import Artifact, Linkage, Outcome
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.WARNING


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each crate that sets an allocator."""
    found: dict[int, list[int]] = {}
    for index, artifact in enumerate(evidence.artifacts):
        for number in _allocators(evidence, artifact):
            found.setdefault(number, []).append(index)
    for number, indices in found.items():
        yield _fault(evidence, evidence.plan.units[number], indices)


def _allocators(evidence: Evidence, artifact: Artifact) -> Iterable[int]:
    """The units in an artifact that set an allocator, if its std is dynamic."""
    unit = evidence.plan.units[artifact.unit]
    if artifact.outcome is not Outcome.LINKS or unit.is_test or unit.target.is_custom_build:
        return
    if not any(one.crate == "std" and one.linkage is Linkage.DYNAMIC for one in artifact.linkage):
        return
    for number in (artifact.unit, *(one.unit for one in artifact.linkage if one.linkage is Linkage.STATIC)):
        if number is not None and evidence.sources[number].has_global_allocator:
            yield number


def _fault(evidence: Evidence, unit: Unit, indices: list[int]) -> Fault:
    declared = places.in_manifest(evidence, unit.package, places.target_table(unit))
    names = wording.artifacts(evidence, indices)
    return Fault(
        message=f"{wording.sentence(wording.unit(unit))} sets a `#[global_allocator]`, and {names} "
        f"{wording.agree(len(indices), 'links', 'link')} std dynamically: what the code inside the shared std "
        f"allocates bypasses that allocator, without a warning of rustc's.",
        help="Build it without `-C prefer-dynamic`, or without the allocator where std is shared.",
        location=declared,
        artifacts=tuple(indices),
        crates=(unit.package.id,),
    )
