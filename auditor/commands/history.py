"""What was built before: Cargo takes a dylib of another selection for its own, and the result is another.

Cargo adds `-C prefer-dynamic` to a dylib unless its package is selected, and no fingerprint records it (cargo#14678).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from auditor.commands.union import as_remembered, together
from auditor.linkage.simulation import simulate
from auditor.matrix.model import Change, Column, Leftover
from auditor.model.linkage import Artifact, Outcome
from auditor.model.report import Evidence

_Flags = Mapping[int, bool]
"""By unit of all plans together: whether it prefers dynamic linking."""


class History:
    """The units that commands share, and with which flag each command compiles them."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Compare the plans of commands that write to the same folder."""
        self._columns = columns
        self._own = [
            (number, column, column.evidence) for number, column in enumerate(columns) if column.evidence is not None
        ]
        self._numbers: dict[int, tuple[tuple[str, int], ...]] = {}
        if self._own:
            whole = together([evidence.plan for _, _, evidence in self._own], as_remembered)
            for (number, column, _), numbers in zip(self._own, whole.numbers, strict=True):
                self._numbers[number] = tuple((column.directory, one) for one in numbers)

    def leftovers(self) -> tuple[Leftover, ...]:
        """The dylibs that some commands compile with the flag and others without it."""
        found: dict[tuple[str, int], tuple[str, str, list[int], list[int]]] = {}
        for number, _, evidence in self._own:
            for unit, key in zip(evidence.plan.units, self._numbers[number], strict=True):
                if unit.is_compiled and "dylib" in unit.flags.crate_types:
                    _, _, shared, alone = found.setdefault(key, (unit.package.name, unit.target.crate_name, [], []))
                    (shared if unit.flags.prefer_dynamic else alone).append(number)
        leftovers = (
            Leftover(package, library, tuple(shared), tuple(alone))
            for package, library, shared, alone in found.values()
            if shared and alone
        )
        return tuple(dict.fromkeys(leftovers))

    def changes(self) -> tuple[Change, ...]:
        """What each command comes to behind each other one, where that is another result than in a clean folder."""
        return tuple(change for number, _, evidence in self._own for change in self._changes(number, evidence))

    def _changes(self, number: int, evidence: Evidence) -> Iterator[Change]:
        known: dict[tuple[tuple[int, bool], ...], tuple[Artifact, ...]] = {}
        for before, _, earlier in self._own:
            if before == number:
                continue
            taken = dict(self._taken(number, evidence, before, earlier))
            if not taken:
                continue
            key = tuple(sorted(taken.items()))
            if key not in known:
                known[key] = _with_flags(evidence, taken)
            broken = tuple(_differing(evidence.artifacts, known[key], Outcome.LINKS))
            mended = tuple(_differing(known[key], evidence.artifacts, Outcome.LINKS))
            if broken or mended:
                yield Change(before, number, broken, mended)

    def _taken(self, number: int, evidence: Evidence, before: int, earlier: Evidence) -> Iterator[tuple[int, bool]]:
        """The units that an earlier command has compiled with another flag."""
        failed = {artifact.unit for artifact in earlier.artifacts if artifact.outcome is not Outcome.LINKS}
        theirs = {
            key: unit
            for unit, key in zip(earlier.plan.units, self._numbers[before], strict=True)
            if unit.is_compiled and unit.index not in failed and not earlier.plan.refusals
        }
        for unit, key in zip(evidence.plan.units, self._numbers[number], strict=True):
            other = theirs.get(key)
            if other is not None and other.flags.prefer_dynamic is not unit.flags.prefer_dynamic:
                yield unit.index, other.flags.prefer_dynamic


def _with_flags(evidence: Evidence, taken: _Flags) -> tuple[Artifact, ...]:
    """The artifacts of a build in which some units were compiled with other flags."""
    units = tuple(
        replace(unit, flags=replace(unit.flags, prefer_dynamic=taken[unit.index])) if unit.index in taken else unit
        for unit in evidence.plan.units
    )
    return simulate(replace(evidence.plan, units=units), evidence.sources)


def _differing(one: Sequence[Artifact], other: Sequence[Artifact], outcome: Outcome) -> Iterator[int]:
    """The artifacts with an outcome here and another there."""
    for number, (here, there) in enumerate(zip(one, other, strict=True)):
        if here.outcome is outcome and there.outcome is not outcome:
            yield number
