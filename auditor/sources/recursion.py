"""Follow a `macro_rules!` into itself: which of its rules some invocations and the rules' own ones may set off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.sources import macro_rules
from auditor.sources.files import SourceFile
from auditor.sources.macro_rules import Tokens

if TYPE_CHECKING:
    from tree_sitter import Node

_OPAQUE = frozenset(b"block expr expr_2021 item literal meta pat pat_param path stmt ty vis".split())
"""Fragments that no token of a rule matches, once they are in a variable."""
_ENDS = (b",", b";", b")", b"]", b"}", b"as")
"""What stands behind a macro's name where it is handed over."""


def may_reach(file: SourceFile, definition: Node, offset: int, uses: Sequence[Tokens | None]) -> bool:
    """Whether invocations of a macro may set off the rule at `offset`, at once or through the macro itself."""
    wanted = macro_rules.rule_around(definition, offset)
    if wanted is None:
        return True
    name = definition.child_by_field_name("name")
    known = list(uses)
    waiting = macro_rules.rules(definition)
    while True:
        reached = [rule for rule in waiting if any(macro_rules.may_apply(file, rule, tokens) for tokens in known)]
        if wanted in reached:
            return True
        if name is None or not reached:
            return False
        waiting = [rule for rule in waiting if rule not in reached]
        known = [tokens for rule in reached for tokens in _own_uses(file, rule, file.slice(name))]


def _own_uses(file: SourceFile, rule: Node, name: bytes) -> Iterator[Tokens | None]:
    """What a rule of the macro gives to the macro itself; None where variables hide it."""
    right = rule.child_by_field_name("right")
    pending = [] if right is None else [right]
    while pending:
        children = pending.pop().children
        texts = [file.slice(child) if child.child_count == 0 else b"" for child in children]
        for index, text in enumerate(texts):
            if text == name and texts[index + 1 : index + 2] == [b"!"] and index + 2 < len(children):
                yield _given(file, rule, children[index + 2])
            elif text == name and b"".join(texts[index + 1 : index + 2]) in _ENDS:
                yield None
        pending.extend(child for child in children if child.child_count)


def _given(file: SourceFile, rule: Node, tree: Node) -> Tokens | None:
    """The tokens of an invocation in a rule's body, opaque variables left out; None if others are among them."""
    children = tree.children[1:-1]
    for child in children:
        is_open = child.type == "metavariable" and not _is_opaque(file, rule, file.slice(child))
        if is_open or child.type in ("token_repetition", "ERROR", "$"):
            return None
    return macro_rules.count(file, (child for child in children if child.type != "metavariable"))


def _is_opaque(file: SourceFile, rule: Node, variable: bytes) -> bool:
    """Whether nothing but a variable of the same kind matches what a variable holds, or it is no variable."""
    left = rule.child_by_field_name("left")
    pattern = re.escape(variable) + rb"\s*:\s*(\w+)"
    found = None if left is None else re.search(pattern, file.slice(left))
    return variable == b"$crate" or (found is not None and found[1] in _OPAQUE)
