"""Find `macro name(…) {…}` (the nightly feature `decl_macro`), which the grammar takes for something else."""

from __future__ import annotations

import re

_HEAD = re.compile(rb"\bmacro\s+[A-Za-z_]\w*\s*(?=[({])")
_BRACKET = re.compile(rb"[()\[\]{}]")
_OPENING = b"([{"


def find(text: bytes) -> tuple[tuple[int, int], ...]:
    """Where such macros are, brackets in strings and comments taken for brackets."""
    found: list[tuple[int, int]] = []
    for match in _HEAD.finditer(text):
        body = match.end()
        if text[body : body + 1] == b"(":
            body = _end_of_group(text, body)
            body += len(text[body : body + 100]) - len(text[body : body + 100].lstrip())
        if text[body : body + 1] == b"{":
            found.append((match.start(), _end_of_group(text, body)))
    return tuple(found)


def _end_of_group(text: bytes, start: int) -> int:
    """The position behind the bracket that closes the one at `start`."""
    depth = 0
    for match in _BRACKET.finditer(text, start):
        depth += 1 if match[0] in _OPENING else -1
        if depth == 0:
            return match.end()
    return len(text)
