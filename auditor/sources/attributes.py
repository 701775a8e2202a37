"""Read an attribute's text into its path, its arguments and the condition that a `cfg_attr` puts on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from auditor.sources import predicate, string_text
from auditor.sources.predicate import Predicate

_PATH = re.compile(rb"\s*(?:unsafe\s*\(\s*)?((?:::\s*)?(?:r#)?\w+(?:\s*::\s*(?:r#)?\w+)*)\s*", re.DOTALL)
_SKIP = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|"(?:[^"\\]|\\.)*"|r(\#*)".*?"\1|'(?:[^'\\]|\\.)'|[(\[{]|[)\]}]|,""", re.DOTALL
)

_TEST_CRATES = frozenset(
    {"", "core", "std", "tokio", "async_std", "smol_potat", "actix_rt", "actix_web", "test_log", "sqlx"}
)
"""Crates whose `test` attribute ends in the built-in one."""


class Attribute(msgspec.Struct, frozen=True):
    """One attribute; a `cfg_attr` becomes those that it holds."""

    path: str
    """Without spaces and `r#`: `cfg`, `serde`, `tokio::main`."""
    arguments: bytes
    """What stands in its parentheses."""
    value: bytes
    """What stands behind its `=`, else empty."""
    condition: Predicate
    """Under which it is there at all."""

    @property
    def last_segment(self) -> str:
        """The last name of the path."""
        return self.path.rpartition("::")[2]

    @property
    def string(self) -> bytes | None:
        """The value, if it is a string literal."""
        match = string_text.LITERAL.fullmatch(self.value)
        return None if match is None else match[1] if match[1] is not None else match[3]


@lru_cache(maxsize=8192)
def parse(text: bytes) -> tuple[Attribute, ...]:
    """Read `#[…]` or `#![…]`. What is no attribute gives none."""
    start, end = text.find(b"["), text.rfind(b"]")
    pending: list[tuple[bytes, Predicate]] = [(text[start + 1 : end], ())]
    found: list[Attribute] = []
    while pending:
        content, condition = pending.pop(0)
        match = _PATH.match(content)
        if match is None:
            continue
        path = re.sub(rb"\s|r#", b"", match[1]).decode(errors="replace")
        rest = content[match.end() :].strip()
        arguments = rest[1:-1] if rest[:1] in (b"(", b"[", b"{") else b""
        if path == "cfg_attr":
            head, *inner = split(arguments)
            both = predicate.conjunction((condition, predicate.parse(head)))
            pending.extend((part, both) for part in inner)
        else:
            value = rest[1:].strip() if rest[:1] == b"=" else b""
            found.append(Attribute(path, arguments, value, condition))
    return tuple(found)


def split(arguments: bytes) -> list[bytes]:
    """Split at the commas that are in no bracket and no string. At least one part, perhaps empty."""
    parts: list[bytes] = []
    depth = start = 0
    for match in _SKIP.finditer(arguments):
        symbol = match[0]
        if symbol in (b"(", b"[", b"{"):
            depth += 1
        elif symbol in (b")", b"]", b"}"):
            depth -= 1
        elif symbol == b"," and depth == 0:
            parts.append(arguments[start : match.start()])
            start = match.end()
    if (rest := arguments[start:]).strip() or not parts:
        parts.append(rest)
    return parts


def conditions(attributes: tuple[Attribute, ...]) -> Iterator[Predicate]:
    """The conditions that `cfg`, `test` and `bench` attributes put on what they stand at."""
    for attribute in attributes:
        own = _condition(attribute)
        if own is not None and attribute.condition:
            own = predicate.disjunction((predicate.negate(attribute.condition), own))
        if own is not None:
            yield own


def _condition(attribute: Attribute) -> Predicate | None:
    """What one attribute demands for the item below it to stay."""
    if attribute.path == "cfg":
        return predicate.parse(attribute.arguments)
    if attribute.last_segment != "test" and attribute.path != "bench":
        return None
    if "::" not in attribute.path or attribute.path.partition("::")[0] in _TEST_CRATES:
        return predicate.TEST
    maybe = predicate.unknown(
        f"attribute macro `{attribute.path}` may keep the function in a build without tests", guess=False
    )
    return predicate.disjunction((predicate.TEST, maybe))
