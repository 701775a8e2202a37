"""An HTML document held against what every page of ours promises: valid, self-contained, led by its own policy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from justhtml import JustHTML

OUTSIDE = {"src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "manifest", "style"}
KNOWN = {
    "a", "article", "body", "br", "button", "code", "dd", "details", "div", "dl", "dt", "em", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "head", "header", "html", "input", "label", "li", "main", "meta", "nav", "ol", "p", "path",
    "pre", "script", "section", "small", "span", "strong", "style", "summary", "svg", "table", "tbody", "td", "th",
    "thead", "title", "tr", "ul",
}  # fmt: skip


class Document:
    """A parsed page. Raises an AssertionError for errors of syntax."""

    def __init__(self, text: str) -> None:
        self.text = text
        parsed = JustHTML(text, collect_errors=True, sanitize=False)
        assert [str(error) for error in parsed.errors] == []
        self.elements = list(_walk(parsed.root))

    def all(self, tag: str) -> list[Any]:
        return [element for element in self.elements if element.name == tag]

    def ids(self) -> Counter[str]:
        return Counter(element.attrs["id"] for element in self.elements if "id" in element.attrs)

    def shape(self) -> Counter[tuple[str, ...]]:
        """The elements with the names of their attributes: what no text may change."""
        return Counter((element.name, *sorted(element.attrs)) for element in self.elements)

    def shown(self) -> str:
        """All text that a reader sees."""
        return re.sub(r"\s+", " ", "".join(_texts(self.all("body")[0])))

    def one(self, tag: str) -> str:
        (element,) = self.all(tag)
        return "".join(_texts(element))


def assert_sound(text: str) -> Document:
    """Hold a page against all that must be so."""
    document = Document(text)
    assert {element.name for element in document.elements} <= KNOWN
    _assert_structure(document)
    _assert_self_contained(document)
    _assert_policy(document)
    return document


def _assert_structure(document: Document) -> None:
    ids = document.ids()
    assert [name for name, number in ids.items() if number > 1] == []
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", name) for name in ids)
    for element in document.elements:
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            assert element.attrs.get(attribute, next(iter(ids))) in ids
    headings = [int(element.name[1]) for element in document.elements if re.fullmatch(r"h[1-6]", element.name)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    for details in document.all("details"):
        assert next(child for child in details.children if child.name[0] != "#").name == "summary"


def _assert_self_contained(document: Document) -> None:
    ids = document.ids()
    for element in document.elements:
        assert not OUTSIDE & set(element.attrs), element.attrs
        assert not [name for name in element.attrs if name.startswith("on")], element.attrs
        href = element.attrs.get("href", "https://")
        assert href.removeprefix("#") in ids or href.startswith(("http://", "https://")), href
    style = document.one("style")
    assert "url(" not in style
    assert "@import" not in style


def _assert_policy(document: Document) -> None:
    (policy,) = (one.attrs["content"] for one in document.all("meta") if "http-equiv" in one.attrs)
    assert policy.startswith("default-src 'none'; ")
    scripts = ["".join(_texts(one)) for one in document.all("script") if "type" not in one.attrs]
    assert f"style-src {_hash(document.one('style'))};" in policy
    for script in scripts:
        assert f"script-src {_hash(script)};" in policy
    assert bool(scripts) is ("script-src" in policy)
    assert "unsafe" not in policy


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _walk(node: Any) -> Iterator[Any]:
    for child in getattr(node, "children", None) or ():
        if not child.name.startswith(("#", "!")):
            yield child
        yield from _walk(child)


def _texts(node: Any) -> Iterator[str]:
    for child in getattr(node, "children", None) or ():
        if child.name == "#text":
            yield child.data
        elif child.name not in ("script", "style") or node.name == "#document":
            yield from _texts(child)
