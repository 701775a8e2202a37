"""The plan of each command, and which commands come to the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from auditor.commands.listing import Listed
from auditor.commands.readings import Readings
from auditor.commands.union import as_compiled, together
from auditor.errors import AuditorError
from auditor.matrix.model import Given
from auditor.planned import Planned, plan_as_configured
from auditor.project import Project


class CommandPlan(msgspec.Struct, frozen=True):
    """A command with its plan as configured."""

    listed: Listed
    project: Project
    planned: Planned
    also: tuple[str, ...] = ()
    """Commands that come to the same."""


class RefusedCommand(msgspec.Struct, frozen=True):
    """A command that Cargo refuses."""

    listed: Listed
    problem: str


def plans(commands: Iterable[Listed], readings: Readings) -> list[CommandPlan | RefusedCommand]:
    """The plan of each command that does not come to the same as an earlier one.

    Raises AuditorError for a command that somebody named and Cargo refuses, and where it refuses all.
    """
    found = [_plan(command, readings) for command in commands]
    refused = [one for one in found if isinstance(one, RefusedCommand)]
    if len(refused) == len(found):
        raise AuditorError(f"cargo refuses every command: {refused[0].problem}", hint="correct the project first")
    return _merged(found)


def _plan(listed: Listed, readings: Readings) -> CommandPlan | RefusedCommand:
    try:
        project = readings.of(listed.selection)
        return CommandPlan(listed, project, plan_as_configured(project))
    except AuditorError as error:
        if listed.given is Given.USUAL:
            return RefusedCommand(listed, error.message)
        raise listed.refused(error) from error


def _merged(found: Sequence[CommandPlan | RefusedCommand]) -> list[CommandPlan | RefusedCommand]:
    """Commands that compile the same units into the same folder as one: the first of them."""
    planned = [one for one in found if isinstance(one, CommandPlan)]
    numbers = iter(together([one.planned.plan for one in planned], as_compiled).numbers)
    result: dict[object, CommandPlan | RefusedCommand] = {}
    for position, one in enumerate(found):
        if isinstance(one, RefusedCommand):
            result[position] = one
            continue
        plan, own = one.planned.plan, next(numbers)
        key = (
            one.listed.selection.command, one.planned.profiles.directory, tuple(one.project.platforms.targets),
            frozenset(own), frozenset(own[root] for root in plan.roots), plan.doc_tested,
        )  # fmt: skip
        first = result.setdefault(key, one)
        if first is not one and isinstance(first, CommandPlan):
            titles = dict.fromkeys((*first.also, one.listed.title))
            titles.pop(first.listed.title, None)
            result[key] = replace(first, also=tuple(titles))
    return list(result.values())
