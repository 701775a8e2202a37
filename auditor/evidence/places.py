"""Places that findings point to: symbolic ones made concrete, and how they read in a sentence."""

from __future__ import annotations

from pathlib import Path

from auditor.model.finding import Location
from auditor.model.origin import Origin, OriginKind
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import Dependency, DependencyKind, Package, PackageId

_TABLES = {
    DependencyKind.NORMAL: "dependencies",
    DependencyKind.DEV: "dev-dependencies",
    DependencyKind.BUILD: "build-dependencies",
}


def in_manifest(evidence: Evidence, package: Package, *place: str | int) -> Location:
    """A key of a package's manifest, or the nearest thing around it; if there is none, the package's name."""
    path = package.manifest_path
    return Location(path, _line(evidence, path, place) or _line(evidence, path, ("package", "name")))


def in_root_manifest(evidence: Evidence, *place: str | int) -> Location:
    """A key of the workspace root's manifest, or the nearest thing around it; if there is none, the main table."""
    path = evidence.workspace.root_manifest_path
    alternatives = (place, ("workspace",), ("package", "name"))
    return Location(path, next((line for one in alternatives if (line := _line(evidence, path, one))), None))


def crate_types(evidence: Evidence, package: Package) -> Location:
    """Where a package declares the crate types of its library."""
    return in_manifest(evidence, package, "lib", "crate-type")


def dependency(evidence: Evidence, package: Package, on: PackageId) -> Location:
    """Where a package declares its dependency on another package."""
    for resolved in evidence.workspace.resolve.get(package.id, ()):
        if resolved.package_id == on and resolved.dependencies:
            return declaration(evidence, package, resolved.dependencies[0])
    return in_manifest(evidence, package)


def declaration(evidence: Evidence, package: Package, declared: Dependency) -> Location:
    """Where a declared dependency stands in the manifest of a package."""
    return in_manifest(evidence, package, *_table(declared))


def of_origin(origin: Origin | None) -> Location | None:
    """The file and line of an origin, if it is one."""
    return None if origin is None or origin.path is None else Location(origin.path, origin.line)


def is_own(evidence: Evidence, package: Package) -> bool:
    """Whether the package is a member of the workspace: what its authors can change at once."""
    return package.id in evidence.workspace.member_set


def show(evidence: Evidence, location: Location) -> str:
    """A place as `eng/Cargo.toml:6`: relative to the workspace, or to the package of a third party."""
    line = "" if location.line is None else f":{location.line}"
    return f"{show_path(evidence, location.path)}{line}"


def show_path(evidence: Evidence, path: Path) -> str:
    """A path relative to the workspace root where it lies inside; a foreign manifest by its package's name."""
    root = evidence.workspace.root
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    for package in () if evidence.is_by_rustc else evidence.workspace.packages.values():
        if package.manifest_path == path:
            return f"{package.name}-{package.version}/{path.name}"
    return path.as_posix()


def show_manifest(evidence: Evidence, package: Package, line: int | None = None) -> str:
    """The manifest of a package as `show` says it."""
    root, path = evidence.workspace.root, package.manifest_path
    inside = path.is_relative_to(root)
    shown = path.relative_to(root).as_posix() if inside else f"{package.name}-{package.version}/{path.name}"
    return shown if line is None else f"{shown}:{line}"


def show_origin(evidence: Evidence, origin: Origin) -> str:
    """An origin as a reader would say it: `profile.release.lto` in Cargo.toml:12, environment variable RUSTFLAGS."""
    if origin.path is None or origin.kind not in (OriginKind.MANIFEST, OriginKind.CONFIG_FILE):
        return str(origin)
    return f"`{origin.key}` in {show(evidence, Location(origin.path, origin.line))}"


def target_table(unit: Unit) -> str:
    """The table of the manifest that describes a unit's target: `lib`, `bin`, ..."""
    return unit.target.kind.value


def _table(declared: Dependency) -> tuple[str, ...]:
    table = (_TABLES[declared.kind], declared.name_in_toml)
    return table if declared.platform is None else ("target", declared.platform, *table)


def _line(evidence: Evidence, path: Path, place: tuple[str | int, ...]) -> int | None:
    return evidence.surroundings.lines.line_of(path, place) if place else None
