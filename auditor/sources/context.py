"""Where a byte of a file stands: the nodes around it, the conditions on it and the macros that it is passed to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from auditor.sources import attributes, macro_items, passing_macros, syntax
from auditor.sources.attributes import Attribute
from auditor.sources.files import SourceFile
from auditor.sources.passing_macros import PassingMacros
from auditor.sources.predicate import Predicate

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMENTS = ("line_comment", "block_comment")
NO_CODE = frozenset({"line_comment", "block_comment", "string_literal", "raw_string_literal"})
"""The nodes in which no code stands."""
_ITEMS = ("_item", "_declaration", "_definition", "_statement", "macro_invocation")
_ATTRIBUTES = ("attribute_item", "inner_attribute_item")


class Context(msgspec.Struct):
    """The surroundings of one byte, outermost first."""

    nodes: list[Node] = msgspec.field(default_factory=list)
    """From the root to the leaf; parts of macro invocations that are plain code are walked as such."""
    conditions: list[Predicate] = msgspec.field(default_factory=list)
    attributes: list[Attribute] = msgspec.field(default_factory=list)
    """Those on the items and statements around it, `cfg` left out."""
    macro_attributes: list[Attribute] = msgspec.field(default_factory=list)
    """Those of them that may be macros: those behind a derive are taken for the derive's own."""
    macros: list[str] = msgspec.field(default_factory=list)
    """Paths of the macros to which the byte is passed as a token."""
    passed_by: list[str] = msgspec.field(default_factory=list)
    """Paths of the macros that are taken to pass the byte on as it is."""
    definition: Node | None = None
    """The `macro_rules!` that holds it."""
    definition_name: str | None = None
    is_repeated: bool = False
    """In a `$(…)*` of that definition."""
    is_pattern: bool = False
    """In the left side of a rule of that definition."""
    modules: list[str] = msgspec.field(default_factory=list)
    """Names of the modules with a body around it."""
    is_in_macro_item: bool = False
    """In a `macro name(…) {…}`, a nightly feature that the grammar does not know."""
    is_known: bool = True
    """False where the tree was too deep to look."""

    @property
    def leaf(self) -> Node:
        """The innermost node."""
        return self.nodes[-1]

    @property
    def inline_modules(self) -> tuple[str, ...]:
        """The names of the modules with a body around it, outermost first."""
        return tuple(self.modules)

    @property
    def is_comment(self) -> bool:
        """Whether it is a comment's byte."""
        return any(node.type in _COMMENTS for node in self.nodes)

    @property
    def text_end(self) -> int | None:
        """The end of the comment or string that holds it; None in code."""
        return next((node.end_byte for node in self.nodes if node.type in NO_CODE), None)

    @property
    def is_broken(self) -> bool:
        """Whether the grammar did not understand the surroundings."""
        return self.is_in_macro_item or any(node.type == "ERROR" for node in self.nodes)


