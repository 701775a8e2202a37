"""Find what the links of a documentation text may name, as rustc's own search for intra-doc links does.

rustc (`rustc_resolve::rustdoc::parse_links`) takes the shown text of a link, its destination and every reference
definition, each as a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^ {0,3}(?:>\s?)*(`{3,}|~{3,})")
_INDENTED = re.compile(r"^(?: {4}|\t)")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_DEFINITION = re.compile(r"^ {0,3}(?:>\s?)*\[((?:[^\[\]\\]|\\.)+)\]:\s*<?([^\s>]+)>?", re.MULTILINE)
_GENERICS = re.compile(r"<[^<>]*>")
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_DESTINATION = re.compile(r"\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)>?(?:\s+[^()]*)?\)")
_REFERENCE = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]")
MAX_TEXT = 2_000
"""Longer texts in brackets are no links to an item."""
_HIDDEN = "\x00"
"""Stands for a bracket inside a code span, which begins no link."""


def paths(text: str) -> Iterator[str]:
    """Each path that a link of the Markdown `text` may be, in no particular order; some may be no path at all."""
    prose = _CODE_SPAN.sub(_mask, "\n".join(_prose_lines(text)))
    for match in _DEFINITION.finditer(prose):
        yield _as_path(_unmask(match[2]))
    opened: list[int] = []
    for match in _BRACKET.finditer(prose):
        if match[0] == "[":
            opened.append(match.end())
        elif match[0] == "]" and opened:
            start = opened.pop()
            if match.start() - start <= MAX_TEXT and prose[start - 2 : start - 1] != "!":
                yield from _link(prose, start, match.start())


def _prose_lines(text: str) -> Iterator[str]:
    """The lines outside code blocks."""
    fence = ""
    is_after_blank, in_list = True, False
    for line in text.split("\n"):
        opening = _FENCE.match(line)
        if fence:
            if opening is not None and opening[1].startswith(fence):
                fence = ""
            continue
        if opening is not None:
            fence = opening[1]
            continue
        in_list = bool(_LIST_ITEM.match(line)) or (in_list and (not line.strip() or line[:1] in " \t"))
        if _INDENTED.match(line) and is_after_blank and not in_list and line.strip():
            continue
        is_after_blank = not line.strip()
        yield line


def _mask(match: re.Match[str]) -> str:
    """Hide the brackets of a code span."""
    return match[0].replace("[", _HIDDEN + "o").replace("]", _HIDDEN + "c")


def _unmask(text: str) -> str:
    return text.replace(_HIDDEN + "o", "[").replace(_HIDDEN + "c", "]")


def _link(prose: str, start: int, end: int) -> Iterator[str]:
    """The paths of the link whose text stands between two brackets."""
    text = _unmask(prose[start:end])
    yield _shown(text)
    target = _DESTINATION.match(prose, end + 1) or _REFERENCE.match(prose, end + 1)
    yield _as_path(_unmask(target[1]) if target is not None and target[1] else text)


def _shown(text: str) -> str:
    """The text as a reader sees it, up to the end of its first emphasis or image."""
    text = text.replace("\n", "")
    if match := re.match(r"\s*!\[([^\]]*)\]", text):
        text = match[1]
    if match := re.match(r"\s*(\*{1,3}|_{1,3})(.+?)\1", text):
        text = match[2]
    return text.replace("`", "")


def _as_path(link: str) -> str:
    """A destination without backticks, fragment, disambiguator, call brackets and generics (`preprocess_link`)."""
    link = link.replace("`", "").partition("#")[0].strip().rpartition("@")[2].strip()
    for suffix in ("()", "{}", "[]"):
        link = link.removesuffix(suffix)
    link = link.removesuffix("!") if link != "!" else link
    while (shorter := _GENERICS.sub("", link)) != link:
        link = shorter
    return link
