"""Units that overwrite each other's files: cargo's "output filename collision".

Source: cargo `build_runner/compilation_files.rs` (`uplift_to`) and `BuildRunner::check_collisions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.model import crate_type
from auditor.model.file_names import file_name
from auditor.model.unit import Collision, Unit, UnitMode
from auditor.model.workspace import TargetKind


def find(units: Sequence[Unit]) -> tuple[Collision, ...]:
    """All pairs of units that write the same file."""
    writers: dict[tuple[str, str], int] = {}
    found: dict[tuple[int, int], Collision] = {}
    for unit in units:
        for place in sorted(set(_files(unit)), key=_shared_first):
            first = writers.setdefault(place, unit.index)
            if first != unit.index:
                found.setdefault((first, unit.index), Collision(place[1], (first, unit.index)))
    return tuple(found.values())


def _shared_first(place: tuple[str, str]) -> tuple[bool, tuple[str, str]]:
    """The order in which a pair's files are told: a shared library matters most."""
    return place[1].endswith((".rlib", ".a", ".lib")), place


def _files(unit: Unit) -> Iterator[tuple[str, str]]:
    """The folders and names of the files that do not differ from unit to unit."""
    if not unit.is_compiled or unit.target.is_custom_build:
        return
    folder = unit.platform.triple
    for kind in unit.flags.crate_types:
        name = file_name(unit, kind)
        if name is None:
            continue
        if "*" not in name:
            yield f"{folder}/deps", name
        if _is_uplifted(unit, kind):
            yield from _uplifted(unit, kind, folder)


def _is_uplifted(unit: Unit, kind: str) -> bool:
    return unit.mode is UnitMode.BUILD and (unit.target.is_bin or kind == "dylib" or unit.is_root)


def _uplifted(unit: Unit, kind: str, folder: str) -> Iterable[tuple[str, str]]:
    prefix, suffix = unit.platform.file_names["rlib" if kind == "lib" else kind]
    name = unit.target.name if kind == crate_type.CrateType.BIN else unit.target.crate_name
    place = "examples" if unit.target.kind is TargetKind.EXAMPLE else ""
    return [(f"{folder}/{place}", f"{prefix}{name}{suffix}")]
