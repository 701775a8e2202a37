"""Reads what rustc logs of the crates it loads and of how it links each (`RUSTC_LOG`, level info)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

_DECISION = re.compile(
    r"INFO\s+rustc_metadata::dependency_format.*?adding (dylib|staticlib|RequireDynamic|RequireStatic): (\S+)"
)
_FIELD = re.compile(r"\s+(name|cnum|reqd|dylib|rlib|rmeta|sdylib-interface):\s+(.*)")
_LINE = re.compile(
    r"\s*INFO\s+rustc_metadata::.*| {3,4}(name|cnum|hash|reqd|priv|dylib|rlib|rmeta|sdylib-interface): .*"
)
_HEADING = "resolved crates:"


class LoadedCrate(msgspec.Struct, frozen=True):
    """A crate that rustc has loaded (its `CrateMetadata`), in the order of their numbers."""

    name: str
    is_linkable: bool
    """False for proc macros and what `#[no_link]` loads (`CrateDepKind::MacrosOnly`)."""
    dylib: Path | None = None
    rlib: Path | None = None
    rmeta: Path | None = None

    @property
    def path(self) -> Path | None:
        """A file of the crate."""
        return self.dylib or self.rlib or self.rmeta


class Decision(msgspec.Struct, frozen=True):
    """One line of rustc's dynamic pass."""

    style: str
    """`dylib` and, below each, what it brings: `RequireDynamic`, `RequireStatic`; last `staticlib`."""
    crate: str


class RustcLog(msgspec.Struct, frozen=True):
    """What a run of rustc has logged."""

    loaded: tuple[LoadedCrate, ...] | None
    """None if rustc ended before all crates were resolved."""
    decisions: tuple[Decision, ...]
    """Nothing where all is static, or rustc ended before."""


def parse_log(text: str) -> RustcLog:
    """Read a log. Lines of other kinds are passed over."""
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if line.endswith(_HEADING)), None)
    loaded = None if start is None else tuple(_crates(lines[start + 1 :]))
    found = (_DECISION.search(line) for line in lines)
    return RustcLog(loaded, tuple(Decision(match[1], match[2]) for match in found if match))


def without_log(text: str) -> str:
    """What Cargo has printed, without the lines of the log: older compilers know no file for it and print it.

    Cargo may mix the lines of several compilations, so each counts by itself.
    """
    return "\n".join(line for line in text.split("\n") if _LINE.fullmatch(line) is None)


def _crates(lines: list[str]) -> Iterator[LoadedCrate]:
    fields: dict[str, str] = {}
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match is None:
            if not line.startswith(" ") or "INFO" in line:
                break
            continue
        if match[1] == "name" and fields:
            yield _crate(fields)
            fields = {}
        fields[match[1]] = match[2]
    if fields:
        yield _crate(fields)


def _crate(fields: dict[str, str]) -> LoadedCrate:
    paths = {kind: Path(fields[kind]) for kind in ("dylib", "rlib", "rmeta") if kind in fields}
    return LoadedCrate(fields["name"], fields.get("reqd") != "MacrosOnly", **paths)
