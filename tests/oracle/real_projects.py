"""Real programs and libraries of the Rust registry, pinned by version; cargo fetches them, none is kept here."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.builders import environment

_TIME_LIMIT = 600


@dataclass(frozen=True)
class RealProject:
    """One package of the registry."""

    name: str
    version: str
    is_program: bool = True
    is_large: bool = False
    """More than 200 packages in its dependency graph."""

    def __str__(self) -> str:
        """As cargo writes it."""
        return f"{self.name}@{self.version}"


PROJECTS = (
    RealProject("ripgrep", "15.2.0"),
    RealProject("fd-find", "10.3.0"),
    RealProject("sd", "1.0.0"),
    RealProject("tokei", "14.0.0"),
    RealProject("just", "1.59.0"),
    RealProject("zoxide", "0.9.9"),
    RealProject("grex", "1.4.6"),
    RealProject("eza", "0.23.5"),
    RealProject("hyper", "1.12.0", is_program=False),
    RealProject("serde_json", "1.0.154", is_program=False),
    RealProject("bat", "0.26.1", is_large=True),
    RealProject("gitui", "0.28.1", is_large=True),
    RealProject("cargo", "0.96.0", is_large=True),
    RealProject("starship", "1.27.0", is_large=True),
    RealProject("bevy", "0.18.1", is_program=False, is_large=True),
)

BUILT_ONLY = (RealProject("hyperfine", "1.20.0"), RealProject("hexyl", "0.17.0"))
"""Further ones of which only real builds are compared (`proof.py`)."""


def online(**variables: str) -> dict[str, str]:
    """The environment for fetching: like that of a test's build, with the network."""
    return {name: value for name, value in environment(**variables).items() if name != "CARGO_NET_OFFLINE"}


def fetch(project: RealProject, folder: Path) -> Path:
    """Copy the sources of a project to a folder below `folder` and fetch all it needs; return its root."""
    root = folder / f"{project.name}-{project.version}"
    shutil.copytree(_program(project, folder) if project.is_program else _library(project, folder), root)
    (root / ".cargo-ok").unlink(missing_ok=True)
    _cargo(root, "fetch")
    return root


def package_count(root: Path) -> int:
    """How many packages the project's lock file names."""
    return (root / "Cargo.lock").read_text(encoding="utf-8").count("[[package]]")


def _program(project: RealProject, folder: Path) -> Path:
    """The unpacked sources of a program: a dry run of its installation fetches nothing else."""
    _cargo(
        folder, "install", "-Z", "unstable-options", "--dry-run", "--locked", "--root", str(folder / "unused"),
        str(project), RUSTC_BOOTSTRAP="1",
    )  # fmt: skip
    return _unpacked(project)


def _library(project: RealProject, folder: Path) -> Path:
    """The unpacked sources of a library: what a package that depends on it gets."""
    user = folder / f"user-of-{project.name}"
    (user / "src").mkdir(parents=True)
    (user / "src" / "lib.rs").touch()
    (user / "Cargo.toml").write_text(
        '[package]\nname = "user"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n'
        f'{project.name} = {{ version = "={project.version}", default-features = false }}\n',
        encoding="utf-8",
    )
    _cargo(user, "fetch")
    return _unpacked(project)


def _unpacked(project: RealProject) -> Path:
    home = Path(environment().get("CARGO_HOME") or Path.home() / ".cargo")
    return next((home / "registry" / "src").glob(f"*/{project.name}-{project.version}"))


def _cargo(folder: Path, *arguments: str, **variables: str) -> str:
    finished = subprocess.run(
        ["cargo", *arguments], cwd=folder, env=online(**variables), capture_output=True, text=True,
        timeout=_TIME_LIMIT, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, f"cargo {' '.join(arguments)}:\n{finished.stderr}"
    return finished.stdout
