"""What proposals look at: the evidence with the one finding, and where the project's files are."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from auditor import there
from auditor.evidence import places
from auditor.model.finding import Finding
from auditor.model.origin import Origin, OriginKind
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import Package

_FILES = (OriginKind.MANIFEST, OriginKind.CONFIG_FILE)


class Case(msgspec.Struct, frozen=True):
    """A finding with all that is known about the build."""

    evidence: Evidence
    finding: Finding
    cwd: Path
    cargo_home: Path

    @property
    def units(self) -> list[Unit]:
        """The units of the finding's artifacts, each once."""
        numbers = dict.fromkeys(self.evidence.artifacts[index].unit for index in self.finding.artifacts)
        return [self.evidence.plan.units[number] for number in numbers]

    @property
    def packages(self) -> list[Package]:
        """The packages that the finding names."""
        known = self.evidence.workspace.packages
        return [known[package_id] for package_id in self.finding.crates if package_id in known]

    @property
    def root_manifest(self) -> Path:
        """The manifest whose profiles count."""
        return self.evidence.workspace.root_manifest_path

    @property
    def config_file(self) -> Path:
        """The project's configuration file: the one that is there, or the one to be made.

        It lies at the workspace's root, or in the current directory if the root is none of its parents: then Cargo
        does not look there.
        """
        root = self.evidence.workspace.root
        place = root if self.cwd.is_relative_to(root) else self.cwd
        old = place / ".cargo" / "config"
        return old if there.is_file(old) else place / ".cargo" / "config.toml"

    def show(self, path: Path) -> str:
        """A path as the report shows it."""
        return places.show_path(self.evidence, path)

    def is_editable(self, path: Path | None) -> bool:
        """Whether a file belongs to the project, and not to the user's Cargo home, a registry or somebody else."""
        if path is None:
            return False
        workspace = self.evidence.workspace
        manifests = {package.manifest_path: package for package in workspace.packages.values()}
        if path in manifests:
            return manifests[path].is_path
        if path.is_relative_to(self.cargo_home):
            return False
        folder = path.parent.parent  # of a configuration file, which counts for all that is below
        is_configuration = path.parent.name == ".cargo" and self.cwd.is_relative_to(folder)
        return path.is_relative_to(workspace.root) or is_configuration

    def file_of(self, origin: Origin | None) -> Path | None:
        """The file in which a value was set, if it belongs to the project."""
        is_ours = origin is not None and origin.kind in _FILES and self.is_editable(origin.path)
        return origin.path if origin is not None and is_ours else None


def keys_of(origin: Origin) -> tuple[str, ...]:
    """The keys that lead to a value in its file."""
    return tuple(_keys(tomllib.loads(f"{origin.key} = 0")))


def _keys(table: dict[str, object]) -> Iterator[str]:
    for key, value in table.items():
        yield key
        if isinstance(value, dict):
            yield from _keys(value)
