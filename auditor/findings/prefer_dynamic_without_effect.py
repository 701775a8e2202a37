"""`-C prefer-dynamic` is set and changes nothing.

## What it detects

- Programs with `crt-static`, by rustflags or by the target's default.
- A later `-C prefer-dynamic=no` that takes the flag back.
- Builds of static libraries alone.

## Why

With a static C runtime rustc links programs statically and ignores the flag without a
word. Of repeated `-C` options the last counts; flags of a target's table come in the order
triple, then `cfg(…)` tables by their names. Static libraries contain everything by nature.

Where the toolchain has no shared std for the target, see toolchain-without-shared-std.

## Example

    $ export RUSTFLAGS="-C prefer-dynamic -C target-feature=+crt-static"
    $ cargo build             # all static

## Remedy

Remove one of the two flags: `-C target-feature=-crt-static` makes the C runtime dynamic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.evidence import flags, places, wording
from auditor.findings.rule_module import Fault
from auditor.model.build import RustFlags
from auditor.model.finding import Level
from auditor.model.linkage import Linkage, Outcome
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.model.unit import Unit

LEVEL = Level.WARNING


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each reason."""
    yield from _taken_back(evidence)
    yield from _crt_static(evidence)
    yield from _static_libraries(evidence)


def _level(evidence: Evidence) -> Level:
    """A note where the flag is the audit's own assumption."""
    is_assumed = evidence.mode is Mode.PREFER_DYNAMIC and evidence.asked_mode is None
    return Level.NOTE if is_assumed else Level.WARNING


def _taken_back(evidence: Evidence) -> Iterator[Fault]:
    rustflags: RustFlags = evidence.configured_rustflags
    setting = [source for source in rustflags.sources if flags.mentions_prefer_dynamic(source.flags)]
    if not setting or flags.prefers_dynamic(rustflags.flags):
        return
    last = flags.source_of(rustflags, "prefer-dynamic")
    assert last is not None
    yield Fault(
        message=f"`-C prefer-dynamic` ({places.show_origin(evidence, setting[-1].origin)}) is taken back by "
        f"`-C prefer-dynamic=no` ({places.show_origin(evidence, last.origin)}): of repeated flags the last counts.",
        help="Remove one of them.",
        location=places.of_origin(last.origin) or places.in_root_manifest(evidence),
    )


def _crt_static(evidence: Evidence) -> Iterator[Fault]:
    found = [
        index
        for index, artifact in enumerate(evidence.artifacts)
        if artifact.crate_type == "bin"
        and artifact.outcome is Outcome.LINKS
        and _ignores(evidence.plan.units[artifact.unit])
        and any(entry.crate == "std" and entry.linkage is Linkage.STATIC for entry in artifact.linkage)
    ]
    if not found:
        return
    unit = evidence.plan.units[evidence.artifacts[found[0]].unit]
    source = flags.source_of(unit.platform.rustflags, "target-feature")
    where = f"the default of {unit.platform.triple}" if source is None else places.show_origin(evidence, source.origin)
    yield Fault(
        message=f"{flags.prefer_dynamic(evidence, unit)} has no effect on "
        f"{wording.artifacts(evidence, found)}: with crt-static ({where}) rustc links programs statically and ignores "
        f"it without a word.",
        help="Remove one of the two; `-C target-feature=-crt-static` makes the C runtime dynamic.",
        location=places.of_origin(None if source is None else source.origin) or places.in_root_manifest(evidence),
        artifacts=tuple(found),
        crates=tuple(evidence.plan.units[evidence.artifacts[index].unit].package.id for index in found),
        level=_level(evidence),
    )


def _ignores(unit: Unit) -> bool:
    return unit.flags.prefer_dynamic and not flags.only_cargo_prefers_dynamic(unit) and unit.platform.is_crt_static


def _static_libraries(evidence: Evidence) -> Iterator[Fault]:
    if _level(evidence) is Level.NOTE or not evidence.prefers_dynamic:
        return
    roots = [index for index, one in enumerate(evidence.artifacts) if evidence.plan.units[one.unit].is_root]
    if not roots or any(evidence.artifacts[index].crate_type != "staticlib" for index in roots):
        return
    unit = evidence.plan.units[evidence.artifacts[roots[0]].unit]
    yield Fault(
        message=f"{flags.prefer_dynamic(evidence, unit)} has no effect on "
        f"{wording.artifacts(evidence, roots)}: a static library contains everything it needs.",
        help="Make it a `cdylib` if it is to share std.",
        location=places.crate_types(evidence, unit.package),
        artifacts=tuple(roots),
        crates=(unit.package.id,),
    )
