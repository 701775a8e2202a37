"""What Cargo asks of rustc for LTO, unit by unit (cargo `compiler/lto.rs`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.model import crate_type
from auditor.model.build import Profile
from auditor.model.unit import UnitMode
from auditor.model.workspace import Target
from auditor.plan.sharing import SharedUnit

OFF = "off"
ONLY_BITCODE = "only-bitcode"
OBJECT_AND_BITCODE = "object-and-bitcode"
ONLY_OBJECT = "only-object"
_RUN = "run:"
_PROGRAMS = (UnitMode.TEST, UnitMode.DOCTEST)
"""What is a program whatever its target is."""


def arguments(decision: str) -> list[str]:
    """The options that Cargo passes for a decision of `decide`."""
    match decision:
        case "off":
            return ["-C", "lto=off", "-C", "embed-bitcode=no"]
        case "object-and-bitcode":
            return []
        case "only-bitcode":
            return ["-C", "linker-plugin-lto"]
        case "only-object":
            return ["-C", "embed-bitcode=no"]
        case _:
            value = decision.removeprefix(_RUN)
            return ["-C", "lto" if value == "true" else f"lto={value}"]


def decide(
    units: Sequence[SharedUnit], target_of: Callable[[int], Target], profile_of: Callable[[int], Profile]
) -> list[str]:
    """For each unit `off`, `only-bitcode`, `object-and-bitcode`, `only-object` or `run:VALUE`."""
    if all(profile_of(number).lto == "false" for number in range(len(units))):
        return [ONLY_OBJECT] * len(units)  # what the walk comes to, as in most builds
    decisions: list[str | None] = [None] * len(units)
    for root, unit in enumerate(units):
        if not unit.is_root:
            continue
        work = [(root, _of_root(target_of(root), profile_of(root)))]
        while work:
            number, parent = work.pop()
            target, is_test = target_of(number), units[number].draft.mode in _PROGRAMS
            before = decisions[number]
            now = _merge(_of_unit(target, is_test, profile_of(number), parent), before)
            if now != before:
                decisions[number] = now
                work += [(dependency.unit, now) for dependency in reversed(units[number].dependencies)]
    return [decision or ONLY_OBJECT for decision in decisions]


def _of_root(target: Target, profile: Profile) -> str:
    if profile.lto == "false":
        return ONLY_OBJECT
    if profile.lto == "off":
        return OFF
    if target.for_host:
        return ONLY_OBJECT
    types = target.crate_types
    return _where_object_is_needed(types) if _needs_object(types) else ONLY_BITCODE


def _of_unit(target: Target, is_test: bool, profile: Profile, parent: str) -> str:
    types: Sequence[str] = ("bin",) if is_test else target.crate_types
    if target.for_host:
        return ONLY_OBJECT
    if all(crate_type.can_lto(one) for one in types):
        return {"off": OFF, "false": ONLY_OBJECT}.get(profile.lto, _RUN + profile.lto)
    needs_object = _needs_object(types)
    if parent.startswith(_RUN) and not needs_object:
        return ONLY_BITCODE
    if needs_object and (parent.startswith(_RUN) or parent == ONLY_BITCODE):
        return _where_object_is_needed(types)
    return parent


def _merge(one: str, other: str | None) -> str:
    """A unit that several dependents want: the union of what they need."""
    if other is None or one == other:
        return one
    for decision in (one, other):
        if decision.startswith(_RUN):
            return decision
    if OFF in (one, other):
        return OFF
    return OBJECT_AND_BITCODE


def _needs_object(types: Sequence[str]) -> bool:
    return any(crate_type.can_lto(one) or crate_type.is_dynamic(one) for one in types)


def _where_object_is_needed(types: Sequence[str]) -> str:
    return ONLY_OBJECT if all(one == "dylib" for one in types) else OBJECT_AND_BITCODE
