"""The profile of each unit, from the merged profiles of the workspace (cargo `workspace/profiles.rs`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from auditor.cargo.manifest import line_of, read_toml
from auditor.config.build_settings import incremental
from auditor.config.configuration import Config
from auditor.config.profile_check import name_problem
from auditor.config.profile_merge import MergedProfile, merged_profiles, written_profiles
from auditor.config.profile_table import ProfileTable
from auditor.config.setting import Value
from auditor.errors import AuditorError
from auditor.model.build import Profile
from auditor.model.origin import Origin, OriginKind
from auditor.model.selection import Command, Selection
from auditor.model.workspace import Package
from auditor.plan import package_spec

_BUILT_IN: Mapping[str, Mapping[str, Any]] = {
    "dev": {"debuginfo": "2", "debug_assertions": True, "overflow_checks": True, "incremental": True},
    "release": {"opt_level": "3"},
}
_FIELDS = {
    "opt-level": "opt_level",
    "lto": "lto",
    "codegen-backend": "codegen_backend",
    "codegen-units": "codegen_units",
    "debug": "debuginfo",
    "split-debuginfo": "split_debuginfo",
    "debug-assertions": "debug_assertions",
    "rpath": "rpath",
    "panic": "panic",
    "overflow-checks": "overflow_checks",
    "incremental": "incremental",
    "strip": "strip",
    "rustflags": "rustflags",
}
_ALL = "*"
_DEFAULTS = {Command.BUILD: "dev", Command.TEST: "test", Command.BENCH: "bench", Command.INSTALL: "release"}
"""The profile of a command that names none (cargo `commands/test.rs`, `bench.rs`, `install.rs`)."""


def requested_profile(selection: Selection, config: Config) -> str:
    """The profile that the command line asks for.

    Raises AuditorError for names that Cargo reserves and for `--release` beside `--profile`.
    Source: cargo `command_prelude.rs`, `get_profile_name`.
    """
    name = selection.profile
    if name is None:
        return "release" if selection.release else _DEFAULTS[selection.command]
    if selection.release:
        raise AuditorError(f"`--release` cannot be used with `--profile {name}`", hint="give one of them")
    problem = "the profile name `doc` is reserved" if name == "doc" else name_problem(name, config.release)
    if problem is not None:
        raise AuditorError(f"`--profile {name}`: {problem}", hint="choose another name")
    return name


def ignored_profiles(manifests: Iterable[Path], root_manifest: Path) -> tuple[Origin, ...]:
    """The `[profile.…]` tables of member manifests, which Cargo ignores: only those of the root count.

    Raises AuditorError for manifests that cannot be read.
    """
    found = []
    for path in manifests:
        profiles = read_toml(path).get("profile") if path != root_manifest else None
        for name in profiles if isinstance(profiles, Mapping) else ():
            place = ("profile", name)
            found.append(Origin(OriginKind.MANIFEST, f"profile.{name}", path, line_of(path, place)))
    return tuple(found)


class Profiles:
    """All profiles of a build, one of them requested."""

    def __init__(
        self, merged: Mapping[str, MergedProfile], written: Mapping[str, ProfileTable], requested: str, config: Config
    ) -> None:
        """Take the merged profiles (see `load`)."""
        self._merged = merged
        self._written = written
        self._incremental = incremental(config)
        self._cache: dict[tuple[object, ...], Profile] = {}
        self.requested = requested
        """The requested profile's name."""

    @classmethod
    def load(
        cls, root_manifest: Mapping[str, Any], root_manifest_path: Path, config: Config, requested: str
    ) -> Profiles:
        """Merge the profiles of the root manifest, the configuration and the environment.

        `requested` is the name of the profile to build with (`requested_profile`).
        Raises AuditorError, with file and line where there is one, for all that Cargo refuses: values of a wrong type,
        reserved names, unknown profiles, missing or circular `inherits`, keys that need an unstable feature.
        """
        written = written_profiles(root_manifest, root_manifest_path, config, requested)
        for table in written.values():
            _check_specs(table)
        merged = merged_profiles(written, config)
        if requested not in merged:
            raise AuditorError(
                f"the profile `{requested}` is not defined",
                hint=f"add `[profile.{requested}]` with `inherits`, or choose one of: {', '.join(sorted(merged))}",
                path=root_manifest_path,
            )
        return cls(merged, written, requested, config)

    @property
    def directory(self) -> str:
        """The folder of the target directory that the build writes to: `debug`, `release`, or the profile's name."""
        return {"dev": "debug", "test": "debug", "bench": "release"}.get(self.requested, self.requested)

    def profile_for(
        self, package: Package, *, is_member: bool, is_for_host: bool, always_unwind: bool, triple: str = ""
    ) -> Profile:
        """The profile of a unit of a package.

        `is_for_host`: built for a build script or proc macro. `always_unwind`: tests, host units and what they need.
        `triple`: of the platform it is built for; Apple's have a default of their own for `split-debuginfo`.
        """
        specs = tuple(_matching(self._merged[self.requested].table, package))
        key = (specs, package.is_path, is_member, is_for_host, always_unwind, triple)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._make(package, is_member, is_for_host, always_unwind, triple)
        return found

    def for_build_script_run(self, profile: Profile) -> Profile:
        """The profile of running the build script of a unit with the given profile: what its variables show."""
        return Profile(
            name=profile.name,
            opt_level=profile.opt_level,
            debuginfo=profile.debuginfo,
            debuginfo_deferred=profile.debuginfo_deferred,
            debug_assertions=profile.debug_assertions,
            origins=profile.origins,
        )

    def check_packages(self, packages: Iterable[Package]) -> None:
        """Raise AuditorError if two `package.SPEC` tables of a profile match one package (`validate_packages`)."""
        every = tuple(packages)
        for name, written in self._written.items():
            table = self._merged[name].table
            for package in every if written.packages else ():
                specs = _matching(table, package)
                if len(specs) > 1:
                    raise _ambiguous(name, table, package, specs)

    def _make(self, package: Package, is_member: bool, is_for_host: bool, unwind: bool, triple: str) -> Profile:
        draft = _draft(self._merged[self.requested], package, is_member, is_for_host)
        if unwind:
            draft.set("panic", "unwind", None)
        if self._incremental is not None:
            draft.set("incremental", self._incremental.data, self._incremental)
        if not package.is_path:
            draft.set("incremental", False, None)
        profile = Profile(self.requested, **draft.fields, origins=_Origins(draft.settings))
        if profile.debuginfo != "0" and profile.split_debuginfo is None and "-apple-" in triple:
            return replace(profile, split_debuginfo="unpacked")
        return profile


