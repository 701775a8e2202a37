"""Units that overwrite each other's files: cargo's "output filename collision".

Source: cargo `build_runner/compilation_files.rs` (`use_extra_filename`, `uplift_to`) and
`BuildRunner::check_collisions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.model import crate_type
from auditor.model.unit import Collision, Unit, UnitMode
from auditor.model.workspace import TargetKind


def find(units: Sequence[Unit]) -> tuple[Collision, ...]:
    """All pairs of units that write the same file."""
    writers: dict[tuple[str, str], int] = {}
    found: dict[tuple[int, int], Collision] = {}
    for unit in units:
        for place in set(_files(unit)):
            first = writers.setdefault(place, unit.index)
            if first != unit.index:
                found.setdefault((first, unit.index), Collision(place[1], (first, unit.index)))
    return tuple(found.values())


def has_hash(unit: Unit) -> bool:
    """Whether the file names of the unit hold a hash that only the build knows."""
    if unit.mode is UnitMode.TEST:
        return True
    target = unit.target
    is_shared_library = target.is_lib and ("dylib" in target.crate_types or "cdylib" in target.crate_types)
    triple = unit.platform.triple
    is_plain_executable = (target.is_bin or target.kind is TargetKind.EXAMPLE) and (
        "msvc" in triple or triple == "wasm32-unknown-emscripten"
    )
    return not ((is_shared_library or is_plain_executable) and unit.package.is_path)


def file_name(unit: Unit, kind: str) -> str | None:
    """The file of one crate type of a unit, `*` standing for a hash; None where the platform has no such type."""
    affixes = unit.platform.file_names.get("rlib" if kind == "lib" else kind)
    if affixes is None:
        return None
    prefix, suffix = affixes
    return f"{prefix}{unit.target.crate_name}{'-*' if has_hash(unit) else ''}{suffix}"


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
