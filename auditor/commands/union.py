"""Several plans as one, so that what they have in common is read and simulated once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import msgspec
from msgspec.structs import replace

from auditor.model.build import Platform, Profile
from auditor.model.linkage import Artifact, Copy, CrateLinkage
from auditor.model.source import UnitSources
from auditor.model.unit import Plan, Unit

_AFTER_NAME = 1
"""Where in the identity of a profile its settings begin: the name is first."""
Identity = Callable[[Plan, Unit, int], Hashable]
"""What tells a unit of a plan from others, its dependencies aside; beside it a number for its platform."""


class Union(msgspec.Struct, frozen=True):
    """Plans with their units put together."""

    plan: Plan
    """The first plan, with the units of all."""
    numbers: tuple[tuple[int, ...], ...]
    """For each plan: where in the whole its units are."""

    def sources_of(self, number: int, sources: Sequence[UnitSources]) -> tuple[UnitSources, ...]:
        """What the units of one plan name, by what those of the whole do."""
        return tuple(sources[there] for there in self.numbers[number])

    def artifacts_of(self, number: int, artifacts: Sequence[Artifact]) -> tuple[Artifact, ...]:
        """The artifacts of one plan, by those of the whole."""
        own = self.numbers[number]
        back = {there: here for here, there in enumerate(own)}
        by_unit: dict[int, list[Artifact]] = {}
        for artifact in artifacts:
            by_unit.setdefault(artifact.unit, []).append(artifact)
        return tuple(_moved(artifact, back) for there in own for artifact in by_unit.get(there, ()))


def together(plans: Sequence[Plan], identity: Identity) -> Union:
    """The plans as one: units that are equal, and need equal units, are one."""
    known: dict[Hashable, int] = {}
    platforms: list[Platform] = []
    units: list[Unit] = []
    numbers = []
    for plan in plans:
        own: list[int] = []
        numbered: dict[int, int] = {}
        for unit in plan.units:
            platform = numbered.get(id(unit.platform))
            if platform is None:
                platform = numbered[id(unit.platform)] = _number(platforms, unit.platform)
            dependencies = tuple(replace(one, unit=own[one.unit]) for one in unit.dependencies)
            key = (identity(plan, unit, platform), dependencies)
            number = known.setdefault(key, len(units))
            if number == len(units):
                units.append(replace(unit, index=number, dependencies=dependencies))
            own.append(number)
        numbers.append(tuple(own))
    return Union(replace(plans[0], units=tuple(units)), tuple(numbers))


def as_compiled(plan: Plan, unit: Unit, platform: int) -> Hashable:
    """All that decides what rustc makes of a unit, and its profile, by which a plan tells its own units apart."""
    del plan
    return (*_of_cargo(unit, platform), unit.is_host, unit.flags)


def as_remembered(plan: Plan, unit: Unit, platform: int) -> Hashable:
    """What Cargo takes for the same unit if it was compiled before: whether its package was selected is no part of it.

    Source: cargo `compilation_files.rs`, `compute_metadata`; cargo#14678.
    """
    flags = replace(unit.flags, prefer_dynamic=False, prefer_dynamic_by_cargo=False)
    has_folder = None in plan.platforms and len(plan.platforms) > 1 and not unit.is_host
    return (*_of_cargo(unit, platform), flags, unit.platform.triple if has_folder else None)


def _of_cargo(unit: Unit, platform: int) -> tuple[Hashable, ...]:
    """A profile's name is no part of it, as it is none of Cargo's (cargo `profiles.rs`, `Profile::comparable`)."""
    profile = _settings(unit.profile)
    return (unit.package.id, unit.target.kind, unit.target.name, unit.mode, platform, profile, unit.features)


def _settings(profile: Profile) -> Hashable:
    return profile.identity[_AFTER_NAME:]


def _number(known: list[Platform], platform: Platform) -> int:
    """The number of a platform: of an equal one, if there is one."""
    if platform not in known:
        known.append(platform)
    return known.index(platform)


def _moved(artifact: Artifact, back: dict[int, int]) -> Artifact:
    """An artifact with the numbers of another plan."""

    def unit(number: int | None) -> int | None:
        return None if number is None else back[number]

    return replace(
        artifact,
        unit=back[artifact.unit],
        linkage=tuple(CrateLinkage(one.crate, one.package_id, unit(one.unit), one.linkage) for one in artifact.linkage),
        copies=tuple(Copy(one.crate, unit(one.unit), unit(one.holder)) for one in artifact.copies),
        unavailable_as_static=tuple(back[one] for one in artifact.unavailable_as_static),
        blocked_by=tuple(back[one] for one in artifact.blocked_by),
    )
