"""What a string literal of Rust stands for (the Reference, "Character escapes")."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:x([0-7][0-9A-Fa-f])|u\{([0-9A-Fa-f_]{1,12})\}|\r?\n\s*|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
LITERAL = re.compile(rb'\s*(?:"((?:[^"\\]|\\.)*)"|r(#*)"(.*?)"\2)\s*', re.DOTALL)
"""A plain literal's source in the first group, else a raw one's in the third."""
_CONCAT = re.compile(rb"\s*(?:::\s*)?(?:\w+\s*::\s*)?concat\s*!\s*[(\[{](.*)[)\]}]\s*", re.DOTALL)
_LAST = 0x10FFFF


def literal(source: bytes) -> str | None:
    """The text of a string literal, or of a `concat!` of such; None for anything else."""
    whole = LITERAL.fullmatch(source)
    if whole is not None:
        return _text(whole)
    joined = _CONCAT.fullmatch(source)
    if joined is None:
        return None
    parts: list[str] = []
    position, inside = 0, joined[1]
    while position < len(inside):
        part = LITERAL.match(inside, position)
        if part is None:
            return None
        parts.append(_text(part))
        position = part.end()
        if position < len(inside) and inside[position : position + 1] != b",":
            return None
        position += 1
    return "".join(parts)


def _text(match: re.Match[bytes]) -> str:
    if match[1] is None:
        return match[3].decode(errors="replace")
    return _ESCAPE.sub(_character, match[1].decode(errors="replace"))


def _character(match: re.Match[str]) -> str:
    code = match[1] or (match[2] or "").replace("_", "")
    if code:
        number = int(code, 16)
        return chr(number) if number <= _LAST else ""
    return "" if match[3] is None else _SIMPLE.get(match[3], match[3])