class _Draft:
    """A profile while layers are laid over each other."""

    def __init__(self, root: str) -> None:
        self.fields: dict[str, Any] = dict(_BUILT_IN[root])
        self.settings: dict[str, Value] = {}

    def apply(self, table: ProfileTable) -> None:
        """Lay a table over it (`merge_profile`)."""
        # NOTE: each layer that does not set `strip` takes it back: `strip` of a profile does not reach a
        # package with an override of its own.
        if "strip" not in table.settings:
            self.set("strip", "none", None)
        self.fields["strip_deferred"] = "strip" not in table.settings
        for key, setting in table.settings.items():
            if key in _FIELDS:
                self.set(key, setting.data, setting)
        if "debug" in table.settings:
            self.fields["debuginfo_deferred"] = False

    def reset_for_host(self) -> None:
        """What runs at build time only is compiled quickly."""
        self.set("opt-level", "0", None)
        self.set("codegen-units", None, None)
        self.fields["debuginfo_deferred"] = True

    def set(self, key: str, data: object, setting: Value | None) -> None:
        """Set a value with its place; None: it has no place."""
        self.fields[_FIELDS[key]] = data
        if setting is None:
            self.settings.pop(key, None)
        else:
            self.settings[key] = setting


class _Origins(Mapping[str, Origin]):
    """The places of a profile's values; a line is looked up when somebody asks."""

    def __init__(self, settings: Mapping[str, Value]) -> None:
        self._settings = settings

    def __getitem__(self, key: str) -> Origin:
        return self._settings[key].origin

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)


def _draft(profile: MergedProfile, package: Package, is_member: bool, is_for_host: bool) -> _Draft:
    """The profile of a package's units with the overrides for it (`ProfileMaker::get_profile`)."""
    draft = _Draft(profile.root)
    table = profile.table
    draft.apply(table)
    if is_for_host:
        draft.reset_for_host()
        if table.build_override is not None:
            draft.apply(table.build_override)
    if not is_member and _ALL in table.packages:
        draft.apply(table.packages[_ALL])
    for spec in _matching(table, package)[:1]:
        draft.apply(table.packages[spec])
    return draft


def _matching(table: ProfileTable, package: Package) -> list[str]:
    """The keys of `package` tables that name a package, `*` left out."""
    return [spec for spec in sorted(table.packages) if spec != _ALL and package_spec.parse(spec).matches(package)]


def _check_specs(table: ProfileTable) -> None:
    """Raise AuditorError for keys of `package` tables that are no package id specs."""
    for spec, inner in table.packages.items():
        try:
            package_spec.parse(spec)
        except AuditorError as error:
            if spec != _ALL:
                raise inner.where.error(error.message, error.hint or "write it as NAME or NAME@VERSION") from None


def _ambiguous(name: str, table: ProfileTable, package: Package, specs: list[str]) -> AuditorError:
    listed = ", ".join(specs)
    message = f"several `package` tables of the profile `{name}` match {package.name} {package.version}: {listed}"
    return table.packages[specs[-1]].where.error(message, "leave one of them")
