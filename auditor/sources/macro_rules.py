"""Tell which rules of a `macro_rules!` an invocation cannot set off: a rule's own tokens must be among those given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from auditor.sources.context import Context
from auditor.sources.files import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node


class Tokens(msgspec.Struct, frozen=True):
    """What stands between the brackets of an invocation."""

    counts: Counter[bytes]
    """Its tokens, a group in brackets as its opening bracket alone."""
    has_condition: bool
    """Whether a `cfg(…)` is among them, however deep."""


_CONDITION = re.compile(rb"\bcfg(?:_attr)?\s*\(")
_PLAIN = re.compile(rb"\w+|[,;@(\[{]|=>")
"""Tokens that are the same whatever stands beside them: `>>` may also be two tokens."""
_VARIABLES = ("token_binding_pattern", "token_repetition_pattern", "line_comment", "block_comment")


def given(file: SourceFile, context: Context) -> Tokens | None:
    """The tokens of the invocation whose macro's name stands at a context; None if they are not at hand."""
    holder = context.nodes[-2] if len(context.nodes) > 1 else None
    if holder is not None and holder.type == "token_tree":
        behind = (node for node in holder.children if node.start_byte > context.leaf.start_byte)
        tree = next((node for node in behind if node.type == "token_tree"), None)
    else:
        invocation = next((node for node in reversed(context.nodes) if node.type == "macro_invocation"), None)
        tree = None if invocation is None or not invocation.children else invocation.children[-1]
    if tree is None or tree.type != "token_tree":
        return None
    return count(file, tree.children[1:-1])


def count(file: SourceFile, nodes: Iterable[Node]) -> Tokens:
    """The tokens that nodes between brackets are."""
    found = list(nodes)
    text = file.text[found[0].start_byte : found[-1].end_byte] if found else b""
    return Tokens(_counts(file, found), _CONDITION.search(text) is not None)


def rules(definition: Node) -> list[Node]:
    """The rules of a macro's definition."""
    return [child for child in definition.children if child.type == "macro_rule"]


def rule_around(definition: Node, offset: int) -> Node | None:
    """The rule that holds a byte."""
    return next((rule for rule in rules(definition) if rule.start_byte <= offset < rule.end_byte), None)


def may_apply(file: SourceFile, rule: Node, tokens: Tokens | None) -> bool:
    """Whether a rule may match what an invocation gives; only missing tokens prove that it does not."""
    left = rule.child_by_field_name("left")
    if left is None or tokens is None or left.has_error:
        return True  # the grammar does not know `$ name : ty`
    own = _counts(file, (child for child in left.children[1:-1] if child.type not in _VARIABLES))
    return all(tokens.counts[token] >= count for token, count in own.items() if _PLAIN.fullmatch(token))


def _counts(file: SourceFile, nodes: Iterable[Node]) -> Counter[bytes]:
    return Counter(_token(file, node) for node in nodes)


def _token(file: SourceFile, node: Node) -> bytes:
    text = file.slice(node)
    return text[:1] if node.type in ("token_tree", "token_tree_pattern") else text
