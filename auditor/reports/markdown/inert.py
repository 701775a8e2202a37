"""Text of the project made safe for Markdown: it shows what it says, and links, mentions and closes nothing.

`<!-- -->` is shown nowhere and ends a run of text, in which GitHub and GitLab look for `@names`, `#1` and addresses.
"""

from __future__ import annotations

import re

from auditor.visible import visible

MOST_CHARACTERS = 1000
"""How much of one text is shown; nothing that is meant to be read is so long."""
_BREAK = "<!-- -->"
_REFERENCE = r"""(?P<reference>[@#!%^~&](?=[\w"'\\]) | \$ | : (?=//|[\w+-]+:))"""
"""What begins a mention, an issue, an epic, a label, a formula, a web address or an emoji."""
_MARKUP = r"(?P<markup>[\\`*\[\]|~<>&] | (?<![a-zA-Z0-9])_ | _(?![a-zA-Z0-9]))"
"""Marks; an underscore between letters is none."""
_SPECIAL = re.compile(
    rf"""(?P<word>\b(?:www(?=\.)|GH(?=-\d))) | {_REFERENCE} | {_MARKUP}""",
    re.IGNORECASE | re.VERBOSE,
)
_CHARACTERS = {"<": "&lt;", ">": "&gt;", "&": "&amp;"} | {mark: f"\\{mark}" for mark in "\\`*_[]|~"}
_BLOCK = re.compile(r"(?P<number>\d{1,9})(?=[.)](?: |$))|(?=(?:[-+]|\#{1,6})(?: |$)|-+ *$|=+ *$)")
"""What makes a list, a heading or a rule of a line that begins with it."""
_CODE = re.compile(r"(`[^`]+`)")


class Markdown(str):
    """Text that is Markdown already: the template shows it as it is."""

    __slots__ = ()


def shown(value: object) -> object:
    """What a template prints of a value: text that is not Markdown becomes text in Markdown."""
    return words(value) if isinstance(value, str) and not isinstance(value, Markdown) else value


def words(text: str) -> Markdown:
    """Any text as words, on one line; it may begin a block or stand in a table."""
    line = _clipped(visible(text).strip(" "))
    return Markdown(_escaped_block(line))


def prose(text: str, *, in_table: bool = False) -> Markdown:
    """A sentence of ours: what it has in backticks is code, the rest words."""
    pieces = [piece for piece in _CODE.split(_clipped(visible(text).strip(" "))) if piece]
    result = []
    for number, piece in enumerate(pieces):
        if _CODE.fullmatch(piece):
            result.append(_quoted(piece[1:-1], in_table=in_table))
        else:
            result.append(_escaped(piece) if number else _escaped_block(piece))
    return Markdown("".join(result))


def code(text: str, *, in_table: bool = False) -> Markdown:
    """Any text as code, on one line."""
    return Markdown(_quoted(_clipped(visible(text)), in_table=in_table))


def _quoted(text: str, *, in_table: bool) -> str:
    """Code between more backticks than it has in a row; a table takes every bar for its own that is not escaped."""
    if not text.strip(" "):
        return "` `"
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text[0] in "` " or text[-1] in "` " else ""
    shown_text = text.replace("|", "\\|") if in_table else text
    return f"{fence}{space}{shown_text}{space}{fence}"


def _clipped(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_escape, text)


def _escaped_block(text: str) -> str:
    """The same at the beginning of a line."""
    start = _BLOCK.match(text)
    if start is None:
        return _escaped(text)
    if start["number"]:
        return f"{start['number']}\\{text[start.end()]}{_escaped(text[start.end() + 1 :])}"
    broken = _BREAK if _SPECIAL.match(text) else ""
    return f"\\{text[0]}{broken}{_escaped(text[1:])}"


def _escape(found: re.Match[str]) -> str:
    text = _CHARACTERS.get(found[0], found[0])
    return text if found["markup"] else f"{text}{_BREAK}"
