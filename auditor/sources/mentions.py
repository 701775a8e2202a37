"""The places where a file mentions a name, and what each means to rustc's name resolution."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from auditor.sources.context import Context
from auditor.sources.predicate import Predicate

if TYPE_CHECKING:
    from tree_sitter import Node

Scope = tuple[int, int]
"""A block or module: the first and last byte of its tree node."""


class Kind(Enum):
    """What a place does with a name."""

    EXTERN_CRATE = "extern crate"
    IMPORT = "import"
    """The head of a `use` path."""
    EARLY = "macro path"
    """The head of a macro's, attribute's or derive's path."""
    LATE = "path"
    """The head of another path."""
    ABSOLUTE = "absolute path"
    """The same behind a leading `::`."""
    SEGMENT = "segment"
    """A later segment of a path that may be a module or type."""
    NAME = "name"
    """By itself, as a type or value: never the crate, but perhaps a use of an import."""
    TOKEN = "token"
    """A lone identifier among a macro's tokens."""
    STRING = "string"
    """In a string that an attribute macro reads."""
    DOC = "documentation"
    DECLARATION = "declaration"
    """Declares an item or generic parameter of that name."""
    ALIAS = "alias"
    """Imports something else under that name: `use a::b;`, `use a as b;`."""
    CRATE_ALIAS = "crate alias"
    """Gives the name to another crate: `extern crate a as b;`."""


ITEMS = (Kind.DECLARATION, Kind.ALIAS, Kind.CRATE_ALIAS)
"""The kinds that bring an item of the name into a scope."""


class Mention(msgspec.Struct, frozen=True):
    """One place of a name."""

    kind: Kind
    offset: int
    context: Context
    scopes: tuple[Scope, ...]
    """The scopes around it up to its module, innermost first; for a declaration the first is where it is declared."""
    is_renamed: bool = False
    """For `ALIAS`: with `as`."""
    later: tuple[str, ...] = ()
    """For `SEGMENT`: the first segment of the path, then those behind the name."""
    is_certain: bool = True
    """False where the place is not understood: the grammar failed."""

    @property
    def conditions(self) -> tuple[Predicate, ...]:
        """What must hold for rustc to see the place."""
        return tuple(self.context.conditions)


_GENERIC = ("function_item", "impl_item", "struct_item", "enum_item", "trait_item", "type_item")
"""Items whose type parameters are in scope within them."""


def scopes_of(context: Context) -> tuple[Scope, ...]:
    """The scopes around the leaf, innermost first, up to the module's own."""
    found: list[Scope] = []
    nodes = context.nodes
    for index, node in enumerate(nodes):
        if index == 0:
            found = [(0, 0)]
        elif node.type == "declaration_list" and nodes[index - 1].type == "mod_item":
            found = [(node.start_byte, node.end_byte)]
        elif node.type in _GENERIC or (node.type == "block" and not is_fragment_body(nodes, index)):
            found.append((node.start_byte, node.end_byte))
    return tuple(reversed(found))


def is_fragment_body(nodes: list[Node], index: int) -> bool:
    """Whether the block is no block of the source but the braces of a macro's branch."""
    return index > 2 and nodes[index - 2].type == "source_file"
