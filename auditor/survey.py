"""Looks around a project for what findings need beside the prediction: a few cheap reads, nothing is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor import shared_library, there
from auditor.cargo import manifest
from auditor.model.file_names import file_name
from auditor.model.origin import Origin
from auditor.model.surroundings import BuiltDylib, ConfigNotice, Surroundings
from auditor.model.unit import Plan, Unit
from auditor.plan.profiles import Profiles, ignored_profiles
from auditor.project import Project

_FILE_NAMES = ("config.toml", "config")
_RUSTFLAGS = ("RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS")


def survey(project: Project, profiles: Profiles, plan: Plan) -> Surroundings:
    """Look around. Raises AuditorError for member manifests that cannot be read."""
    return Surroundings(
        lines=manifest,
        ignored_profiles=_ignored_profiles(project),
        config_notices=tuple(_config_notices(project)),
        rustflags_in_env_table=_rustflags_in_env_table(project),
        built_dylibs=dict(_built_dylibs(project, profiles, plan)),
    )


def _ignored_profiles(project: Project) -> tuple[Origin, ...]:
    return ignored_profiles(project.workspace.with_profiles, project.workspace.root_manifest_path)


def _config_notices(project: Project) -> Iterator[ConfigNotice]:
    for warning in project.config.warnings:
        yield ConfigNotice(warning.message, warning.path, warning.line)
    if project.other_rustc is not None and project.other_rustc.path is not None:
        yield ConfigNotice(
            "`build.rustc` names a compiler of the project's, which an audit does not start: it asks the `rustc` on "
            "PATH instead. If you trust that compiler, name it by the variable RUSTC",
            project.other_rustc.path,
            project.other_rustc.line,
        )
    root, cwd = project.workspace.root.resolve(), project.config.start.resolve()
    if cwd == root or root in cwd.parents:
        return
    for name in _FILE_NAMES:
        path = project.workspace.root / ".cargo" / name
        if there.is_file(path):
            yield ConfigNotice(
                "Cargo looks for its configuration from the current directory upward, not from the manifest's: "
                "this file does not count",
                path,
            )


def _rustflags_in_env_table(project: Project) -> Origin | None:
    table = project.config.table("env")
    return next((table[name].origin for name in _RUSTFLAGS if name in table), None)


def _built_dylibs(project: Project, profiles: Profiles, plan: Plan) -> Iterator[tuple[int, BuiltDylib]]:
    for unit in plan.units:
        if "dylib" not in unit.target.crate_types or not unit.package.is_path or unit.is_test:
            continue
        path = _output_folder(project, profiles, unit) / (file_name(unit, "dylib") or "")
        std = unit.platform.std_dylib
        if std is not None and there.is_file(path):
            yield unit.index, BuiltDylib(path, shares_std=shared_library.mentions(path, std))


def _output_folder(project: Project, profiles: Profiles, unit: Unit) -> Path:
    """Where Cargo keeps what it compiles for the unit's platform."""
    folder = project.workspace.target_directory
    if project.platforms.targets and not unit.is_host:
        folder = folder / Path(unit.platform.triple).stem
    return folder / profiles.directory / "deps"
