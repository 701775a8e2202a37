"""The manual page of a rule, Markdown, as HTML. Tags in it are text, links lead to the web or nowhere."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_DEEPEST = 6
_BELOW = 2
"""The headings of a page stand below those of the report that contains it."""
_WEB = re.compile(r"https?://", re.IGNORECASE)


@cache
def manual(text: str) -> Markup:
    """The page without its summary, which the report shows above it."""
    _, _, body = text.partition("\n")
    return Markup(_parser().render(body))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
    parser.validateLink = lambda url: bool(_WEB.match(url))  # type: ignore[method-assign]
    parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


def _lower_headings(state: object) -> None:
    for token in getattr(state, "tokens", ()):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_DEEPEST, int(token.tag[1:]) + _BELOW)}"
