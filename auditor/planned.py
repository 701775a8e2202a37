"""The plan of a project's build, in the mode that was asked for or that fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from auditor.config.profile_check import refused_by_rustc
from auditor.config.setting import Value
from auditor.model.build import PREFER_DYNAMIC, RustFlags
from auditor.model.selection import Mode
from auditor.model.unit import Plan
from auditor.plan import planning
from auditor.plan.planning import Build
from auditor.plan.profiles import Profiles, requested_profile
from auditor.project import Project


class Planned(msgspec.Struct, frozen=True):
    """A plan with the choices that were made for it."""

    plan: Plan
    mode: Mode
    profiles: Profiles
    profile: str
    """The requested profile's name."""
    configured_rustflags: RustFlags
    """Of the (first) target platform, as the user configured them."""
    rustflags: RustFlags
    """The same with those of the mode."""


def plan_build(project: Project, mode: Mode | None) -> Planned:
    """Plan the build; where `mode` is None, choose it: as configured if that prefers dynamic linking.

    Raises AuditorError where Cargo would refuse the selection or the profile.
    """
    planned = plan_as_configured(project)
    chosen = mode or (Mode.AS_CONFIGURED if prefers_dynamic(planned.plan) else Mode.PREFER_DYNAMIC)
    return planned if chosen is Mode.AS_CONFIGURED else preferring_dynamic(project, planned)


def preferring_dynamic(project: Project, planned: Planned) -> Planned:
    """The same build with `-C prefer-dynamic` added to the rustflags."""
    plan = planning.with_prefer_dynamic(planned.plan, project.platforms.with_flags(PREFER_DYNAMIC))
    return replace(planned, plan=plan, mode=Mode.PREFER_DYNAMIC, rustflags=plan.target.rustflags)


def plan_as_configured(project: Project) -> Planned:
    """Plan the build as Cargo would run it now.

    Raises AuditorError where Cargo would refuse the selection or the profile.
    """
    profile = requested_profile(project.selection, project.config)
    workspace = project.workspace
    profiles = Profiles.load(workspace.root_manifest, workspace.root_manifest_path, project.config, profile)
    build = Build(
        workspace=workspace,
        selection=project.selection,
        platforms=project.platforms,
        profiles=profiles,
        rustc_release=project.toolchain.rustc,
        overridden_links=_overridden_links(project),
        builds_std=_builds_std(project),
        other_rustc=None if project.other_rustc is None else str(project.other_rustc),
    )
    profiles.check_packages(workspace.packages.values())
    plan = planning.plan(build)
    _check_profiles(plan)
    rustflags = plan.target.rustflags
    return Planned(plan, Mode.AS_CONFIGURED, profiles, profile, rustflags, rustflags)


def _check_profiles(plan: Plan) -> None:
    """Raise AuditorError for a value that Cargo passes on and that rustc refuses in every unit that gets it."""
    checked: set[tuple[int, bool]] = set()
    for unit in plan.units:
        key = (id(unit.profile), unit.flags.lto.crosses_crates)
        if unit.is_compiled and key not in checked:
            checked.add(key)
            for error in refused_by_rustc(unit.profile, runs_lto=unit.flags.lto.crosses_crates):
                raise error


def prefers_dynamic(plan: Plan) -> bool:
    """Whether the user's configuration gives some unit `-C prefer-dynamic`."""
    return any(unit.flags.prefer_dynamic and not unit.flags.prefer_dynamic_by_cargo for unit in plan.units)


def _overridden_links(project: Project) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The `links` keys below `[target.TRIPLE]`, whose build scripts Cargo does not run, with their `rustc-cfg`.

    Source: cargo `context/target.rs`, `parse_links_overrides`.
    """
    triples = {project.platforms.host.triple, *project.platforms.targets}
    return {
        triple: {
            name: _rustc_cfg(value)
            for name, value in project.config.table(f"target.{triple}").items()
            if isinstance(value.data, dict)
        }
        for triple in triples
    }


def _rustc_cfg(table: Value) -> Sequence[str]:
    given = table.data.get("rustc-cfg")
    items = given.data if given is not None and isinstance(given.data, list) else []
    return [item.data for item in items if isinstance(item.data, str)]


def _builds_std(project: Project) -> bool:
    config = project.config
    return config.release.is_nightly and config.has("unstable.build-std", below=False)
