"""Configuration keys: the path in the files and the environment variable beside it (cargo `context/key.rs`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import msgspec

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Key(msgspec.Struct, frozen=True):
    """A key such as `build.rustflags` with its variable `CARGO_BUILD_RUSTFLAGS`."""

    parts: tuple[str, ...]
    variable: str

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read a dotted key. NOTE: Cargo splits at every dot, also at those of a triple (`ConfigKey::from_str`)."""
        key = cls((), "CARGO")
        for part in text.split("."):
            key = key / part
        return key

    def __truediv__(self, part: str) -> Key:
        """The key below, its variable in capitals."""
        return Key((*self.parts, part), f"{self.variable}_{part.replace('-', '_').upper()}")

    def exactly(self, part: str) -> Key:
        """The key below for tables with names of the user's: its variable spells the name as it is."""
        return Key((*self.parts, part), f"{self.variable}_{part}")

    def __str__(self) -> str:
        """As one writes it in a file."""
        return dotted(self.parts)


def dotted(parts: Iterable[str | int]) -> str:
    """A path of keys as a TOML key, with quotes where needed; indices of arrays are left out."""
    return ".".join(_quoted(part) for part in parts if isinstance(part, str))


def _quoted(part: str) -> str:
    if _BARE.fullmatch(part):
        return part
    return json.dumps(part, ensure_ascii=False) if "'" in part else f"'{part}'"
