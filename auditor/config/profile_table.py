"""`[profile.…]` tables as written, in manifests and in the configuration, checked as Cargo checks them.

Source: cargo `cargo-util-schemas/src/manifest/mod.rs`, `TomlProfile`, and `workspace/parser`, `validate_profile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from auditor.config import profile_value
from auditor.config.configuration import Config
from auditor.config.key import Key
from auditor.config.setting import Setting, Source, Value
from auditor.model.origin import OriginKind

_PACKAGE = "package"
_BUILD_OVERRIDE = "build-override"


class ProfileTable(msgspec.Struct, frozen=True):
    """One `[profile.…]` table with the tables in it."""

    where: Value
    """The place of the table, without data."""
    settings: Mapping[str, Value] = msgspec.field(default_factory=dict)
    """By key (`lto`, `opt-level`, ...), the values normalised: see `profile_value`."""
    packages: Mapping[str, ProfileTable] = msgspec.field(default_factory=dict)
    """`package.SPEC` tables, `*` among them."""
    build_override: ProfileTable | None = None
    inner: tuple[str, ...] = ()
    """Which of `package` and `build-override` are there, if only empty."""

    def merged(self, other: ProfileTable) -> ProfileTable:
        """This table with what another one sets laid over it (`TomlProfile::merge`)."""
        packages = dict(self.packages)
        for spec, table in other.packages.items():
            packages[spec] = packages[spec].merged(table) if spec in packages else table
        override = other.build_override
        if override is not None and self.build_override is not None:
            override = self.build_override.merged(override)
        override = override or self.build_override
        return ProfileTable(
            self.where, {**self.settings, **other.settings}, packages, override, self.inner + other.inner
        )

    def inherits(self) -> Setting[str] | None:
        """What the key `inherits` says."""
        return self.settings.get("inherits")

    def layers(self) -> Iterator[tuple[str, ProfileTable]]:
        """The tables in this one with the kind of each: `package` or `build-override`."""
        if self.build_override is not None:
            yield _BUILD_OVERRIDE, self.build_override
        for table in self.packages.values():
            yield _PACKAGE, table


class _Reader(Protocol):
    """A place that profile tables are read from."""

    where: Value

    def setting(self, name: str, kind: str) -> Value | None:
        """The value of a key of the table, as one of a kind."""

    def inner(self, name: str) -> _Reader | None:
        """The table of that name in the table."""

    def named(self) -> Iterator[tuple[str, _Reader]]:
        """All tables in the table."""


def of_manifest(profile: object, path: Path, name: str) -> ProfileTable:
    """Read `[profile.NAME]` of a parsed manifest. Raises AuditorError for values of a wrong type."""
    source = Source(OriginKind.MANIFEST, path=path)
    return _read(_ManifestReader(Setting(profile, source, ("profile", name))))


def of_config(config: Config, name: str) -> ProfileTable | None:
    """Read `profile.NAME` of the configuration and its variables; None if nothing sets any of it.

    Raises AuditorError for values of a wrong type. Source: cargo `context/de.rs`, `ConfigMapAccess`.
    """
    key = Key.parse(f"profile.{name}")
    return _read(_ConfigReader(config, key)) if config.has(key) else None


def _read(reader: _Reader) -> ProfileTable:
    settings = {}
    for name, kind in profile_value.KINDS.items():
        found = reader.setting(name, kind)
        if found is not None:
            settings[name] = Setting(profile_value.normalised(name, found), found.source, found.place)
    packages, override = reader.inner(_PACKAGE), reader.inner(_BUILD_OVERRIDE)
    inner = {_PACKAGE: packages, _BUILD_OVERRIDE: override}
    return ProfileTable(
        reader.where,
        settings,
        {} if packages is None else {_unified(spec): _read(table) for spec, table in packages.named()},
        None if override is None else _read(override),
        tuple(name for name, table in inner.items() if table is not None),
    )


def _unified(spec: str) -> str:
    """One spelling for `name:1.0` and `name@1.0`, so that tables for the same spec are merged."""
    name, colon, version = spec.rpartition(":")
    return f"{name}@{version}" if colon and name and "@" not in spec and "://" not in spec else spec


class _ManifestReader:
    """Reads a profile from a parsed manifest."""

    def __init__(self, table: Value) -> None:
        if not isinstance(table.data, Mapping):
            table.refuse("a table")
        self._table = table
        self.where: Value = Setting(None, table.source, table.place)

    def setting(self, name: str, kind: str) -> Value | None:
        """The value of a key, its type checked as serde does."""
        if name not in self._table.data:
            return None
        found = self._at(name)
        if kind != "any" and type(found.data) is not profile_value.TYPES[kind]:
            found.refuse(profile_value.WANTED[kind])
        if kind == "strings" and not all(isinstance(item, str) for item in found.data):
            found.refuse("an array of strings")
        return found

    def inner(self, name: str) -> _ManifestReader | None:
        """The table of that name."""
        return _ManifestReader(self._at(name)) if name in self._table.data else None

    def named(self) -> Iterator[tuple[str, _ManifestReader]]:
        """All tables in it."""
        for name in self._table.data:
            yield name, _ManifestReader(self._at(name))

    def _at(self, name: str) -> Value:
        return Setting(self._table.data[name], self._table.source, (*self._table.place, name))


class _ConfigReader:
    """Reads a profile from the configuration, variables laid over it."""

    def __init__(self, config: Config, key: Key) -> None:
        self._config, self._key = config, key
        known = (*profile_value.KINDS, _PACKAGE, _BUILD_OVERRIDE)
        self._names = set(config.table(key)) | {name for name in known if config.has(key / name)}
        written = config.value(key)
        source = Source(OriginKind.ENVIRONMENT, f"{key.variable}_…") if written is None else written.source
        self.where: Value = Setting(None, source, key.parts)

    def setting(self, name: str, kind: str) -> Value | None:
        """The value of a key. Raises AuditorError if only a variable with a longer name is there."""
        if not self._is_set(name):
            return None
        key = self._key / name
        if kind == "strings":
            return self._strings(key)
        readers: Mapping[str, Callable[[Key], Value | None]] = {
            "any": self._config.any,
            "string": self._config.string,
            "integer": self._config.integer,
            "boolean": self._config.boolean,
        }
        found = readers[kind](key)
        if found is None:
            raise self.where.error(f"a variable names something below `{key}`, which is no table", "unset it")
        return found

    def inner(self, name: str) -> _ConfigReader | None:
        """The table of that name; a variable below it is enough to make one."""
        return _ConfigReader(self._config, self._key / name) if self._is_set(name) else None

    def named(self) -> Iterator[tuple[str, _ConfigReader]]:
        """All tables in it; variables alone make none (that is `-Z advanced-env`)."""
        for name in self._config.table(self._key):
            yield name, _ConfigReader(self._config, self._key.exactly(name))

    def _is_set(self, name: str) -> bool:
        # NOTE: CARGO_PROFILE_DEV_DEBUG_ASSERTIONS says nothing of `debug` where both keys are known.
        start = f"{name}_".replace("-", "_")
        below = not any(other.replace("-", "_").startswith(start) for other in self._names)
        return name in self._names and self._config.has(self._key / name, below=below)

    def _strings(self, key: Key) -> Value:
        items = self._config.strings(key)
        where = items[0] if items else (self._config.value(key) or self.where)
        place = where.place[: len(key.parts)]
        return Setting([item.data for item in items], where.source, place)
