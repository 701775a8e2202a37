"""What the macros of a crate make of the identifiers that they are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from auditor.sources import syntax
from auditor.sources.files import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST = 4000
"""Bytes of a macro that cannot be told from what follows."""
_PATH = re.compile(rb"\$(?!crate\b)\w+\s*::|\buse\s+\$")
_DOCUMENTING = re.compile(rb"\bdoc\s*=\s*\$")
_DECLARATION = re.compile(rb"\b(?:mod|struct|enum|union|trait|type|as)\s+\$")


def begin_paths(definitions: Iterable[tuple[SourceFile, int]]) -> bool:
    """Whether a macro, defined in those places, may make an identifier the head of a path."""
    return any(_PATH.search(text) for text in _texts(definitions))


def declare_items(definitions: Iterable[tuple[SourceFile, int]]) -> bool:
    """Whether it may declare an item under the name that an identifier is."""
    return any(_DECLARATION.search(text) for text in _texts(definitions))


def document(definitions: Iterable[tuple[SourceFile, int]]) -> bool:
    """Whether it may make documentation of what it is given."""
    return any(_DOCUMENTING.search(text) for text in _texts(definitions))


def have_conditions(definitions: Iterable[tuple[SourceFile, int]]) -> Iterator[bool]:
    """For each macro whether it writes a `#[cfg(…)]`."""
    return (b"cfg(" in text or b"cfg (" in text for text in _texts(definitions))


def definition_at(file: SourceFile, offset: int) -> Node | None:
    """The `macro_rules!` around an offset; None where there is none or it cannot be read."""
    try:
        nodes: list[Node] = list(syntax.nodes_down_to(file.tree.root_node, offset))
    except syntax.TooDeepError:
        return None
    return next((node for node in nodes if node.type == "macro_definition"), None)


def _texts(definitions: Iterable[tuple[SourceFile, int]]) -> Iterator[bytes]:
    for file, offset in definitions:
        definition = definition_at(file, offset)
        # NOTE: one that another macro passes on is no definition for the grammar: what follows may be more than it.
        yield file.text[offset : offset + _MOST] if definition is None else file.slice(definition)
