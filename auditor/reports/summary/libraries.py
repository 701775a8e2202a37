"""The shared libraries that artifacts load: what is inside each, and where it is to be had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from auditor.evidence import places
from auditor.model.file_names import file_name
from auditor.model.linkage import Artifact, Linkage, Outcome
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import TargetKind
from auditor.reports.summary.groups import contained

_FOLDERS = {"dev": "debug", "test": "debug", "bench": "release"}
_SHIPPED = (TargetKind.BIN, TargetKind.LIB)


class Library(msgspec.Struct, frozen=True):
    """A Rust shared library that something loads."""

    file_name: str
    contents: tuple[str, ...]
    """The crates inside, its own first; nothing is told of the toolchain's std."""
    folder: Path
    """Where the build leaves it, or the toolchain keeps it."""
    is_std: bool


class Shipment(msgspec.Struct, frozen=True):
    """Artifacts that need the same files at run time."""

    artifacts: tuple[Artifact, ...]
    libraries: tuple[Library, ...]


def loaded(evidence: Evidence, artifact: Artifact) -> list[Library]:
    """The shared libraries that an artifact loads, std last."""
    return _known(evidence, artifact.needed)


def shipments(evidence: Evidence) -> list[Shipment]:
    """What goes with each requested program and library that would link and needs a shared library.

    A dylib that goes with another artifact is not listed by itself.
    """
    found: dict[tuple[str, ...], list[Artifact]] = {}
    for artifact in evidence.artifacts:
        if _is_shipped(evidence, artifact):
            found.setdefault(_closure(evidence, artifact.needed), []).append(artifact)
    carried = {name for names in found for name in names}
    result = []
    for names, artifacts in found.items():
        alone = [artifact for artifact in artifacts if _file_name(evidence, artifact) not in carried]
        if alone:
            result.append(Shipment(tuple(alone), tuple(_known(evidence, names))))
    return result


def source(evidence: Evidence, library: Library) -> str:
    """Where to take a library from, as a clause: `from target/debug`."""
    if library.is_std:
        targets = [platform.triple for kind, platform in evidence.plan.platforms.items() if kind is not None]
        return f"from `rustc --print target-libdir{f' --target {targets[0]}' if targets else ''}`"
    return f"from {places.show_path(evidence, library.folder)}"


def _is_shipped(evidence: Evidence, artifact: Artifact) -> bool:
    unit = evidence.plan.units[artifact.unit]
    is_product = unit.target.kind in _SHIPPED and not unit.is_test and not unit.target.for_host
    return unit.is_root and is_product and bool(artifact.needed) and artifact.outcome is Outcome.LINKS


def _known(evidence: Evidence, names: Iterable[str]) -> list[Library]:
    libraries = _libraries(evidence)
    return sorted((libraries[name] for name in names if name in libraries), key=lambda library: library.is_std)


def _file_name(evidence: Evidence, artifact: Artifact) -> str | None:
    return file_name(evidence.plan.units[artifact.unit], artifact.crate_type)


def _closure(evidence: Evidence, needed: Iterable[str]) -> tuple[str, ...]:
    """The needed libraries with all that these need in turn."""
    by_name = _dylibs(evidence)
    result: dict[str, None] = {}
    waiting = list(needed)
    while waiting:
        name = waiting.pop()
        if name not in result:
            result[name] = None
            waiting += by_name[name].needed if name in by_name else _loaded_by(evidence).get(name, ())
    return tuple(sorted(result))


@lru_cache(maxsize=1)
def _dylibs(evidence: Evidence) -> Mapping[str, Artifact]:
    """The dylibs of the build by file name."""
    found: dict[str, Artifact] = {}
    for artifact in evidence.artifacts:
        if artifact.crate_type == "dylib":
            name = _file_name(evidence, artifact)
            if name is not None:
                found.setdefault(name, artifact)
    return found


@lru_cache(maxsize=1)
def _libraries(evidence: Evidence) -> Mapping[str, Library]:
    found: dict[str, Library] = {}
    for name, artifact in _dylibs(evidence).items():
        unit = evidence.plan.units[artifact.unit]
        contents = (unit.target.crate_name, *contained(artifact))
        found[name] = Library(name, contents, _folder(evidence, unit), is_std=False)
    for unit in evidence.plan.units:
        if unit.prebuilt is not None and unit.prebuilt.dylib is not None:
            file = unit.prebuilt.dylib
            found[file.name] = Library(file.name, (unit.target.crate_name, *_held(evidence, unit)), file.parent, False)
    for platform in evidence.plan.platforms.values():
        if platform.std_dylib is not None:
            found[platform.std_dylib] = Library(platform.std_dylib, (), platform.libdir, is_std=True)
    return found


def _held(evidence: Evidence, unit: Unit) -> list[str]:
    """The crates that the shared library of one that exists contains."""
    held = {} if unit.prebuilt is None else unit.prebuilt.held
    return [evidence.plan.units[other].target.crate_name for other, how in held.items() if how is Linkage.STATIC]


@lru_cache(maxsize=1)
def _loaded_by(evidence: Evidence) -> Mapping[str, tuple[str, ...]]:
    """What the shared libraries load that exist already, by file name."""
    found = {}
    for unit in evidence.plan.units:
        if unit.prebuilt is None or unit.prebuilt.dylib is None:
            continue
        others = (
            file_name(evidence.plan.units[one], "dylib")
            for one, how in unit.prebuilt.held.items()
            if how is Linkage.DYNAMIC
        )
        std = unit.platform.std_dylib if unit.prebuilt.toolchain.get("std") is Linkage.DYNAMIC else None
        found[unit.prebuilt.dylib.name] = tuple(name for name in (*others, std) if name is not None)
    return found


def _folder(evidence: Evidence, unit: Unit) -> Path:
    """Where Cargo leaves a dylib: beside the programs, or, if its name has a hash, below them."""
    folder = evidence.workspace.target_directory
    if any(kind is not None for kind in evidence.plan.platforms) and not unit.is_host:
        folder = folder / Path(unit.platform.triple).stem
    folder = folder / _FOLDERS.get(evidence.profile, evidence.profile)
    return folder if unit.package.is_path else folder / "deps"