class Locator:
    """Finds the contexts of one file's bytes; remembers the attributes of each node's children."""

    def __init__(self, file: SourceFile, passing: PassingMacros) -> None:
        self._file = file
        self._passing = passing
        self._macro_items = macro_items.find(file.text)
        self._attributes: dict[int, dict[int, tuple[Attribute, ...]]] = {}
        self._inner: dict[int, tuple[tuple[int, int, tuple[Attribute, ...]], ...]] = {}

    def locate(self, offset: int) -> Context:
        """The context of the byte at `offset`."""
        context = Context(is_in_macro_item=any(start <= offset < end for start, end in self._macro_items))
        root: Node | None = self._file.tree.root_node
        if self._file.is_too_large:
            return Context(nodes=[self._file.tree.root_node], is_known=False)
        try:
            while root is not None:
                root = self._descend(root, offset, context)
            return self._in_body(offset, context) if context.definition is not None else context
        except syntax.TooDeepError:
            context.is_known = False
            return context

    def _in_body(self, offset: int, context: Context) -> Context:
        """The context within a macro's body read as plain code, if it can be read so; else the given one."""
        right = next((node for above, node in pairwise(context.nodes) if above.type == "macro_rule"), None)
        if right is None or right.type != "token_tree":
            return context
        body = replace(
            context, nodes=[], conditions=list(context.conditions), attributes=[], macro_attributes=[], macros=[]
        )
        root: Node | None = self._file.macro_body(right.start_byte, right.end_byte)
        while root is not None:
            root = self._descend(root, offset, body)
        if body.is_broken or len(body.nodes) < 3:
            return context
        outer = context.nodes[: context.nodes.index(right) - 1]
        body.is_repeated = any(node.type == "token_repetition" for node in context.nodes)
        return replace(body, nodes=outer + body.nodes)

    def _descend(self, root: Node, offset: int, context: Context) -> Node | None:
        """Walk one tree down to the byte. Returns the root of the next tree, where a macro passes code on."""
        parent: Node | None = None
        for node in syntax.nodes_down_to(root, offset):
            if parent is not None:
                found = (
                    self._on_item(parent, node) if node.type == "attribute_item" else self.attributes_of(parent, node)
                )
                if found:
                    self._add_attributes(found, context, is_item=_is_item(node))
            context.nodes.append(node)
            if node.type in _NOTEWORTHY:
                self._enter(node, parent, offset, context)
            if node.type == "token_tree" and parent is not None and parent.type == "macro_invocation":
                branch = self._pass_through(node, offset, context)
                if branch is not None:
                    return branch
            parent = node
        return None

    def _enter(self, node: Node, parent: Node | None, offset: int, context: Context) -> None:
        """Take note of macros and of attributes that stand inside the node."""
        match node.type:
            case "macro_definition":
                context.definition = node
                context.definition_name = self._name_of(node)
            case "token_tree_pattern":
                context.is_pattern = True
            case "token_tree":
                name = passing_macros.invoked_by(self._file.text, node, parent)
                if name is not None:
                    context.macros.append(name)
            case "declaration_list" if parent is not None and parent.type == "mod_item":
                context.modules.append(self._name_of(parent))
                self._add_attributes(self._inner_attributes(node, offset), context)
            case "source_file" | "block" | "declaration_list" | "match_block" | "match_arm" | "field_initializer":
                self._add_attributes(self._inner_attributes(node, offset), context)
            case _:
                pass

    def _name_of(self, node: Node) -> str:
        """The declared name of an item, without `r#`."""
        name = node.child_by_field_name("name")
        return "" if name is None else self._file.slice(name).removeprefix(b"r#").decode(errors="replace")

    def _pass_through(self, tokens: Node, offset: int, context: Context) -> Node | None:
        """The tree of the code that a `cfg_if!` or the like passes on, with the condition it is under."""
        branch = self._passing.branch(self._file.text, context.macros[-1], tokens, offset) if context.macros else None
        if branch is None:
            return None
        context.passed_by.append(context.macros.pop())
        context.conditions.extend(branch.conditions)
        return self._file.fragment(branch.start, branch.end)

    def _add_attributes(self, found: tuple[Attribute, ...], context: Context, *, is_item: bool = True) -> None:
        context.conditions.extend(attributes.conditions(found))
        if not is_item:
            return
        others = [attribute for attribute in found if attribute.path != "cfg"]
        derive = next((i for i, attribute in enumerate(others) if attribute.path == "derive"), len(others))
        context.attributes.extend(others)
        context.macro_attributes.extend(others[:derive])

    def attributes_of(self, parent: Node, node: Node) -> tuple[Attribute, ...]:
        """The outer attributes of a child of `parent`."""
        known = self._attributes.get(parent.id)
        if known is None:
            known = self._attributes[parent.id] = self._outer_attributes(parent)
        return known.get(node.id, ()) if known else ()

    def _on_item(self, parent: Node, attribute: Node) -> tuple[Attribute, ...]:
        """The `cfg` attributes of the item that an attribute stands before: rustc looks at them first of all."""
        item = attribute.next_named_sibling
        while item is not None and item.type in (*_ATTRIBUTES, *_COMMENTS):
            item = item.next_named_sibling
        found = () if item is None else self.attributes_of(parent, item)
        return tuple(one for one in found if one.path == "cfg")

    def _outer_attributes(self, parent: Node) -> dict[int, tuple[Attribute, ...]]:
        """For each child that has attributes before it: these."""
        found: dict[int, tuple[Attribute, ...]] = {}
        pending: list[Attribute] = []
        for child in parent.children:
            if child.type == "attribute_item":
                pending.extend(attributes.parse(self._file.slice(child)))
            elif child.type not in _COMMENTS and pending:
                found[child.id] = tuple(pending)
                if child.type != "visibility_modifier":  # a field of a tuple struct: its type comes next
                    pending.clear()
        return found

    def _inner_attributes(self, node: Node, offset: int) -> tuple[Attribute, ...]:
        """Attributes that stand inside a node but are about the whole of it, save the one around `offset`."""
        inner = self._inner.get(node.id)
        if inner is None:
            inner = self._inner[node.id] = tuple(self._find_inner(node))
        if not inner:
            return ()
        return tuple(attribute for start, end, found in inner if not start <= offset < end for attribute in found)

    def _find_inner(self, node: Node) -> Iterator[tuple[int, int, tuple[Attribute, ...]]]:
        """Where such attributes stand at the start of a node, and what they are."""
        kinds = _ATTRIBUTES if node.type in ("match_arm", "field_initializer") else _ATTRIBUTES[1:]
        child: Node | None = node.child(0) if node.child_count else None
        while child is not None and child.type in (*_ATTRIBUTES, *_COMMENTS, "{"):
            if child.type in kinds:
                yield child.start_byte, child.end_byte, attributes.parse(self._file.slice(child))
            child = child.next_sibling


_NOTEWORTHY = frozenset(
    {"macro_definition", "token_tree_pattern", "token_tree", "declaration_list", "source_file", "block", "match_block"}
    | {"match_arm", "field_initializer"}
)
"""The nodes of which a context takes note."""


def _is_item(node: Node) -> bool:
    """Whether an attribute on the node may be a macro: none is on fields, variants, parameters and the like."""
    return node.type.endswith(_ITEMS) and node.type != "field_declaration"
