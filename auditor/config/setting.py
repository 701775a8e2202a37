"""Values that know where they were set, and how Cargo merges them (cargo `context/config_value.rs`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

import msgspec

from auditor.cargo.manifest import Place, line_of
from auditor.config.key import dotted
from auditor.errors import AuditorError
from auditor.model.origin import Origin, OriginKind

T_co = TypeVar("T_co", covariant=True)

_PRIORITY = {
    OriginKind.DEFAULT: 0,
    OriginKind.MANIFEST: 1,
    OriginKind.CONFIG_FILE: 1,
    OriginKind.ENVIRONMENT: 2,
    OriginKind.COMMAND_LINE: 3,
}
_DEEPEST = 100
_LARGEST = 2**63
_KINDS = "write a string, boolean, integer, array or table"
_NAMES: dict[type, str] = {
    str: "a string", bool: "a boolean", int: "an integer", list: "an array", dict: "a table", float: "a float",
}  # fmt: skip


class Source(msgspec.Struct, frozen=True):
    """A file, variable or option that sets values (cargo's `Definition`)."""

    kind: OriginKind
    name: str = ""
    """The variable or option."""
    path: Path | None = None
    """The file, if it is one; that of `--config FILE` as well."""

    @property
    def priority(self) -> int:
        """Options count more than variables, these more than files."""
        return _PRIORITY[self.kind]

    def root(self, cwd: Path) -> Path:
        """The folder that relative paths in values are relative to: the one above `.cargo` (`Definition::root`)."""
        return cwd if self.path is None else self.path.parent.parent

    def __str__(self) -> str:
        """For messages."""
        match self.kind:
            case OriginKind.ENVIRONMENT:
                return f"the environment variable `{self.name}`"
            case OriginKind.COMMAND_LINE:
                return f"the option `{self.name}`"
            case OriginKind.RUSTC:
                return "the rustc command line"
            case OriginKind.DEFAULT:
                return "Cargo's default"
            case OriginKind.MANIFEST | OriginKind.CONFIG_FILE:
                return f"`{self.path}`"


class Setting(msgspec.Struct, Generic[T_co], frozen=True):
    """A value and where it was set."""

    data: T_co
    """A string, boolean, integer, list of settings or mapping of keys to settings."""
    source: Source
    place: Place = ()
    """The keys and indices that lead to it in its file."""

    @property
    def origin(self) -> Origin:
        """Where it was set, in the model's terms. Looks the line up, so it may parse the file once more."""
        source = self.source
        if source.kind is OriginKind.ENVIRONMENT:
            return Origin(source.kind, source.name)
        line = None if source.path is None else line_of(source.path, self.place)
        key = source.name if source.kind is OriginKind.COMMAND_LINE else dotted(self.place)
        return Origin(source.kind, key, source.path, line)

    @property
    def description(self) -> str:
        """What kind of value it is, for messages: `a string`."""
        return _NAMES.get(type(self.data), "another value")

    def error(self, message: str, hint: str) -> AuditorError:
        """The error that points to this value's place."""
        origin = self.origin
        if origin.path is not None:
            return AuditorError(message, hint=hint, path=origin.path, line=origin.line)
        return AuditorError(f"{message} (set by {self.source})", hint=hint)

    def refuse(self, wanted: str) -> NoReturn:
        """Raise AuditorError because the value is of another kind than wanted."""
        name = f" for `{dotted(self.place)}`" if self.place else ""
        raise self.error(
            f"expected {wanted}{name}, found {self.description}", hint="see the Cargo book for what it takes"
        )


Value = Setting[Any]
"""A setting of any kind, as it stands in a file."""


def from_toml(data: object, source: Source, place: Place = ()) -> Value:
    """Attach a source to everything in parsed TOML.

    Raises AuditorError for what Cargo's configuration cannot hold: floats, dates, integers beyond 64 bits.
    """
    here = Setting(data, source, place)
    if len(place) > _DEEPEST:
        raise AuditorError("values are nested too deeply", path=source.path, hint="Cargo refuses such files as well")
    if isinstance(data, Mapping):
        table = {str(key): from_toml(value, source, (*place, str(key))) for key, value in data.items()}
        return Setting(table, source, place)
    if isinstance(data, list):
        return Setting([from_toml(value, source, (*place, i)) for i, value in enumerate(data)], source, place)
    if isinstance(data, int) and not -_LARGEST <= data < _LARGEST:
        raise here.error(f"the integer of `{dotted(place)}` is too large", "Cargo holds integers of 64 bits")
    if not isinstance(data, (str, bool, int)):
        raise here.error(f"Cargo's configuration cannot hold {here.description} (`{dotted(place)}`)", _KINDS)
    return here


def merge(old: Value, new: Value, *, force: bool) -> Value:
    """Merge `new` into `old`.

    Tables are merged, arrays joined: `new` behind `old` if `force`, else before it, and in any case those of higher
    priority last. Other values replace older ones if `force` or if of higher priority.
    Raises AuditorError where an array or table meets something else. Source: `ConfigValue::merge`.
    """
    if isinstance(old.data, dict) and isinstance(new.data, dict):
        table = dict(old.data)
        for key, value in new.data.items():
            table[key] = merge(table[key], value, force=force) if key in table else value
        return Setting(table, old.source, old.place)
    if isinstance(old.data, list) and isinstance(new.data, list):
        joined = old.data + new.data if force else new.data + old.data
        return Setting(by_priority(joined), old.source, old.place)
    if isinstance(old.data, (dict, list)) or isinstance(new.data, (dict, list)):
        raise new.error(
            f"`{dotted(new.place)}` is {new.description} here, but {old.description} in {old.source}",
            hint="Cargo joins arrays and replaces strings, but cannot mix them: write the same kind in both places",
        )
    return new if force or new.source.priority > old.source.priority else old


def by_priority(values: list[Value]) -> list[Value]:
    """Sort by the priority of the sources, keeping the order within one."""
    return sorted(values, key=lambda value: value.source.priority)
