"""One conversation with cargo and rustc about a project: everything that is asked of them, once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from auditor import there
from auditor.cargo import process
from auditor.cargo.process import Running
from auditor.errors import AuditorError
from auditor.model.selection import Selection

_SWITCHES = ("all_features", "no_default_features", "locked", "offline", "frozen")
_NOT_PASSED_ON = ("RUSTC_LOG", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER")


class Shield(NamedTuple):
    """What `cargo metadata` gets against a configuration that would have rustc load something."""

    configuration: tuple[str, ...]
    """Values of `--config`."""
    variables: Mapping[str, str]


class Session(NamedTuple):
    """The programs, the directory and the environment that count for a build."""

    cwd: Path
    environment: Mapping[str, str]
    cargo: Path
    rustc: Path
    cargo_options: tuple[str, ...] = ()
    """What stands before the name of every command of cargo's: `-Zscript`."""

    @property
    def cargo_home(self) -> Path:
        """`CARGO_HOME`, by default `.cargo` in the home directory."""
        named = self.environment.get("CARGO_HOME")
        if named:
            return self.cwd / named
        home = self.environment.get("HOME") or self.environment.get("USERPROFILE")
        return (Path(home) if home else Path.home()) / ".cargo"

    def start_rustc(self, arguments: Sequence[str], extra: Mapping[str, str] | None = None) -> Running:
        """Ask rustc something; `extra` are the variables that the configuration sets for it."""
        return process.start(
            [str(self.rustc), *arguments], cwd=self.cwd, environment={**self._environment(), **(extra or {})}
        )

    def start_cargo(self, arguments: Sequence[str], extra: Mapping[str, str] | None = None) -> Running:
        """Ask cargo something. It gets the compiler by variable: the project's configuration cannot name another."""
        tools = {"RUSTC": str(self.rustc), "RUSTC_WRAPPER": "", "RUSTC_WORKSPACE_WRAPPER": "", **(extra or {})}
        command = [str(self.cargo), *self.cargo_options, *arguments]
        return process.start(command, cwd=self.cwd, environment={**self._environment(), **tools})

    def start_metadata(self, selection: Selection, platforms: Sequence[str], shield: Shield | None = None) -> Running:
        """Start `cargo metadata` for a selection, with the build's own feature, configuration and lock options.

        `platforms` are the triples to restrict the resolve to; none means all platforms. `shield` keeps the
        configuration from having cargo's rustc load anything.
        """
        arguments = ["metadata", "--format-version", "1", "--color", "never"]
        if selection.manifest_path is not None:
            arguments += ["--manifest-path", str(self.cwd / selection.manifest_path)]
        for platform in platforms:
            arguments += ["--filter-platform", platform]
        for features in selection.features:
            arguments += ["--features", features]
        for value in selection.config:
            arguments += ["--config", value]
        arguments += [f"--{name.replace('_', '-')}" for name in _SWITCHES if getattr(selection, name)]
        # NOTE: `cargo metadata` takes its configuration from its own directory alone.
        place = self._replace(cwd=selection.config_folder(self.cwd))
        if shield is None:
            return place.start_cargo(arguments)
        for value in shield.configuration:
            arguments += ["--config", value]
        return place.start_cargo(arguments, shield.variables)

    def _environment(self) -> dict[str, str]:
        return {name: value for name, value in self.environment.items() if name not in _NOT_PASSED_ON}


def open_session(cwd: Path, environment: Mapping[str, str]) -> Session:
    """Find the programs. Raises AuditorError where cargo or rustc is missing."""
    cargo = process.find_program("cargo", "CARGO", environment, cwd)
    variable = "RUSTC" if environment.get("RUSTC") else "CARGO_BUILD_RUSTC"
    return Session(cwd, environment, cargo, process.find_program("rustc", variable, environment, cwd))


def find_manifest(selection: Selection, cwd: Path) -> Path:
    """The manifest that Cargo would take: as named, or the nearest `Cargo.toml` upward.

    Raises AuditorError if there is none.
    """
    if selection.manifest_path is not None:
        path = Path(os.path.normpath(cwd / selection.manifest_path))
        if there.is_dir(path):
            raise AuditorError("this is a folder, not a manifest", hint="name the Cargo.toml in it", path=path)
        if not there.is_file(path):
            raise AuditorError("there is no such manifest", hint="name a Cargo.toml file", path=path)
        return path
    for folder in (cwd, *cwd.parents):
        if there.is_file(folder / "Cargo.toml"):
            return folder / "Cargo.toml"
    raise AuditorError(
        f"there is no Cargo.toml in {cwd} or any parent directory",
        hint="run it in a Cargo project, or name one by --manifest-path",
    )
