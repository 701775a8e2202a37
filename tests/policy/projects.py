"""Projects as far as their policy goes: a folder with files, and a workspace that was never asked of cargo."""

from __future__ import annotations

import tomllib
from pathlib import Path

from auditor.config.policy_files import read
from auditor.config.policy_table import Rules
from auditor.findings.registry import ABOUT_IGNORES, RULES
from auditor.model.policy import Policy
from auditor.model.workspace import Package, Workspace

NAMES = Rules(RULES, ABOUT_IGNORES)


def policy_of(root: Path, **members: str) -> Policy:
    """Read the policy of a folder: of its Cargo.toml, its dynaudit.toml and the members' manifests."""
    return read(workspace(root, **members), NAMES)


def workspace(root: Path, **members: str) -> Workspace:
    """Write the members' manifests, and say what cargo would say of the folder."""
    manifest = root / "Cargo.toml"
    tables = tomllib.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
    packages = {name: _package(root / name, name, text) for name, text in members.items()}
    return Workspace(
        root=root,
        members=tuple(packages),
        default_members=tuple(packages),
        current=None,
        packages=packages,
        resolve={},
        resolver="2",
        root_manifest=tables,
        target_directory=root / "target",
        metadata=tables.get("workspace", {}).get("metadata", {}),
    )


def _package(folder: Path, name: str, text: str) -> Package:
    folder.mkdir()
    (folder / "Cargo.toml").write_text(text, encoding="utf-8")
    metadata = tomllib.loads(text).get("package", {}).get("metadata", {})
    return Package(
        id=name,
        name=name,
        version="0.1.0",
        source=None,
        manifest_path=folder / "Cargo.toml",
        targets=(),
        dependencies=(),
        features={},
        links=None,
        rust_version=None,
        metadata=metadata if isinstance(metadata, dict) else {},
    )
