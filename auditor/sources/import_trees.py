"""Tell which part of a `use` declaration an identifier is."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


class Place(Enum):
    """The part of an identifier in a `use` declaration."""

    HEAD = "head"
    """The first segment of a path."""
    ABSOLUTE_HEAD = "absolute head"
    """The first segment behind a leading `::`."""
    SEGMENT = "segment"
    """A later segment that is not imported itself."""
    IMPORTED = "imported"
    """A later segment that is imported under its own name (`b` in `use a::b;` and `use a::b::{self};`)."""
    ALIAS = "alias"
    """The name behind `as`."""


def place(nodes: list[Node], text: bytes) -> Place:
    """The part that the last of `nodes`, the way down to an identifier, plays in its `use` declaration."""
    start = next(index for index, node in enumerate(nodes) if node.type == "use_declaration")
    has_prefix = is_absolute = False
    renamed = False
    for above, node in pairwise(nodes[start:]):
        if above.type == "use_as_clause":
            if above.child_by_field_name("alias") == node:
                return Place.IMPORTED if _keeps_name(above, text) else Place.ALIAS
            renamed = True
        elif (above.type == "scoped_use_list" and above.child_by_field_name("list") == node) or (
            above.type == "scoped_identifier" and above.child_by_field_name("name") == node
        ):
            prefix = above.child_by_field_name("path")
            has_prefix = has_prefix or prefix is not None
            is_absolute = is_absolute or prefix is None
    if not has_prefix:
        return Place.ABSOLUTE_HEAD if is_absolute else Place.HEAD
    if renamed:
        return Place.SEGMENT
    return Place.IMPORTED if _is_imported(nodes[start:]) else Place.SEGMENT


def _is_imported(nodes: list[Node]) -> bool:
    """Whether the identifier ends its path, or is followed by `::{self}`."""
    leaf = nodes[-1]
    for above, node in pairwise(nodes):
        if above.type == "use_wildcard":
            return False
        if above.type == "scoped_identifier" and above.child_by_field_name("path") == node:
            return False
        if above.type == "scoped_use_list" and above.child_by_field_name("path") == node:
            listed = above.child_by_field_name("list")
            ends_path = node == leaf or node.child_by_field_name("name") == leaf
            return ends_path and listed is not None and any(child.type == "self" for child in listed.children)
    return True


def _keeps_name(clause: Node, text: bytes) -> bool:
    """Whether a clause gives an item the name it has: `a::b as b`, which is to rustc as if it were not there."""
    path, alias = clause.child_by_field_name("path"), clause.child_by_field_name("alias")
    if path is None or alias is None:
        return False
    last = text[path.start_byte : path.end_byte].replace(b"r#", b"").split(b"::")[-1].strip()
    return b"::" in text[path.start_byte : path.end_byte] and last == text[alias.start_byte : alias.end_byte]
