"""Recognise a macro that only puts attributes on the items it gets: `macro_rules! cfg_net { ($($i:item)*) => … }`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from auditor.sources import attributes, syntax
from auditor.sources.files import SourceFile
from auditor.sources.predicate import Predicate

if TYPE_CHECKING:
    from tree_sitter import Node

_ALL_ITEMS = re.compile(
    rb"\A[({\[]\s*(?:#!\[\s*\$(\w+)\s*:\s*meta\s*\]\s*)?\$\(\s*\$(\w+)\s*:\s*(?:item|tt)\s*\)\s*\*\s*[)}\]]\Z"
)
_ATTRIBUTE = re.compile(rb"\s*(#\s*\[)")


class Wrapper(msgspec.Struct, frozen=True):
    """A macro that only puts attributes on the items it gets."""

    attributes: bytes
    variable: bytes | None
    """Stands in `attributes` for what an invocation gives first: `feature! { #![feature = "x"] … }`."""

    def conditions(self, given: bytes) -> tuple[Predicate, ...] | None:
        """The conditions of the attributes; None if something else is among them."""
        text = self.attributes if self.variable is None else self.attributes.replace(b"$" + self.variable, given)
        return _attribute_conditions(text)


def find(file: SourceFile, offset: int) -> Wrapper | None:
    """The wrapper that the macro defined at `offset` is; None if it does anything else."""
    try:
        nodes = list(syntax.nodes_down_to(file.tree.root_node, offset))
    except syntax.TooDeepError:
        return None
    definition = next((node for node in nodes if node.type == "macro_definition"), None)
    rules = [] if definition is None else [child for child in definition.children if child.type == "macro_rule"]
    return _of_rule(file, rules[0]) if len(rules) == 1 else None


def _of_rule(file: SourceFile, rule: Node) -> Wrapper | None:
    left, right = rule.child_by_field_name("left"), rule.child_by_field_name("right")
    pattern = None if left is None else _ALL_ITEMS.match(file.slice(left))
    if pattern is None or right is None:
        return None
    body = file.slice(right)[1:-1].strip()
    whole = re.fullmatch(rb"\$\((.*)\$" + pattern[2] + rb"\s*\)\s*\*", body, re.DOTALL)
    return None if whole is None else Wrapper(whole[1], pattern[1])


def _attribute_conditions(text: bytes) -> tuple[Predicate, ...] | None:
    """The conditions of a run of attributes; None if there is anything else."""
    found: list[Predicate] = []
    position = 0
    while match := _ATTRIBUTE.match(text, position):
        end = _closing(text, match.end(1))
        if end is None:
            return None
        found.extend(attributes.conditions(attributes.parse(text[match.start(1) : end])))
        position = end
    return None if text[position:].strip() else tuple(found)


def _closing(text: bytes, position: int) -> int | None:
    """The position behind the `]` that closes the attribute whose `[` stands before `position`."""
    depth = 1
    for match in re.finditer(rb'"(?:[^"\\]|\\.)*"|[\[\]]', text[position:]):
        depth += (match[0] == b"[") - (match[0] == b"]")
        if depth == 0:
            return position + match.end()
    return None
