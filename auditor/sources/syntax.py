"""Parse Rust text into a tree-sitter tree, and walk from a tree's root down to one byte."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Language, Node, Tree

MAX_DEPTH = 1_000
"""Trees deeper than this are not walked: what lies below is unknown."""


class TooDeepError(Exception):
    """The byte asked for lies deeper in the tree than is walked."""


@cache
def _language() -> Language:
    """Load the grammar on first use: it costs more than the rest of the start-up."""
    import tree_sitter_rust
    from tree_sitter import Language

    return Language(tree_sitter_rust.language())


def parse(text: bytes) -> Tree:
    """Parse a whole file. Never fails: what the grammar does not know becomes `ERROR` nodes."""
    from tree_sitter import Parser

    return Parser(_language()).parse(text)


def parse_range(text: bytes, start: int, end: int) -> Tree:
    """Parse the bytes from `start` to `end` as if they were a file of their own, keeping their offsets in `text`."""
    from tree_sitter import Parser, Point, Range

    # NOTE: rows and columns are never asked for, so the points need only be consistent with each other.
    return Parser(_language(), included_ranges=[Range(Point(0, start), Point(0, end), start, end)]).parse(text)


def nodes_down_to(root: Node, offset: int) -> Iterator[Node]:
    """The nodes that hold the byte at `offset`, from `root` to the leaf.

    Raises `TooDeepError` below `MAX_DEPTH`.
    """
    cursor = root.walk()
    for _ in range(MAX_DEPTH):
        node = cursor.node
        if node is None:
            return
        yield node
        if cursor.goto_first_child_for_byte(offset) is None:
            return
        child = cursor.node
        if child is None or not child.start_byte <= offset < child.end_byte:
            return
    raise TooDeepError
