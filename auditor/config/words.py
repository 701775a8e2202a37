"""White space as Rust sees it: fewer characters than Python takes for it."""

from __future__ import annotations

import re

_SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_BETWEEN_WORDS = re.compile(f"[{_SPACES}]+")


def split_words(text: str) -> list[str]:
    """The words of a text (Rust's `split_whitespace`)."""
    return [word for word in _BETWEEN_WORDS.split(text) if word]


def trim(text: str) -> str:
    """The text without white space at its ends (Rust's `trim`)."""
    return text.strip(_SPACES)
