"""Profiles of manifest, configuration and environment, merged along `inherits` (cargo `workspace/profiles.rs`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from auditor.config.configuration import Config
from auditor.config.profile_check import check, name_problem, unstable_features
from auditor.config.profile_table import ProfileTable, of_config, of_manifest
from auditor.config.setting import Setting, Source
from auditor.model.origin import OriginKind

ROOTS = ("dev", "release")
"""The profiles that inherit from no other."""

_PREDEFINED = {"bench": "release", "test": "dev", "doc": "dev"}
_INHERITS = "let it inherit from `dev`, `release` or another defined profile"
_BUILT_IN = Setting(None, Source(OriginKind.DEFAULT))
_ALWAYS_LOOKED_UP = ("dev", "release", "test", "bench")


class MergedProfile(msgspec.Struct, frozen=True):
    """A profile with all that it inherits (cargo's `ProfileMaker`)."""

    root: str
    """`dev` or `release`: whose built-in values it starts from."""
    table: ProfileTable


def written_profiles(
    root_manifest: Mapping[str, Any], path: Path, config: Config, requested: str
) -> dict[str, ProfileTable]:
    """What the user wrote: the root manifest's profiles with the configuration laid over them.

    Of profiles that only the configuration has, those that are asked for count (`merge_config_profiles`).
    Raises AuditorError for all that Cargo refuses in them.
    """
    features = unstable_features(root_manifest, path, config)
    profiles = _manifest_profiles(root_manifest, path, config, features)
    wanted = {requested, *_predefined(config)} - {"doc"} | set(_ALWAYS_LOOKED_UP)
    for name in sorted(profiles):
        overlay = _config_profile(config, name, features)
        if overlay is not None:
            profiles[name] = profiles[name].merged(overlay)
        wanted |= _parent(profiles[name])
    while wanted:
        name = wanted.pop()
        table = None if name in profiles else _config_profile(config, name, features)
        if table is not None:
            profiles[name] = table
            wanted |= _parent(table)
    return profiles


def merged_profiles(written: Mapping[str, ProfileTable], config: Config) -> dict[str, MergedProfile]:
    """All profiles, Cargo's own among them, each with what it inherits.

    Raises AuditorError for `inherits` that is missing, leads nowhere, goes in a circle or stands in a root profile.
    """
    tables = {name: ProfileTable(_BUILT_IN) for name in ROOTS} | dict(written)
    for name, parent in _predefined(config).items():
        own = ProfileTable(_BUILT_IN, {"inherits": Setting(parent, _BUILT_IN.source)})
        tables[name] = own.merged(tables[name]) if name in tables else own
    return {name: _merged(name, tables) for name in sorted(tables)}


def _predefined(config: Config) -> dict[str, str]:
    """Cargo's own profiles and what each inherits."""
    return {**_PREDEFINED, "debug": "dev"} if config.release.has_debug_profile else dict(_PREDEFINED)


def _manifest_profiles(
    root_manifest: Mapping[str, Any], path: Path, config: Config, features: frozenset[str]
) -> dict[str, ProfileTable]:
    tables = root_manifest.get("profile", {})
    source = Source(OriginKind.MANIFEST, path=path)
    if not isinstance(tables, Mapping):
        Setting(tables, source, ("profile",)).refuse("a table")
    profiles = {}
    for name, data in tables.items():
        problem = name_problem(name, config.release)
        if problem is not None:
            raise Setting(data, source, ("profile", name)).error(problem, "choose another name")
        profiles[name] = of_manifest(data, path, name)
        check(profiles[name], features)
    return profiles


def _config_profile(config: Config, name: str, features: frozenset[str]) -> ProfileTable | None:
    table = of_config(config, name)
    if table is not None:
        check(table, features)
    return table


def _parent(table: ProfileTable) -> set[str]:
    inherits = table.inherits()
    return set() if inherits is None else {inherits.data}


def _merged(name: str, tables: Mapping[str, ProfileTable]) -> MergedProfile:
    """Follow `inherits` to a root, then lay the tables over each other on the way back (`process_chain`)."""
    chain = [name]
    while chain[-1] not in ROOTS:
        inherits = tables[chain[-1]].inherits()
        if inherits is None:
            message = f"the profile `{chain[-1]}` has no `inherits`, which all but `dev` and `release` need"
            raise tables[chain[-1]].where.error(message, _INHERITS)
        if inherits.data in chain:
            raise inherits.error(f"the profile `{chain[-1]}` inherits from `{inherits.data}` in a circle", _INHERITS)
        if inherits.data not in tables:
            raise inherits.error(
                f"the profile `{chain[-1]}` inherits from `{inherits.data}`, which is not defined", _INHERITS
            )
        chain.append(inherits.data)
    root = tables[chain[-1]].inherits()
    if root is not None:
        raise root.error(f"`inherits` must not stand in the root profile `{chain[-1]}`", "remove it")
    table = tables[chain[-1]]
    for child in reversed(chain[:-1]):
        table = table.merged(tables[child])
    return MergedProfile(chain[-1], table)
