"""What rustc's log and the linker's arguments say of one artifact: linkage of each crate, libraries needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from auditor.model.linkage import CrateLinkage, Linkage
from auditor.verify.matching import outputs
from auditor.verify.recording import RustcRun
from auditor.verify.replay import Crate, Replay, all_static, replay
from auditor.verify.rustc_command import library_name
from auditor.verify.rustc_log import Decision, LoadedCrate
from auditor.verify.unit_graph import UnitGraph

STD = "std"


class Linked(msgspec.Struct, frozen=True):
    """The link of one artifact."""

    linkage: tuple[CrateLinkage, ...]
    needed: tuple[str, ...]
    duplicates: frozenset[str]
    """The crates that show up twice, the toolchain's own folded into `std`."""
    doubts: tuple[str, ...]
    """Where log and linker disagree."""
    own_names: frozenset[str]
    """The names of the loaded crates that are not the toolchain's."""

    def folded(self, name: str) -> str:
        """The crate that a message about a duplicate means: the toolchain's crates are `std`.

        A crate of the project may have the name of one of those: then the log tells which shows up twice.
        """
        return name if name in self.own_names and (name in self.duplicates or not self.duplicates) else STD


class Links:
    """The links of a recorded build."""

    def __init__(self, graph: UnitGraph, runs: Mapping[int, RustcRun], target: Path) -> None:
        """`target` is the folder that all was built below."""
        self._graph = graph
        self._runs = runs
        self._target = target
        self._outputs = outputs({index: run.command for index, run in runs.items()})
        self._crates: dict[int, tuple[Crate, ...]] = {}
        self._replays: dict[tuple[int, str], Replay] = {}

    def of(self, unit: int, crate_type: str) -> Linked:
        """The link of one crate type of a unit that was compiled."""
        run = self._runs[unit]
        crates = self._crates_of(unit)
        result = self._replay(unit, crate_type)
        dynamic = self._files(run.log.loaded or (), result, crates)
        passed = _passed_to_linker(run, crate_type)
        doubts = () if passed is None or passed == frozenset(dynamic) else (
            f"rustc logs {sorted(dynamic)} as dynamic but passes {sorted(passed)} to the linker",
        )  # fmt: skip
        return Linked(
            linkage=self._linkage(crates, result),
            needed=tuple(sorted(dynamic.values())),
            duplicates=frozenset(_folded(crates[index]) for index in result.duplicates),
            doubts=doubts if run.status == 0 else (),
            own_names=frozenset(crate.name for crate in crates if crate.unit is not None),
        )

    def _linkage(self, crates: Sequence[Crate], result: Replay) -> tuple[CrateLinkage, ...]:
        entries = [
            CrateLinkage(crate.name, self._package_of(crate.unit), crate.unit, linkage)
            for crate, linkage in zip(crates, result.linkage, strict=True)
            if crate.unit is not None or crate.name == STD
        ]
        return tuple(sorted(entries, key=lambda entry: (entry.crate, entry.package_id or "")))

    def _files(self, loaded: Sequence[LoadedCrate], result: Replay, crates: Sequence[Crate]) -> dict[str, str]:
        """File name of each dynamic crate's library, with what the report calls it."""
        names: dict[str, str] = {}
        for crate, known, linkage in zip(loaded, crates, result.linkage, strict=True):
            if linkage is Linkage.DYNAMIC and crate.dylib is not None:
                hashed = "" if known.unit is None else self._runs[known.unit].command.extra_filename
                names[crate.dylib.name] = crate.dylib.name.replace(hashed, "-*") if hashed else crate.dylib.name
        return names

    def _crates_of(self, unit: int) -> tuple[Crate, ...]:
        if unit not in self._crates:
            loaded = self._runs[unit].log.loaded or ()
            self._crates[unit] = tuple(
                Crate(crate.name, self._unit_of(crate, unit), crate.is_linkable, crate.dylib is not None)
                for crate in loaded
            )
        return self._crates[unit]

    def _replay(self, unit: int, crate_type: str) -> Replay:
        if (unit, crate_type) not in self._replays:
            decisions, crates = _decisions_of(self._runs[unit], crate_type), self._crates_of(unit)
            result = replay(decisions, crates, self._held) if decisions else all_static(crates)
            self._replays[unit, crate_type] = result
        return self._replays[unit, crate_type]

    def _held(self, unit: int) -> Sequence[tuple[str, int | None]]:
        """What a dylib's metadata says that it brings: what it links itself, in the order of its own run."""
        linkage = self._replay(unit, "dylib").linkage
        return [
            (crate.name, crate.unit)
            for crate, kind in zip(self._crates_of(unit), linkage, strict=True)
            if kind in (Linkage.STATIC, Linkage.DYNAMIC)
        ]

    def _unit_of(self, crate: LoadedCrate, user: int) -> int | None:
        """The unit that produced a loaded crate; None for what does not come from this build."""
        path = crate.path
        if path is None or not path.is_relative_to(self._target):
            return None
        units = self._outputs.get((str(path.parent), library_name(path)), [])
        below = self._graph.below(user) if len(units) > 1 else frozenset(units)
        return next((unit for unit in units if unit in below), units[0] if units else None)

    def _package_of(self, unit: int | None) -> str | None:
        return None if unit is None else self._graph.units[unit].package_id


def _decisions_of(run: RustcRun, crate_type: str) -> Sequence[Decision]:
    """The log's part about one crate type: the dynamic ones each have a part of the same length, staticlibs none."""
    dynamic = [name for name in run.command.linked_types if name != "staticlib"]
    if crate_type not in dynamic:
        return ()
    length = len(run.log.decisions) // len(dynamic)
    start = dynamic.index(crate_type) * length
    return run.log.decisions[start : start + length]


def _passed_to_linker(run: RustcRun, crate_type: str) -> frozenset[str] | None:
    """The shared libraries of loaded crates among the linker's arguments; None where those are not known."""
    dynamic = [name for name in run.command.linked_types if name != "staticlib"]
    if [crate_type] != dynamic or not run.link_arguments:
        return None
    names = {Path(argument).name for argument in run.link_arguments}
    linked = {argument[2:] for argument in run.link_arguments if argument.startswith("-l")}
    known = (crate.dylib for crate in run.log.loaded or () if crate.dylib is not None and crate.is_linkable)
    return frozenset(path.name for path in known if path.name in names or library_name(path) in linked)


def _folded(crate: Crate) -> str:
    return STD if crate.unit is None else crate.name
