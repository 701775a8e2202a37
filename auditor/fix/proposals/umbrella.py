"""Crates that several dylibs contain, behind one dylib that these depend on: the way of `bevy_dylib`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from auditor import there
from auditor.crate_graph import crate_graph
from auditor.evidence import remedies
from auditor.fix.operations import AppendLine, Create, Extend, Operation, Set
from auditor.fix.proposals import rustflags
from auditor.fix.proposals.project import Case
from auditor.fix.remedy import Remedy
from auditor.model.linkage import ErrorKind, Linkage
from auditor.model.unit import Unit
from auditor.model.workspace import Package

_CRATES_IO = ("registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/")
_GIT = re.compile(r"git\+(?P<url>[^?#]+)(?:\?(?P<kind>branch|tag|rev)=(?P<name>[^#]+))?(?:#(?P<commit>\w+))?\Z")
_SUFFIX = "-dylib"


def for_duplicates(case: Case) -> Iterator[Remedy]:
    """A new dylib around the crates that show up twice."""
    shared = _shared(case)
    if shared:
        yield from _around(case, shared, _users(case, crate_graph(case.evidence).contained(shared)))


def for_statics(case: Case) -> Iterator[Remedy]:
    """A new dylib around the crates whose statics would exist more than once; it must be linked dynamically."""
    crates = {package.id for package in case.packages}
    units = case.evidence.plan.units
    inside = {
        entry.unit for index in case.finding.artifacts for entry in case.evidence.artifacts[index].linkage
        if entry.linkage is Linkage.STATIC
    }  # fmt: skip
    shared = frozenset(unit.index for unit in units if unit.package.id in crates and unit.index in inside)
    for remedy in _around(case, shared, case.units) if shared else ():
        yield from rustflags.also_shared(case, remedy)


def _around(case: Case, shared: frozenset[int], users: Sequence[Unit]) -> Iterator[Remedy]:
    """A new dylib around the fewest crates that bring all the others with them, and what makes its users load it.

    It contains exactly the crates that show up twice with what is below them, and names only those that no other of
    them contains: with fewer some copy would stay, more would not be needed by two.
    """
    units = case.evidence.plan.units
    named = [units[number] for number in crate_graph(case.evidence).topmost(shared)]
    name = _name(case)
    folder = case.evidence.workspace.root / name
    dependencies = _dependencies(named, folder)
    if dependencies is None or not users or not all(case.is_editable(user.package.manifest_path) for user in users):
        return
    operations: list[Operation] = [
        Create(folder / "Cargo.toml", _manifest(name, dependencies)),
        Create(folder / "src" / "lib.rs", _source(dependencies)),
        *_membership(case, folder),
    ]
    for user in users:
        operations += _use(user, name, folder)
    shown = ", ".join(f"`{unit.target.crate_name}`" for unit in named)
    packages = list({user.package.id: user.package for user in users}.values())
    yield Remedy(
        f"put {shown} behind a new dylib `{name}`, on which {_listed(packages)} depend",
        tuple(operations),
        afterwards=(remedies.clean(case.evidence, packages),),
    )


def _shared(case: Case) -> frozenset[int]:
    """The units that show up twice; none where a copy is a shared library of its own, or of the toolchain."""
    found: set[int] = set()
    for index in case.finding.artifacts:
        artifact = case.evidence.artifacts[index]
        for copy in artifact.copies if any(e.kind is ErrorKind.DUPLICATE_CRATE for e in artifact.errors) else ():
            if copy.unit is None or copy.holder is None:
                return frozenset()
            found.add(copy.unit)
    return frozenset(found)


def _users(case: Case, contained: frozenset[int]) -> list[Unit]:
    """The dylibs below what fails that contain any of these crates."""
    evidence = case.evidence
    loaded = {
        entry.unit
        for index in case.finding.artifacts
        for entry in evidence.artifacts[index].linkage
        if entry.linkage is Linkage.DYNAMIC
    }
    return [
        evidence.plan.units[artifact.unit]
        for artifact in evidence.artifacts
        if artifact.crate_type == "dylib"
        and artifact.unit in loaded
        and any(entry.unit in contained and entry.linkage is Linkage.STATIC for entry in artifact.linkage)
    ]


def _dependencies(named: Sequence[Unit], folder: Path) -> dict[str, dict[str, Any]] | None:
    """The table of dependencies; None if one of the crates comes from a place that cannot be named here."""
    found: dict[str, dict[str, Any]] = {}
    for unit in named:
        place = _place(unit.package, folder)
        if place is None:
            return None
        key = unit.package.name
        if any(other.package.name == key for other in named if other is not unit):
            key = f"{key}-{unit.package.version.replace('.', '-').replace('+', '-')}"
            place = {"package": unit.package.name, **place}
        found[key] = {**place, "default-features": False}
    return found


def _place(package: Package, folder: Path) -> dict[str, Any] | None:
    """Where Cargo finds exactly this package."""
    if package.is_path:
        return {"path": Path(os.path.relpath(package.root, folder)).as_posix()}
    source = package.source or ""
    if source.startswith(_CRATES_IO):
        return {"version": f"={package.version}"}
    git = _GIT.match(source)
    if git is None:
        return None
    chosen = {git["kind"]: git["name"]} if git["kind"] else {"rev": git["commit"]} if git["commit"] else {}
    return {"git": git["url"], **chosen}


def _name(case: Case) -> str:
    """A name for the dylib that no package has, after the root package or the workspace's folder."""
    workspace = case.evidence.workspace
    package = workspace.root_manifest.get("package")
    own = package.get("name") if isinstance(package, dict) else workspace.root.name
    stem = re.sub(r"[^a-z0-9_-]+", "-", str(own).lower()).strip("-_")
    stem = stem if stem[:1].isalpha() else "shared"
    taken = {one.name for one in workspace.packages.values()}
    names = (f"{stem}{_SUFFIX}{number or ''}" for number in range(len(taken) + 1))
    return next(name for name in names if name not in taken and not there.exists(workspace.root / name))


