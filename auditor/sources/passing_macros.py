"""Macros that pass code on unchanged, perhaps under a condition: `cfg_if!`, `cfg_select!`, a crate's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from auditor.sources import predicate
from auditor.sources.predicate import Predicate
from auditor.sources.wrapper_macros import Wrapper

if TYPE_CHECKING:
    from tree_sitter import Node

_INVOKED = re.compile(rb"((?:(?:::\s*)?(?:r#|\$)?\w+\s*::\s*)*(?:::\s*)?(?:r#)?\w+)\s*!\s*(?:\w+\s*)?\Z")
_CFG = re.compile(rb"\[\s*cfg\s*\((.*)\)\s*\]\Z", re.DOTALL)

OWN_HEADS = ("", "crate", "$crate", "self", "super")
"""What a path to a macro of the crate itself begins with."""
_STANDARD = ("core", "std", "::core", "::std")
STANDARD = ("cfg_if", "cfg_select")
"""Passing macros that everybody knows; a crate may have one of its own by that name."""


class Branch(msgspec.Struct, frozen=True):
    """Code that a macro passes on."""

    start: int
    end: int
    conditions: tuple[Predicate, ...]


class PassingMacros(msgspec.Struct):
    """The macros that pass code on in one file."""

    find_own: Callable[[str], Wrapper | None]
    """For a name: what a macro of the package puts around the items it passes on, or None."""
    _own: dict[str, Wrapper | None] = msgspec.field(default_factory=dict)

    def branch(self, text: bytes, path: str, tokens: Node, offset: int) -> Branch | None:
        """The code around `offset` that macro `path`, given `tokens`, passes on; None if it is no such macro."""
        head, _, name = path.rpartition("::")
        if name == "cfg_if" and head in (*OWN_HEADS, "cfg_if", "::cfg_if"):
            return _find(_cfg_if_branches(text, tokens), offset)
        if name == "cfg_select" and head in (*OWN_HEADS, *_STANDARD):
            return _find(_cfg_select_branches(text, tokens), offset)
        if head.partition("::")[0] not in OWN_HEADS:
            return None
        if name not in self._own:
            self._own[name] = self.find_own(name)
        wrapper = self._own[name]
        return None if wrapper is None else _wrapped(text, tokens, wrapper)


def _wrapped(text: bytes, tokens: Node, wrapper: Wrapper) -> Branch | None:
    """The items that a macro of the package wraps."""
    children = tokens.children
    start, given = tokens.start_byte + 1, b""
    if wrapper.variable is not None:
        if [child.type for child in children[1:4]] != ["#", "!", "token_tree"]:
            return None
        start = children[3].end_byte
        given = text[children[3].start_byte + 1 : start - 1]
    conditions = wrapper.conditions(given)
    return None if conditions is None else Branch(start, tokens.end_byte - 1, conditions)


def invoked_by(text: bytes, tokens: Node, parent: Node | None) -> str | None:
    """The path of the macro that gets this token tree, without spaces; None if it is no macro's."""
    if parent is None or parent.type not in ("macro_invocation", "token_tree"):
        return None
    match = _INVOKED.search(text, max(0, tokens.start_byte - 200), tokens.start_byte)
    return None if match is None else re.sub(rb"\s|r#", b"", match[1]).decode(errors="replace")


def _find(branches: Iterator[Branch], offset: int) -> Branch | None:
    return next((branch for branch in branches if branch.start <= offset < branch.end), None)


def _cfg_if_branches(text: bytes, tokens: Node) -> Iterator[Branch]:
    """`if #[cfg(a)] { … } else if #[cfg(b)] { … } else { … }`: each branch holds where those before it do not."""
    before: list[Predicate] = []
    current: Predicate | None = None
    for child in tokens.children:
        if child.type != "token_tree":
            continue
        match = _CFG.match(text[child.start_byte : child.end_byte])
        if match is not None and text[child.start_byte : child.start_byte + 1] == b"[":
            current = predicate.parse(match[1])
        else:
            yield Branch(child.start_byte, child.end_byte, (*before, *([current] if current is not None else [])))
            if current is not None:
                before.append(predicate.negate(current))
            current = None


def _cfg_select_branches(text: bytes, tokens: Node) -> Iterator[Branch]:
    """`a => { … } b => expression, _ => { … }`: the first that holds."""
    before: list[Predicate] = []
    children = tokens.children[1:-1]
    position = 0
    while position < len(children):
        arrow = next((i for i in range(position, len(children)) if children[i].type == "=>"), None)
        if arrow is None or arrow + 1 >= len(children):
            return
        condition_text = text[children[position].start_byte : children[arrow].start_byte].strip()
        condition = () if condition_text == b"_" else predicate.parse(condition_text)
        last = arrow + 1
        if text[children[last].start_byte : children[last].start_byte + 1] != b"{":
            last = next((i for i in range(arrow + 1, len(children)) if children[i].type == ","), len(children)) - 1
        yield Branch(children[arrow + 1].start_byte, children[last].end_byte, (*before, condition))
        before.append(predicate.negate(condition))
        position = last + 1
        if position < len(children) and children[position].type == ",":
            position += 1
