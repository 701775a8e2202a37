"""The keys of a profile: the type of each, which values Cargo takes, and their normal form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.config.setting import Value

KINDS: Mapping[str, str] = {
    "opt-level": "any",
    "lto": "any",
    "codegen-backend": "string",
    "codegen-units": "integer",
    "debug": "any",
    "split-debuginfo": "string",
    "debug-assertions": "boolean",
    "rpath": "boolean",
    "panic": "string",
    "overflow-checks": "boolean",
    "incremental": "boolean",
    "dir-name": "string",
    "inherits": "string",
    "strip": "any",
    "rustflags": "strings",
    "trim-paths": "any",
    "hint-mostly-unused": "boolean",
}
"""How each key is read: `any` where several types are allowed."""

TYPES: Mapping[str, type] = {"string": str, "boolean": bool, "integer": int, "strings": list}
"""The Python type of a kind."""

WANTED: Mapping[str, str] = {
    "string": "a string",
    "boolean": "`true` or `false`",
    "integer": "an integer",
    "strings": "an array of strings",
}
"""A kind in words."""

_DEBUG_LEVELS = {
    "none": "0", "limited": "1", "full": "2",
    "line-directives-only": "line-directives-only", "line-tables-only": "line-tables-only",
}  # fmt: skip
_OFF = ("off", "n", "no", "none")
_LARGEST_UNITS = 2**32


def normalised(name: str, setting: Value) -> Any:
    """The normal form of a value, as `auditor.model.build.Profile` holds it.

    Raises AuditorError for values that Cargo refuses; those that only rustc refuses are kept.
    """
    normalise = _NORMALISE.get(name)
    return setting.data if normalise is None else normalise(setting)


def _opt_level(setting: Value) -> str:
    data = setting.data
    if isinstance(data, bool) or not isinstance(data, (int, str)):
        setting.refuse("0, 1, 2, 3, `s` or `z`")
    if isinstance(data, str) and data not in ("s", "z"):
        raise setting.error(f"`opt-level` must be 0, 1, 2, 3, `s` or `z`, found the string `{data}`", _NO_QUOTES)
    return str(data)


def _lto(setting: Value) -> str:
    if isinstance(setting.data, bool):
        return str(setting.data).lower()
    if not isinstance(setting.data, str):
        setting.refuse("a boolean or a string")
    if setting.data in ("true", "false"):
        raise setting.error(f"`lto` must not be the string `{setting.data}`", "write true or false without quotes")
    return "off" if setting.data in _OFF else setting.data


def _debug(setting: Value) -> str:
    data = setting.data
    if isinstance(data, bool):
        return "2" if data else "0"
    if isinstance(data, int) and data in (0, 1, 2):
        return str(data)
    if isinstance(data, str) and data in _DEBUG_LEVELS:
        return _DEBUG_LEVELS[data]
    levels = ", ".join(f"`{level}`" for level in _DEBUG_LEVELS)
    raise setting.error(f"`debug` must be a boolean, 0, 1, 2 or one of {levels}, found `{data}`", "write one of these")


def _strip(setting: Value) -> str:
    if isinstance(setting.data, bool):
        return "symbols" if setting.data else "none"
    if not isinstance(setting.data, str):
        setting.refuse("a boolean or a string")
    return str(setting.data)


def _codegen_units(setting: Value) -> int:
    if not 0 <= setting.data < _LARGEST_UNITS:
        raise setting.error(
            f"`codegen-units` must be a positive integer of 32 bits, found {setting.data}", "write a number such as 16"
        )
    return int(setting.data)


def _rustflags(setting: Value) -> tuple[str, ...]:
    return tuple(setting.data)


_NO_QUOTES = "write numbers without quotes"

_NORMALISE: Mapping[str, Callable[[Value], Any]] = {
    "opt-level": _opt_level,
    "lto": _lto,
    "debug": _debug,
    "strip": _strip,
    "codegen-units": _codegen_units,
    "rustflags": _rustflags,
}
