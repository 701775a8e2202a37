"""The names of the files that compiled units leave (cargo `build_runner/compilation_files.rs`)."""

from __future__ import annotations

from auditor.model.unit import Unit, UnitMode
from auditor.model.workspace import TargetKind


def has_hash(unit: Unit) -> bool:
    """Whether the file names of the unit hold a hash that only the build knows (`use_extra_filename`)."""
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
    if unit.prebuilt is not None:
        files = {"dylib": unit.prebuilt.dylib, "rlib": unit.prebuilt.rlib}
        path = files.get("rlib" if kind == "lib" else kind)
        return None if path is None else path.name
    affixes = unit.platform.file_names.get("rlib" if kind == "lib" else kind)
    if affixes is None:
        return None
    prefix, suffix = affixes
    return f"{prefix}{unit.target.crate_name}{'-*' if has_hash(unit) else ''}{suffix}"
