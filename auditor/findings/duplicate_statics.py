"""Several libraries each hold a crate's statics.

## What it detects

Crates with `static`s or thread-locals that are linked statically into more than one of the
shared libraries (`cdylib`, `dylib`) that the build was asked for.

## Why

A program that loads two such libraries has each static twice: two runtimes, two loggers,
two registries, which know nothing of each other. `tokio` finds no runtime ("there is no
reactor running"), `log` and `tracing` stay silent in a plugin, a once-cell is filled twice.
rustc sees one library at a time and cannot warn.

Whether any program loads them together is not to be seen from here, so this is a heuristic.
For crates whose statics are known to matter the level is a warning, else a note.

## Example

    plugin_a (cdylib) ── log        two loggers in a program that loads both
    plugin_b (cdylib) ── log

## Remedy

Link the shared crates once: put them behind one `dylib` that the plugins and the program
use, and build everything with `-C prefer-dynamic`. Or hand the state over explicitly, such
as a logger or a runtime handle that the program passes to each plugin.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.crate_graph import CrateGraph, crate_graph
from auditor.evidence import places, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import Outcome
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.NOTE
ALSO = (Level.WARNING,)
_WATCHED = frozenset({
    "tokio", "tracing", "tracing_core", "log", "async_std", "smol", "rayon_core", "metrics", "parking_lot_core",
    "crossbeam_epoch", "inventory", "linkme", "once_cell", "lazy_static", "env_logger", "actix_rt", "tracing_log",
    "opentelemetry", "thread_local", "signal_hook_registry", "pyo3", "bevy_tasks", "bevy_reflect",
})  # fmt: skip
_SHARED = ("cdylib", "dylib")


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for the whole build."""
    libraries = frozenset(_libraries(evidence))
    if len(libraries) < 2:
        return
    graph = crate_graph(evidence)
    copies = {
        unit.index: holders
        for unit in evidence.plan.units
        if evidence.sources[unit.index].has_statics and unit.target.is_lib
        for holders in [_holders(graph, unit, libraries)]
        if len(holders) > 1
    }
    if copies:
        yield _fault(evidence, copies)


def _libraries(evidence: Evidence) -> Iterable[int]:
    """The shared libraries that were asked for."""
    for index, artifact in enumerate(evidence.artifacts):
        unit = evidence.plan.units[artifact.unit]
        if artifact.crate_type in _SHARED and unit.is_root and artifact.outcome is Outcome.LINKS:
            yield index


def _holders(graph: CrateGraph, unit: Unit, libraries: frozenset[int]) -> tuple[int, ...]:
    return tuple(index for index in graph.holders(unit.index) if index in libraries)


def _fault(evidence: Evidence, copies: dict[int, tuple[int, ...]]) -> Fault:
    units = sorted(
        (evidence.plan.units[number] for number in copies), key=lambda unit: (not _is_watched(unit), unit.index)
    )
    holders = tuple(dict.fromkeys(index for unit in units for index in copies[unit.index]))
    first = evidence.plan.units[evidence.artifacts[holders[0]].unit]
    names = wording.quoted(unit.target.crate_name for unit in units)
    statics = wording.agree(len(units), "its statics exist", "their statics exist")
    return Fault(
        message=f"{names} {wording.agree(len(units), 'is', 'are')} linked into "
        f"{wording.artifacts(evidence, holders)} separately: {statics} once in each, should one program load them "
        f"together (a heuristic: which program loads them cannot be seen).",
        help="Put what must exist once behind one `dylib` that all of them use, built with `-C prefer-dynamic`; or "
        "pass the state (logger, runtime handle) from the program to each library.",
        location=places.crate_types(evidence, first.package),
        artifacts=holders,
        crates=tuple(unit.package.id for unit in units),
        details=wording.lines([_line(evidence, unit, copies[unit.index]) for unit in units]),
        level=Level.WARNING if any(_is_watched(unit) for unit in units) else Level.NOTE,
    )


def _is_watched(unit: Unit) -> bool:
    return unit.target.crate_name in _WATCHED


def _line(evidence: Evidence, unit: Unit, holders: tuple[int, ...]) -> str:
    copies = wording.counted(len(holders), "copy", "copies")
    return f"{unit.target.crate_name} {unit.package.version}: {copies} ({wording.artifacts(evidence, holders)})"
