"""A comment as GitHub shows it: GitHub's own CommonMark parser, its extensions, and raw HTML let through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from justhtml import JustHTML

ALLOWED = {
    "html", "head", "body", "h2", "h3", "h4", "p", "ul", "li", "code", "strong", "br", "table", "thead", "tbody", "tr",
    "th", "td", "details", "summary",
}  # fmt: skip


class Comment:
    """The rendered comment."""

    def __init__(self, markdown: str) -> None:
        html = github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE)
        self._tree = JustHTML(html, sanitize=False)

    def all(self, selector: str) -> list[Any]:
        return list(self._tree.query(selector))

    def texts(self, selector: str) -> list[str]:
        return [one.to_text(separator="", strip=False).strip() for one in self.all(selector)]

    def shown(self) -> str:
        """All words."""
        (body,) = self.texts("body")
        return body

    def shape(self) -> list[str]:
        """The elements in their order, without code, which may stand in sentences."""
        return [name for name in self._names() if name != "code"]

    def runs(self) -> list[str]:
        """Runs of text outside of code, in which a forge looks for mentions, references and addresses."""
        return [node.data for node in self._nodes() if node.name == "#text" and not _in_code(node)]

    def assert_sound(self) -> None:
        """Nothing but the elements of ours, none with an attribute."""
        assert set(self._names()) <= ALLOWED
        assert [node.attrs for node in self._nodes() if getattr(node, "attrs", None)] == []

    def _names(self) -> Iterator[str]:
        return (node.name for node in self._nodes() if not node.name.startswith(("#", "!")))

    def _nodes(self) -> Iterator[Any]:
        waiting = [self._tree.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(getattr(node, "children", None) or ())


def _in_code(node: Any) -> bool:
    while node is not None:
        if node.name == "code":
            return True
        node = node.parent
    return False
