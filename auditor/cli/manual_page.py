"""Manual pages for a terminal: the small Markdown of the rules' docstrings as text of a given width."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

WIDTH = 80
_INLINE = re.compile(r"``\s?(.+?)\s?``|`([^`]+)`")
_ITEM = re.compile(r"(?:[-*]|\d+\.) ")
_CODE_INDENT = 4
_LONGEST_UNBROKEN = 40
_QUOTE = "\x00"
"""Stands for a backtick while lines are broken."""
_SPACE = "\x01"
"""Stands for a space that may not become a line break."""


class Pen(NamedTuple):
    """Marks parts of the text, by colour or not at all."""

    color: bool

    def heading(self, text: str) -> str:
        """A heading."""
        return f"\x1b[1m{text}\x1b[0m" if self.color else text

    def code(self, text: str) -> str:
        """Something to type."""
        return f"\x1b[36m{text}\x1b[0m" if self.color else text

    def faint(self, text: str) -> str:
        """Something beside the point."""
        return f"\x1b[2m{text}\x1b[0m" if self.color else text


def render(markdown: str, pen: Pen, width: int = WIDTH) -> str:
    """The page as text, ending in a line break."""
    return "\n\n".join(_rendered(block, pen, width) for block in _blocks(markdown)) + "\n"


def _blocks(markdown: str) -> Iterator[list[str]]:
    """The paragraphs, headings, lists and code blocks; blank lines within code stay in it."""
    block: list[str] = []
    for line in markdown.strip().splitlines():
        if line.strip():
            if block and not block[-1].strip() and not (_is_code(block[0]) and _is_code(line)):
                yield _stripped(block)
                block = []
            block.append(line)
        elif block:
            block.append(line)
    if block:
        yield _stripped(block)


def _stripped(block: list[str]) -> list[str]:
    while not block[-1].strip():
        block.pop()
    return block


def _is_code(line: str) -> bool:
    return line.startswith(" " * _CODE_INDENT)


def _rendered(block: list[str], pen: Pen, width: int) -> str:
    if block[0].startswith("#"):
        return pen.heading(block[0].lstrip("# "))
    if _is_code(block[0]):
        return "\n".join(pen.code(line) if line.strip() else "" for line in block)
    return "\n".join(_wrapped(paragraph, pen, width) for paragraph in _paragraphs(block))


def _paragraphs(block: list[str]) -> Iterator[str]:
    """The items of a list, or the one paragraph, each as one line that keeps its indentation."""
    paragraph = ""
    for line in block:
        is_item = _ITEM.match(line.lstrip()) is not None
        if paragraph and is_item:
            yield paragraph
            paragraph = ""
        paragraph = f"{paragraph} {line.strip()}" if paragraph else line.rstrip()
    yield paragraph


def _wrapped(paragraph: str, pen: Pen, width: int) -> str:
    """A paragraph broken into lines; what is in backticks is marked after breaking, so that no mark counts."""
    indent = len(paragraph) - len(paragraph.lstrip())
    marker = _ITEM.match(paragraph.lstrip())
    hanging = " " * (indent + (0 if marker is None else len(marker[0])))
    plain = _INLINE.sub(_held, paragraph)
    lines = textwrap.wrap(
        plain, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False, tabsize=4
    )
    pieces = "\n".join(lines).replace(_SPACE, " ").split(_QUOTE)
    return "".join(_code(piece, pen) if number % 2 else piece for number, piece in enumerate(pieces))


def _held(found: re.Match[str]) -> str:
    """What is in backticks between marks of the same width; if it is short its spaces do not break."""
    text = found[1] or found[2]
    return f"{_QUOTE}{text.replace(' ', _SPACE) if len(text) <= _LONGEST_UNBROKEN else text}{_QUOTE}"


def _code(piece: str, pen: Pen) -> str:
    """Code that may go over a line break; the marks do not run through the indentation."""
    if not pen.color:
        return f'"{piece}"' if "`" in piece else f"`{piece}`"
    return re.sub(r"\S(?:[^\n]*\S)?", lambda line: pen.code(line[0]), piece)
