"""Replays the decisions that rustc has logged, so that each crate has its linkage and each duplicate is known.

The log has names only, and a link may hold two crates of one name (two versions, or one that is called like a crate
of the standard library). The log's order tells them apart: rustc goes through the crates by number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from auditor.model.linkage import Linkage
from auditor.verify.rustc_log import Decision

Held = Callable[[int], Sequence[tuple[str, int | None]]]
"""Name and unit of each crate that a unit's dylib brings, in the order of its own run."""


class Crate(msgspec.Struct, frozen=True):
    """A loaded crate, by what produced it."""

    name: str
    unit: int | None
    """None for the toolchain's own."""
    is_linkable: bool
    has_dylib: bool


class Replay(msgspec.Struct, frozen=True):
    """What the decisions come to, crate by crate as they were loaded."""

    linkage: tuple[Linkage, ...]
    duplicates: frozenset[int]
    """Indices of the crates that were added a second time where they must not be."""


def all_static(crates: Sequence[Crate]) -> Replay:
    """What it comes to where rustc has logged nothing: every crate is linked statically."""
    linkage = (Linkage.STATIC if crate.is_linkable else Linkage.NOT_LINKED for crate in crates)
    return Replay(tuple(linkage), frozenset())


def replay(decisions: Sequence[Decision], crates: Sequence[Crate], held: Held) -> Replay:
    """Follow the decisions of one crate type (rustc's `calculate_type`, dynamic pass, and `add_library`)."""
    return _Replay(crates, held).run(decisions)


class _Replay:
    """The dynamic pass while it is followed."""

    def __init__(self, crates: Sequence[Crate], held: Held) -> None:
        self._crates = crates
        self._held = held
        self._linkage: dict[int, Linkage] = {}
        self._duplicates: set[int] = set()

    def run(self, decisions: Sequence[Decision]) -> Replay:
        """Add crate after crate."""
        dylib, static = -1, -1
        brought: Counter[str] = Counter()
        for decision in decisions:
            match decision.style:
                case "dylib":
                    dylib = self._next(decision.crate, dylib, has_dylib=True)
                    brought = Counter()
                    self._add(dylib, Linkage.DYNAMIC)
                case "staticlib":
                    static = self._next(decision.crate, static, has_dylib=False)
                    self._linkage[static] = Linkage.STATIC
                case style:
                    index = self._brought_by(dylib, decision.crate, brought[decision.crate])
                    brought[decision.crate] += 1
                    dynamic = style == "RequireDynamic"
                    self._add(index, Linkage.DYNAMIC if dynamic else Linkage.INCLUDED_FROM_DYLIB)
        linkage = (self._linkage.get(index, Linkage.NOT_LINKED) for index in range(len(self._crates)))
        return Replay(tuple(linkage), frozenset(self._duplicates))

    def _add(self, index: int, linkage: Linkage) -> None:
        """Add a crate, as rustc's `add_library`: twice is right only if it is dynamic both times."""
        earlier = self._linkage.get(index)
        if earlier is None:
            self._linkage[index] = linkage
        elif earlier is not linkage or linkage is not Linkage.DYNAMIC:
            self._duplicates.add(index)

    def _next(self, name: str, after: int, *, has_dylib: bool) -> int:
        """The next crate of that name in the order of loading."""
        for index in range(after + 1, len(self._crates)):
            crate = self._crates[index]
            matches = crate.name == name and crate.is_linkable and crate.has_dylib == has_dylib
            if matches and (has_dylib or index not in self._linkage):
                return index
        raise ValueError(f"rustc's log adds a crate `{name}` that it has not loaded")

    def _brought_by(self, dylib: int, name: str, nth: int) -> int:
        """The crate of that name that a dylib brings, the nth if it brings several."""
        candidates = [index for index, crate in enumerate(self._crates) if crate.name == name]
        if len(candidates) == 1:
            return candidates[0]
        owner = self._crates[dylib].unit
        units = [None] if owner is None else [unit for held, unit in self._held(owner) if held == name]
        wanted = units[min(nth, len(units) - 1)] if units else None
        return next((index for index in candidates if self._crates[index].unit == wanted), candidates[0])
