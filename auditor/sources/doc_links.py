"""Find what the links of a documentation text may name, as rustc's own search for intra-doc links does.

rustc (`rustc_resolve::rustdoc::parse_links`) takes the shown text of a link, its destination and every reference
definition, each as a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_FOOTNOTE = re.compile(r"^( {0,3}(?:>\s?)*)\[\^[^\]\s]+\]:", re.MULTILINE)
"""What begins a footnote: the rest is text."""
_HTML = re.compile(r"<(?:!--.*?-->|/?[A-Za-z][^<>]*\[[^<>]*>)", re.DOTALL)
"""Inline HTML in which brackets are no links."""
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
    references: dict[str, dict[str, dict[str, str]]] = {}
    for token in _blocks().parse(_FOOTNOTE.sub(r"\1", text), references):
        if token.type == "inline":
            yield from _in_prose(token.content)
    for reference in references.get("references", {}).values():
        yield _as_path(unquote(reference["href"]))


@lru_cache(maxsize=1)
def _blocks() -> MarkdownIt:
    """What finds paragraphs, lists, tables, code and HTML blocks, and leaves what is in a line as it is."""
    # NOTE: imported here because most sources have no link that could name a crate.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _in_prose(text: str) -> Iterator[str]:
    """The paths of the links in a paragraph, a heading or a cell."""
    prose = _HTML.sub("", _CODE_SPAN.sub(_mask, text))
    opened: list[int] = []
    for match in _BRACKET.finditer(prose):
        if match[0] == "[":
            opened.append(match.end())
        elif match[0] == "]" and opened:
            start = opened.pop()
            if match.start() - start <= MAX_TEXT and prose[start - 2 : start - 1] != "!":
                yield from _link(prose, start, match.start())


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
