"""The option `--config`, as a file or as `KEY=VALUE` (cargo `context/mod.rs`, `cli_args_as_table`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from auditor import there
from auditor.cargo.manifest import parse_toml
from auditor.config.files import load_file, load_includes
from auditor.config.key import dotted
from auditor.config.setting import Setting, Source, Value, from_toml, merge
from auditor.errors import AuditorError
from auditor.model.origin import OriginKind

_KEY = re.compile(r"""[ \t]*(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*""")
_HINT = 'write `--config KEY=VALUE` (as in `--config \'build.rustflags=["-C", "prefer-dynamic"]\'`) or `--config FILE`'


def load_arguments(arguments: Sequence[str], cwd: Path, *, includes: bool) -> Value:
    """All `--config` arguments as one table, later ones before earlier ones.

    Raises AuditorError for what is neither an existing file nor one dotted key with a value.
    """
    result: Value = Setting({}, Source(OriginKind.COMMAND_LINE, "--config"))
    seen: set[Path] = set()
    for argument in arguments:
        path = cwd / argument
        if argument and there.exists(path):
            source = Source(OriginKind.COMMAND_LINE, f"--config {argument}", path)
            value = load_file(path, source, cwd, seen, includes=includes)
        else:
            keys, data = _key_and_value(argument)
            source = Source(OriginKind.COMMAND_LINE, f"--config {dotted(keys)}")
            value = from_toml(_nested(keys, data), source)
            if includes:
                value = load_includes(value, cwd, set())
        result = merge(result, value, force=True)
    return result


def _key_and_value(argument: str) -> tuple[list[str], Any]:
    """Split `a.b=VALUE`. Cargo takes one dotted key, no comments, no inline table (`toml_dotted_keys`)."""
    argument = argument.strip()
    end, parts = 0, 0
    while (found := _KEY.match(argument, end)) is not None:
        end, parts = found.end(), parts + 1
        if not argument.startswith(".", end):
            break
        end += 1
    value = argument[end + 1 :].lstrip(" \t")
    if parts == 0 or found is None or not argument.startswith("=", end):
        raise AuditorError(f"`--config {argument}` is no file and no KEY=VALUE", hint=_HINT)
    if value.startswith("{"):
        raise AuditorError(f"`--config {argument}` sets a whole table, which Cargo refuses", hint=_HINT)
    data = _parse(argument[:end].strip(), value)
    if data is None:
        hint = f"the value must be TOML, strings in quotes. {_HINT}"
        raise AuditorError(f"`--config {argument}` cannot be parsed as KEY=VALUE", hint=hint)
    keys: list[str] = []
    for _ in range(parts):
        key, data = next(iter(data.items()))
        keys.append(key)
    return keys, data


def _parse(key: str, value: str) -> dict[str, Any] | None:
    """The value below its key; None if it is not exactly one value."""
    try:
        # NOTE: within brackets a comment or a second key behind the value is an error.
        is_one = len(parse_toml(f"v = [{value}]", Path())["v"]) == 1
        return parse_toml(f"{key} = {value}", Path()) if is_one else None
    except AuditorError:
        return None


def _nested(keys: Sequence[str], data: object) -> object:
    for key in reversed(keys):
        data = {key: data}
    return data
