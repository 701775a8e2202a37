"""Judge the places of a name in documentation: rustc loads the crates that links of exported items name.

Only for units whose crate type has metadata (lib, rlib, dylib, proc-macro) and that are no tests (rustc's
`ResolveDocLinks::ExportedMetadata`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from auditor.sources import attributes, doc_links, macro_variables, string_text
from auditor.sources.attributes import Attribute
from auditor.sources.cfg import Truth
from auditor.sources.exports import Exports
from auditor.sources.files import SourceFile
from auditor.sources.modules import ReachedFile
from auditor.sources.unit_view import Place, UnitView

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMENTS = ("line_comment", "block_comment")
_ATTRIBUTES = ("attribute_item", "inner_attribute_item")
_WORD = re.compile(rb"(?:r#)?(\w+)")
_INCLUDED = re.compile(rb'include_str\s*!\s*[(\[{]\s*r?#*"([^"]*)"')


class Documentation(msgspec.Struct):
    """The documentation of one unit."""

    view: UnitView
    exports: Exports
    _links: dict[tuple[SourceFile, int], frozenset[str]] = msgspec.field(default_factory=dict)

    def names_at(self, place: Place) -> bool | None:
        """Whether a link of the documentation around the place names the crate; None where it is passed to a macro."""
        found = _holder(place)
        if found is None:
            return None if self._is_string_for_documentation(place) else False
        parents, node = found
        if _is_made_by_macro(place.reached, node):
            return None
        if _word_at(place) not in self._heads(place.reached, parents[-1], node):
            return False
        if parents[-1].type == "token_tree":
            return None
        is_inner = _is_inner(node, place.reached)
        item = None if is_inner else _documented(node)
        if (is_inner and parents[-1].type == "block") or (
            item is not None and not self._is_compiled(place, parents[-1], item)
        ):
            return False
        return (is_inner or item is not None) and self.exports.is_exported(
            place.reached, place.mention.context, item, parents
        )

    def _is_string_for_documentation(self, place: Place) -> bool:
        """Whether a string with a link that names the crate is given to an own macro that documents something."""
        context, file = place.mention.context, place.reached.file
        if not context.macros or context.definition is not None:
            return False
        string = next((node for node in context.nodes if node.type in ("string_literal", "raw_string_literal")), None)
        text = None if string is None else string_text.literal(file.slice(string))
        if text is None or _word_at(place) not in _heads_of(text):
            return False
        name = context.macros[-1].rpartition("::")[2]
        return macro_variables.document(self.view.macro_definitions(name))

    def _is_compiled(self, place: Place, parent: Node, item: Node) -> bool:
        """Whether the documented item is compiled: its conditions may stand below the documentation."""
        found = self.view.sources.locator(place.reached.file).attributes_of(parent, item)
        return self.view.cfg.all_hold(attributes.conditions(found)).guess

    def included(self, name: str) -> Iterator[ReachedFile]:
        """The files with `#![doc = include_str!("README.md")]` where the text names the crate."""
        for reached in self.view.reached:
            for match in _INCLUDED.finditer(reached.file.text):
                context = self.view.sources.locator(reached.file).locate(match.start())
                if not any(node.type in _ATTRIBUTES for node in context.nodes):
                    continue
                if self.view.verdict(reached, context).truth is not Truth.TRUE:
                    continue
                text = self.view.sources.store.read(reached.file.path.parent / match[1].decode(errors="replace"))
                if text is not None and name in _heads_of(text.text.decode(errors="replace")):
                    yield reached

    def _heads(self, reached: ReachedFile, parent: Node, node: Node) -> frozenset[str]:
        """The first names of all paths in the documentation block that the node belongs to."""
        key = (reached.file, node.start_byte)
        if key not in self._links:
            block = list(_block(parent, node))
            heads = _heads_of(self._text(reached, block))
            self._links.update({(reached.file, other.start_byte): heads for other in block})
        return self._links[key]

    def _text(self, reached: ReachedFile, block: list[Node]) -> str:
        lines: list[str] = []
        for node in block:
            raw = reached.file.slice(node)
            if node.type in _ATTRIBUTES:
                lines.extend(self._attribute_text(attribute) for attribute in attributes.parse(raw))
            elif node.child_by_field_name("doc") is not None:
                lines.extend(_comment_lines(raw.decode(errors="replace")))
        return "\n".join(_unindented(lines))

    def _attribute_text(self, attribute: Attribute) -> str:
        is_there = self.view.cfg.all_hold((attribute.condition,)).truth is not Truth.FALSE
        return (string_text.literal(attribute.value) or "") if attribute.path == "doc" and is_there else ""


def _is_made_by_macro(reached: ReachedFile, node: Node) -> bool:
    """Whether an attribute's documentation is what a macro makes, one that cannot be followed."""
    found = attributes.parse(reached.file.slice(node)) if node.type in _ATTRIBUTES else ()
    return any(
        one.path == "doc" and b"!" in one.value and string_text.literal(one.value) is None
        and not one.value.lstrip().startswith(b"include_str")
        for one in found
    )  # fmt: skip


def _word_at(place: Place) -> str | None:
    """The name that stands at a place, without `r#`."""
    word = _WORD.match(place.reached.file.text, place.mention.offset)
    return None if word is None else word[1].decode()


def _heads_of(text: str) -> frozenset[str]:
    return (
        frozenset(path.removeprefix("::").partition("::")[0] for path in doc_links.paths(text))
        if "[" in text
        else frozenset()
    )


def _holder(place: Place) -> tuple[list[Node], Node] | None:
    """The comment or attribute that holds the place, and the nodes around that."""
    nodes = place.mention.context.nodes
    index = next((i for i, node in enumerate(nodes) if node.type in (*_COMMENTS, *_ATTRIBUTES)), None)
    return None if not index else (nodes[:index], nodes[index])


def _block(parent: Node, node: Node) -> Iterator[Node]:
    """The comments and attributes around `node` that document one thing."""
    run: list[Node] = []
    for child in parent.children:
        if child.type in (*_COMMENTS, *_ATTRIBUTES):
            run.append(child)
        elif run and run[-1].end_byte > node.start_byte:
            break
        else:
            run = []
    inner = {child.id for child in run if _is_inner_node(child)}
    yield from (child for child in run if (child.id in inner) == (node.id in inner))


def _is_inner_node(node: Node) -> bool:
    return node.type == "inner_attribute_item" or node.child_by_field_name("inner") is not None


def _is_inner(node: Node, reached: ReachedFile) -> bool:
    return _is_inner_node(node) or reached.file.slice(node).startswith((b"//!", b"/*!"))


def _documented(node: Node) -> Node | None:
    """The item below a documentation comment."""
    following = node.next_named_sibling
    while following is not None and following.type in (*_COMMENTS, *_ATTRIBUTES):
        following = following.next_named_sibling
    return following


def _comment_lines(comment: str) -> list[str]:
    """The text of a documentation comment."""
    if comment.startswith("//"):
        return [comment[3:].rstrip("\n\r")]
    lines = comment[3:-2].split("\n")
    if all(not line.strip() or line.lstrip().startswith("*") for line in lines[1:]):
        return [lines[0], *(line.lstrip()[1:] for line in lines[1:])]
    return lines


def _unindented(lines: list[str]) -> list[str]:
    """The lines without the indentation that all of them have."""
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    common = min(indents, default=0)
    return [line[common:] for line in lines]
