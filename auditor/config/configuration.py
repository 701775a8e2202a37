"""Cargo's configuration: files, `--config` and variables in one, read by type (cargo `context/mod.rs`, `de.rs`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from auditor.config.command_line import load_arguments
from auditor.config.files import ConfigWarning, discover
from auditor.config.key import Key
from auditor.config.release import CargoRelease, parse_release
from auditor.config.setting import Setting, Source, Value, by_priority, merge
from auditor.config.words import split_words
from auditor.model.origin import OriginKind

T = TypeVar("T", str, int, bool)

_INTEGER = re.compile(r"[+-]?[0-9]+")
_LARGEST = 2**63


class Config:
    """The configuration in force for a directory.

    Every reading method takes a key as text (`build.target`) or as `Key`, and raises AuditorError with file and line
    where Cargo would refuse the value's type.
    """

    def __init__(
        self,
        root: Value,
        *,
        cwd: Path,
        environment: Mapping[str, str],
        release: CargoRelease,
        cargo_home: Path = Path(),
        warnings: Sequence[ConfigWarning] = (),
        start: Path | None = None,
    ) -> None:
        """Take the merged table of files and options."""
        self._root = root
        self.start = start or cwd
        """The folder from which on upward the files were looked for."""
        self.cwd = cwd
        self.environment = environment
        self.release = release
        self.cargo_home = cargo_home
        self.warnings = tuple(warnings)
        self._variables = {
            name: value for name, value in environment.items() if name.startswith("CARGO_") and _is_unicode(value)
        }

    def value(self, key: str | Key) -> Value | None:
        """What files and options say of a key, variables not asked. Raises AuditorError on a non-table above it."""
        value = self._root
        for part in _key(key).parts:
            if not isinstance(value.data, dict):
                value.refuse("a table")
            if part not in value.data:
                return None
            value = value.data[part]
        return value

    def table(self, key: str | Key) -> Mapping[str, Value]:
        """The table of a key in files and options, empty if absent. Raises AuditorError if it is no table."""
        found = self.value(key)
        if found is None:
            return {}
        if not isinstance(found.data, dict):
            found.refuse("a table")
        return found.data

    def has(self, key: str | Key, *, below: bool = True) -> bool:
        """Whether anything sets a key: a file, an option, its variable or (`below`) one that starts like it."""
        key = _key(key)
        start = f"{key.variable}_"
        return (
            key.variable in self.environment
            or (below and any(name.startswith(start) for name in self._variables))
            or self.value(key) is not None
        )

    def string(self, key: str | Key) -> Setting[str] | None:
        """Read a string."""
        return self._typed(_key(key), str, "a string", lambda text: text)

    def boolean(self, key: str | Key) -> Setting[bool] | None:
        """Read `true` or `false`."""
        return self._typed(_key(key), bool, "`true` or `false`", {"true": True, "false": False}.get)

    def integer(self, key: str | Key) -> Setting[int] | None:
        """Read an integer of 64 bits."""
        return self._typed(_key(key), int, "an integer", _integer)

    def any(self, key: str | Key) -> Value | None:
        """Read a value of whatever kind: a variable may be a boolean, an integer, words for an array, or a string.

        Source: cargo `get_cv_with_env`.
        """
        key = _key(key)
        found, variable = self.value(key), self._variable(key)
        if variable is None or not (found is None or isinstance(found.data, list) or _counts_more(variable, found)):
            return found
        if variable.data in ("true", "false"):
            return Setting(variable.data == "true", variable.source)
        number = _integer(variable.data)
        if number is not None:
            return Setting(number, variable.source)
        if found is not None and isinstance(found.data, list):
            return Setting(by_priority(found.data + _words(variable)), found.source, found.place)
        return variable

    def strings(self, key: str | Key) -> tuple[Setting[str], ...]:
        """Read an array of strings; the words of the variable come behind those of files, before those of options."""
        return self._list(_key(key), may_be_string=False)

    def words(self, key: str | Key) -> tuple[Setting[str], ...]:
        """Read an array of strings or a string that is split at white space (cargo's `StringList`)."""
        return self._list(_key(key), may_be_string=True)

    def path(self, key: str | Key) -> Setting[Path] | None:
        """Read a path; a relative one is relative to the folder above the `.cargo` of its file."""
        found = self.string(key)
        return None if found is None else Setting(found.source.root(self.cwd) / found.data, found.source, found.place)

    def program(self, key: str | Key) -> Setting[Path] | None:
        """Read a program: a path if it has a slash, else a name to be looked up in `PATH`."""
        found = self.string(key)
        if found is None or "/" in found.data:
            return self.path(key)
        return Setting(Path(found.data), found.source, found.place)

    def is_unstable(self, name: str) -> bool:
        """Whether `[unstable]` turns a feature on: nightly Cargo alone reads that table."""
        if not self.release.is_nightly:
            return False
        found = self.boolean(Key.parse("unstable") / name)
        return found is not None and found.data

    def unicode_variable(self, name: str) -> str | None:
        """An environment variable; None if it is unset or not valid Unicode."""
        text = self.environment.get(name)
        return text if text is not None and _is_unicode(text) else None

    def _variable(self, key: Key) -> Setting[str] | None:
        text = self._variables.get(key.variable)
        return None if text is None else Setting(text, Source(OriginKind.ENVIRONMENT, key.variable))

    def _typed(self, key: Key, kind: type[T], wanted: str, parse: Callable[[str], T | None]) -> Setting[T] | None:
        found, variable = self.value(key), self._variable(key)
        if found is not None and type(found.data) is not kind:
            found.refuse(wanted)
        if variable is None:
            return found
        data = parse(variable.data)
        if data is None:
            raise variable.error(f"expected {wanted}, found `{variable.data}`", "correct the variable or unset it")
        if found is not None and not _counts_more(variable, found):
            return found
        return Setting(data, variable.source)

    def _list(self, key: Key, *, may_be_string: bool) -> tuple[Setting[str], ...]:
        found, variable = self.value(key), self._variable(key)
        items: list[Value] = []
        if found is not None:
            if may_be_string and isinstance(found.data, str):
                items = _words(found)
            elif isinstance(found.data, list):
                items = found.data
            else:
                found.refuse("a string or an array of strings" if may_be_string else "an array")
        if variable is not None:
            items = by_priority(items + _words(variable))
        for item in items:
            if not isinstance(item.data, str):
                item.refuse("a string")
        return tuple(items)


def load(
    cwd: Path,
    environment: Mapping[str, str],
    cargo_home: Path,
    arguments: Sequence[str],
    cargo: str | None = None,
    start: Path | None = None,
) -> Config:
    """Read Cargo's configuration for a directory.

    `start` is the folder from which on upward files are looked for, if it is another than `cwd`. `cwd` and
    `cargo_home` are absolute, `arguments` the values of `--config` in their order, `cargo` the release as `cargo -V`
    spells it (None: the newest): it decides on rules that changed, such as `include`.
    Raises AuditorError with file and line for files, includes and options that Cargo refuses.
    """
    release = parse_release(cargo, environment)
    start = start or cwd
    config = _load(cwd, start, environment, cargo_home, arguments, release, includes=release.has_include)
    if not release.has_include and config.is_unstable("config-include"):
        return _load(cwd, start, environment, cargo_home, arguments, release, includes=True)
    return config


def _load(
    cwd: Path,
    start: Path,
    environment: Mapping[str, str],
    cargo_home: Path,
    arguments: Sequence[str],
    release: CargoRelease,
    *,
    includes: bool,
) -> Config:
    warnings: list[ConfigWarning] = []
    files = discover(start, cargo_home, warnings, includes=includes)
    root = merge(files, load_arguments(arguments, cwd, includes=includes), force=True)
    if "include" in root.data:
        place = root.data["include"].origin
        text = "this release of Cargo does not know `include`: the files are not read (1.94 and newer read them)"
        warnings.append(ConfigWarning(text, place.path or cwd, place.line))
    return Config(
        root,
        cwd=cwd,
        environment=environment,
        release=release,
        cargo_home=cargo_home,
        warnings=warnings,
        start=start,
    )


def _key(key: str | Key) -> Key:
    return Key.parse(key) if isinstance(key, str) else key


def _words(value: Value) -> list[Value]:
    return [Setting(word, value.source, value.place) for word in split_words(value.data)]


def _counts_more(one: Value, other: Value) -> bool:
    return one.source.priority > other.source.priority


def _integer(text: str) -> int | None:
    """What Rust parses as a signed integer of 64 bits."""
    if not _INTEGER.fullmatch(text) or len(text) > 4000:
        return None
    number = int(text)
    return number if -_LARGEST <= number < _LARGEST else None


def _is_unicode(text: str) -> bool:
    """Whether an environment variable's value is valid Unicode: Python marks other bytes by surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
