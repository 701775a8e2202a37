"""Find glob imports, `use a::b::*`, and where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from auditor.sources import mentions
from auditor.sources.context import Context, Locator
from auditor.sources.files import SourceFile
from auditor.sources.mentions import Scope

if TYPE_CHECKING:
    from tree_sitter import Node

_STAR = re.compile(rb"(?:::|[{,]\s*)\s*(\*)\s*[;,}]")


class Glob(msgspec.Struct, frozen=True):
    """One glob import."""

    path: tuple[str, ...]
    """Its segments, `crate`, `self` and `super` among them."""
    is_absolute: bool
    """Behind a leading `::`."""
    scopes: tuple[Scope, ...]
    """The scopes around it; it imports into the first."""
    context: Context


def find(file: SourceFile, locator: Locator) -> Iterator[Glob]:
    """The glob imports of a file, whatever their conditions."""
    for match in _STAR.finditer(file.text):
        context = locator.locate(match.start(1))
        start = next((i for i, node in enumerate(context.nodes) if node.type == "use_declaration"), None)
        if start is None or context.definition is not None:
            continue
        text = b"::".join(_prefixes(context.nodes[start:], file))
        path = tuple(part.decode(errors="replace") for part in re.sub(rb"\s|r#", b"", text).split(b"::") if part)
        yield Glob(path, text.strip().startswith(b"::"), mentions.scopes_of(context), context)


def _prefixes(nodes: list[Node], file: SourceFile) -> Iterator[bytes]:
    """The parts of the path, from the `use` declaration down to the star."""
    for node in nodes:
        if node.type == "scoped_use_list":
            path = node.child_by_field_name("path")
            yield b"" if path is None else file.slice(path)
        elif node.type == "use_wildcard":
            yield file.slice(node).rpartition(b"::")[0]