def _manifest(name: str, dependencies: dict[str, dict[str, Any]]) -> str:
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("Holds what several dylibs of this workspace share, so that there is one copy of it."))
    document["package"] = {"name": name, "version": "0.0.0", "edition": "2021", "publish": False}
    document["lib"] = {"crate-type": ["dylib"]}
    table = tomlkit.table()
    for key, value in dependencies.items():
        inline = tomlkit.inline_table()
        inline.update(value)
        table[key] = inline
    document["dependencies"] = table
    return tomlkit.dumps(document)


def _source(dependencies: Iterable[str]) -> str:
    lines = ["//! The crates that several dylibs of this workspace share."]
    return "\n".join([*lines, "", *(f"pub use {key.replace('-', '_')};" for key in dependencies), ""])


def _membership(case: Case, folder: Path) -> Iterator[Operation]:
    """What makes the new package a member: nothing where a pattern does, or where there is no list."""
    workspace = case.evidence.workspace
    table = workspace.root_manifest.get("workspace")
    if not isinstance(table, dict):
        return
    members = table.get("members", [])
    relative = folder.relative_to(workspace.root)
    if not any(isinstance(one, str) and relative.match(one) for one in members if "/" not in str(one).strip("/")):
        yield Extend(case.root_manifest, ("workspace", "members"), (relative.as_posix(),))


def _use(user: Unit, name: str, folder: Path) -> Iterator[Operation]:
    """What makes a dylib load the new one: a dependency, and a name in its source."""
    manifest = user.package.manifest_path
    path = Path(os.path.relpath(folder, manifest.parent)).as_posix()
    yield Set(manifest, ("dependencies", name), {"path": path})
    crate = name.replace("-", "_")
    item = f"extern crate {crate} as _;" if user.target.edition == "2015" else f"use {crate} as _;"
    yield AppendLine(user.target.src_path, f"{item} // one copy of what other dylibs share")


def _listed(packages: Sequence[Package]) -> str:
    names = [f"`{package.name}`" for package in packages]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
