"""Text of the audited project made safe to show: what would steer a terminal or a runner is spelled out instead."""

from __future__ import annotations

import re
import unicodedata

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPELLED_OUT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, invisible and direction-changing marks, bytes that are no UTF-8, line and paragraph separators."""

_ASCII = str.maketrans({"→": "->", "…": "...", "—": "-", "├": "|", "└": "`", "─": "-"})

_COMMAND = re.compile(r"##(?=\[)|^[^\S\n]*:(?=:)", re.MULTILINE)


def visible(text: str) -> str:
    r"""The text on one line with every character that is not plainly visible spelled as Rust spells it: `\u{1b}`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_spelled(character) for character in text)


def inert(text: str) -> str:
    """The lines of a text, none of which a GitHub runner takes for a workflow command.

    It looks for `::` at the beginning of a line, after blanks, and for `##[` anywhere.
    """
    return _COMMAND.sub(lambda found: f"{found[0]} ", text)


def plain(text: str) -> str:
    """The text with our own signs (arrows, lines, dots) replaced for outputs that cannot encode them."""
    return text.translate(_ASCII)


def encodes_signs(encoding: str | None) -> bool:
    """Whether an output of this encoding shows our own signs."""
    try:
        "".join(map(chr, _ASCII)).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def is_visible(character: str) -> bool:
    """Whether a character shows what it is."""
    return unicodedata.category(character) not in _SPELLED_OUT


def _spelled(character: str) -> str:
    if is_visible(character):
        return character
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # a byte of a file name that is no UTF-8 (PEP 383)
        return f"\\x{number - 0xDC00:02x}"
    return _NAMED.get(character, f"\\u{{{number:x}}}")
