"""Configuration files: which there are, what they include, and what they say together (cargo `context/mod.rs`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from auditor import there
from auditor.cargo.manifest import read_toml
from auditor.config.setting import Setting, Source, Value, from_toml, merge
from auditor.errors import AuditorError
from auditor.model.origin import OriginKind

_DEEPEST = 64
_FORM = 'write `include = ["FILE.toml", { path = "FILE.toml", optional = true }]`'


class ConfigWarning(msgspec.Struct, frozen=True):
    """Something that Cargo warns of, or silently passes over, when it reads its configuration."""

    message: str
    path: Path
    line: int | None = None


def find_file(folder: Path, warnings: list[ConfigWarning]) -> Path | None:
    """The configuration file of a folder: `config` where it exists, else `config.toml` (`get_file_path`)."""
    old, new = folder / "config", folder / "config.toml"
    if _can_be_opened(old):
        if there.exists(new) and os.path.realpath(old) != os.path.realpath(new):
            warnings.append(ConfigWarning(f"Cargo reads this file and ignores `{new}` beside it", old))
        return old
    return new if there.exists(new) else None


def find_files(cwd: Path, cargo_home: Path, warnings: list[ConfigWarning]) -> Iterator[Path]:
    """The files from the current directory upward, then `CARGO_HOME`'s unless it was among them (`walk_tree`)."""
    seen = set()
    for folder in (cwd, *cwd.parents):
        place = folder / ".cargo"
        found = find_file(place, warnings)
        if found is not None:
            yield found
        seen.add(Path(os.path.realpath(place)))
    if cargo_home not in seen and Path(os.path.realpath(cargo_home)) not in seen:
        found = find_file(cargo_home, warnings)
        if found is not None:
            yield found


def load_file(path: Path, source: Source, cwd: Path, seen: set[Path], *, includes: bool) -> Value:
    """One file with what it includes merged below it.

    `seen` are the files read so far: one that is read again counts as a cycle, as it does for Cargo.
    Raises AuditorError for unreadable or bad files and bad includes.
    """
    if path in seen:
        raise AuditorError(
            "the configuration includes this file twice, or in a cycle", path=path, hint="remove one `include`"
        )
    if len(seen) > _DEEPEST:
        raise AuditorError(f"more than {_DEEPEST} files are included", path=path, hint="remove an `include`")
    seen.add(path)
    value = from_toml(read_toml(path), source)
    return load_includes(value, cwd, seen) if includes else value


def load_includes(value: Value, cwd: Path, seen: set[Path]) -> Value:
    """A table with what its key `include` names merged below it; the key itself is removed."""
    table = dict(value.data)
    include = table.pop("include", None)
    if include is None:
        return value
    root: Value = Setting({}, value.source)
    for path in _included(include, cwd):
        source = Source(value.source.kind, value.source.name, path)
        root = merge(root, load_file(path, source, cwd, seen, includes=True), force=True)
    return merge(root, Setting(table, value.source), force=True)


def _included(include: Value, cwd: Path) -> Iterator[Path]:
    """The files that an `include` names, missing optional ones left out (`include_paths`)."""
    if not isinstance(include.data, list):
        raise include.error(f"`include` is {include.description}, Cargo wants an array", hint=_FORM)
    wanted = [_include(item) for item in include.data]
    for setting, is_optional in wanted:
        source = setting.source
        folder = cwd if source.path is None else source.path.parent
        path = folder / setting.data
        if there.exists(path) or not is_optional:
            yield path


def _include(item: Value) -> tuple[Setting[str], bool]:
    """The path of one include and whether it is optional."""
    path, optional = item, False
    if isinstance(item.data, dict):
        if "path" not in item.data:
            raise item.error("an `include` has no `path`", hint=_FORM)
        path = item.data["path"]
        if "optional" in item.data:
            optional = item.data["optional"].data
    if not isinstance(path.data, str) or not isinstance(optional, bool):
        raise item.error("an `include` is neither a string nor a table of `path` and `optional`", hint=_FORM)
    if Path(path.data).suffix != ".toml" or any(character in path.data for character in "*?[]{}"):
        raise item.error(f"`include` names `{path.data}`: Cargo wants the plain path of a `.toml` file", hint=_FORM)
    return path, optional


def _can_be_opened(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)))
    except (OSError, ValueError):
        return False
    return True


def discover(cwd: Path, cargo_home: Path, warnings: list[ConfigWarning], *, includes: bool) -> Value:
    """All files of a directory as one table: nearer files count more, their arrays come later."""
    result: Value = Setting({}, Source(OriginKind.DEFAULT))
    for path in find_files(cwd, cargo_home, warnings):
        source = Source(OriginKind.CONFIG_FILE, path=path)
        result = merge(result, load_file(path, source, cwd, set(), includes=includes), force=False)
    return result
