"""Units while they are planned: their identity, why they are wanted, and the graph they form."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from auditor.model.build import Profile
from auditor.model.unit import UnitMode
from auditor.model.workspace import PackageId, Target, TargetKind, Workspace
from auditor.plan.platforms import Kind

_TARGET_ORDER = (
    TargetKind.LIB,
    TargetKind.BIN,
    TargetKind.TEST,
    TargetKind.BENCH,
    TargetKind.EXAMPLE,
    TargetKind.CUSTOM_BUILD,
)


class Draft(NamedTuple):
    """A unit's identity in the plan: drafts that are equal are one unit."""

    package: PackageId
    target: int
    """Index into the package's targets."""
    profile: int
    """Number in the `ProfileTable`."""
    kind: Kind
    mode: UnitMode
    features: tuple[str, ...]


class ProfileTable:
    """Numbers for equal profiles, so that drafts compare quickly."""

    def __init__(self) -> None:
        """Start empty."""
        self._numbers: dict[Profile, int] = {}
        self._profiles: list[Profile] = []

    def number(self, profile: Profile) -> int:
        """The number of a profile, a new one if no equal profile has any."""
        number = self._numbers.setdefault(profile, len(self._profiles))
        if number == len(self._profiles):
            self._profiles.append(profile)
        return number

    def __getitem__(self, number: int) -> Profile:
        return self._profiles[number]


class UnitFor(msgspec.Struct, frozen=True):
    """Why a unit is wanted (cargo `UnitFor`)."""

    host: bool = False
    host_features: bool = False
    always_unwind: bool = False

    def with_dependency(self, parent_is_custom_build: bool, target: Target) -> UnitFor:
        """The reason of a dependency's unit."""
        return UnitFor(
            self.host or target.for_host,
            self.host_features or parent_is_custom_build or target.is_proc_macro,
            self.always_unwind or target.for_host,
        )

    def for_custom_build(self) -> UnitFor:
        """The reason of the package's build script."""
        return UnitFor(True, self.host_features, True)


NORMAL = UnitFor()


class DraftEdge(msgspec.Struct, frozen=True):
    """A dependency between two drafts."""

    draft: Draft
    unit_for: UnitFor
    extern_name: str
    is_own_library: bool = False
    is_dev: bool = False


class DraftGraph(msgspec.Struct):
    """All drafts with their dependencies."""

    roots: list[Draft]
    profiles: ProfileTable
    edges: dict[Draft, list[DraftEdge]] = msgspec.field(default_factory=dict)


def draft_order(workspace: Workspace, draft: Draft) -> tuple[object, ...]:
    """Sort key: Cargo orders units by package and target first."""
    package = workspace.packages[draft.package]
    target = package.targets[draft.target]
    kind = (draft.kind is not None, draft.kind or "")
    return (*package.order, _TARGET_ORDER.index(target.kind), target.name, *kind, draft.mode, draft.features)
