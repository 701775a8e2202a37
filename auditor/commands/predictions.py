"""The evidence of several commands: what they have in common is read and simulated once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.cache import Cache
from auditor.commands.plans import CommandPlan
from auditor.commands.union import as_compiled, together
from auditor.linkage.confidence import artifacts_with_confidence
from auditor.linkage.simulation import simulate
from auditor.model.linkage import Artifact, Outcome
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.model.source import UnitSources
from auditor.model.unit import Plan
from auditor.planned import preferring_dynamic, prefers_dynamic
from auditor.prediction import evidence
from auditor.sources.references import references

Sources = tuple[UnitSources, ...]
_Simulate = Callable[[Plan, Sources], tuple[Artifact, ...]]


class Predictions:
    """The builds of several commands in one mode."""

    def __init__(
        self, commands: Sequence[CommandPlan], asked: Mode | None, cache: Cache, say: Callable[[str], None]
    ) -> None:
        """Predict all.

        Where no mode is asked for, it is as configured if that prefers dynamic linking in any of them.
        """
        self._commands = commands
        plans = [one.planned.plan for one in commands]
        prefers = any(map(prefers_dynamic, plans))
        self.mode = asked or (Mode.AS_CONFIGURED if prefers else Mode.PREFER_DYNAMIC)
        self.is_assumed = asked is None and self.mode is Mode.PREFER_DYNAMIC
        planned = [
            one.planned if self.mode is Mode.AS_CONFIGURED else preferring_dynamic(one.project, one.planned)
            for one in commands
        ]
        say("reading sources")
        whole = together(plans, as_compiled)
        sources = references(whole.plan, cache, commands[0].project.folders)
        self._sources = [whole.sources_of(number, sources) for number in range(len(plans))]
        say("simulating rustc")
        linked = _simulated([one.plan for one in planned], self._sources, artifacts_with_confidence)
        self.evidences: tuple[Evidence, ...] = tuple(
            evidence(one.project, found, asked, own, artifacts)
            for one, found, own, artifacts in zip(commands, planned, self._sources, linked, strict=True)
        )

    def fail_as_configured(self) -> list[bool]:
        """For each command, whether something of it fails without the flag of the mode."""
        return self._fail([one.planned.plan for one in self._commands])

    def fail_with_flag(self) -> list[bool]:
        """For each command, whether something of it fails with the flag that the mode does not give."""
        return self._fail([preferring_dynamic(one.project, one.planned).plan for one in self._commands])

    def _fail(self, plans: Sequence[Plan]) -> list[bool]:
        linked = _simulated(plans, self._sources, simulate)
        return [any(one.outcome is not Outcome.LINKS for one in artifacts) for artifacts in linked]


def _simulated(plans: Sequence[Plan], sources: Sequence[Sources], simulation: _Simulate) -> list[tuple[Artifact, ...]]:
    """The artifacts of each plan.

    Where Cargo refuses a build, or two units write one file, what becomes of a unit depends on the whole plan: such a
    plan is simulated by itself.
    """
    result: dict[int, tuple[Artifact, ...]] = {}
    common = [number for number, plan in enumerate(plans) if not (plan.refusals or plan.collisions)]
    if common:
        whole = together([plans[number] for number in common], as_compiled)
        known: dict[int, UnitSources] = {}
        for position, number in enumerate(common):
            known.update(zip(whole.numbers[position], sources[number], strict=True))
        artifacts = simulation(whole.plan, tuple(known[number] for number in range(len(whole.plan.units))))
        result = {number: whole.artifacts_of(position, artifacts) for position, number in enumerate(common)}
    return [
        result[number] if number in result else simulation(plan, sources[number]) for number, plan in enumerate(plans)
    ]
