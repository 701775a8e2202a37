"""Libraries that leave only rlibs and cannot be compiled: no artifact of the report shows their failure itself.

Which unit fails for which reason follows the simulation; here it is read off flags, sources and artifacts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from auditor.model import crate_type
from auditor.model.linkage import ErrorKind, Linkage, LinkError, Outcome
from auditor.model.report import Evidence
from auditor.model.source import Reference
from auditor.model.unit import Unit


@lru_cache(maxsize=1)
def failing_libraries(evidence: Evidence) -> tuple[tuple[Unit, LinkError], ...]:
    """The units without artifacts that fail themselves, each with its errors."""
    if evidence.plan.refusals:
        return ()
    return tuple(_Search(evidence).run())


class _Search:
    """One pass over the units, dependencies first."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._outcomes = {artifact.unit: artifact.outcome for artifact in evidence.artifacts}
        self._broken_macros = {
            artifact.unit for artifact in evidence.artifacts
            if artifact.crate_type == "proc-macro" and any(
                entry.crate == "std" and entry.linkage is Linkage.DYNAMIC for entry in artifact.linkage
            )
        }  # fmt: skip

    def run(self) -> Iterator[tuple[Unit, LinkError]]:
        bad = {unit for unit, outcome in self._outcomes.items() if outcome is not Outcome.LINKS}
        for unit in self._evidence.plan.units:
            if any(dependency.unit in bad for dependency in unit.dependencies):
                bad.add(unit.index)
            elif unit.is_compiled and not any(kind in crate_type.LINKED for kind in unit.flags.crate_types):
                errors = list(self._errors(unit))
                if errors:
                    bad.add(unit.index)
                yield from ((unit, error) for error in errors)

    def _errors(self, unit: Unit) -> Iterator[LinkError]:
        if unit.flags.lto.crosses_crates and not unit.flags.embed_bitcode:
            yield LinkError(ErrorKind.EMBED_BITCODE)
            return
        sources, units = self._evidence.sources[unit.index], self._evidence.plan.units
        named = [
            (dependency.extern_name, units[dependency.unit])
            for dependency in unit.dependencies
            if units[dependency.unit].target.is_lib
            and sources.references.get(dependency.extern_name, Reference.ABSENT) >= Reference.LIKELY
        ]
        unlinkable = sorted(name for name, library in named if not library.target.is_linkable)
        if unlinkable:
            yield LinkError(ErrorKind.UNLINKABLE_DEPENDENCY, tuple(unlinkable))
        macros = sorted(
            library.target.crate_name
            for _, library in named
            if library.index in self._broken_macros and self._evidence.sources[library.index].defines_proc_macros
        )
        if macros:
            yield LinkError(ErrorKind.PROC_MACRO_LOAD, tuple(macros))
