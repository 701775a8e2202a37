"""Tell what an identifier at a place means to rustc's name resolution."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor.sources import attribute_places, import_trees, path_text
from auditor.sources.context import NO_CODE, Context
from auditor.sources.mentions import Kind, Mention, scopes_of

if TYPE_CHECKING:
    from tree_sitter import Node

_IDENTIFIERS = ("identifier", "type_identifier", "field_identifier", "shorthand_field_identifier")
_DECLARES_BEFORE = re.compile(rb"\b(?:mod|struct|enum|union|trait|type|as)\s+(?:r#)?\Z")
_IMPORTS_BEFORE = re.compile(rb"\buse\s[^;]*(?:::|[{,])\s*(?:r#)?\Z")
_USE_BEFORE = re.compile(rb"\buse\s+(?:r#)?\Z")
_CRATE_BEFORE = re.compile(rb"\bextern\s+crate\s+(?:r#)?\Z")
_ENDS_IMPORT = (b";", b",", b"}")
_DECLARING = frozenset(
    {
        "mod_item",
        "struct_item",
        "enum_item",
        "union_item",
        "trait_item",
        "type_item",
        "type_parameter",
    }
)


def classify(text: bytes, name: bytes, offset: int, context: Context) -> Mention | None:
    """What the identifier `name` at `offset` means there; None if it has nothing to do with crates."""
    if not context.is_known:
        return Mention(Kind.LATE, offset, context, (), is_certain=False)
    types = {node.type for node in _innermost_tree(context.nodes)}
    if context.is_comment:
        return Mention(Kind.DOC, offset, context, scopes_of(context)) if _is_documentation(context) else None
    if types & NO_CODE:
        return attribute_places.in_string(text, name, offset, context)
    if context.leaf.type not in _IDENTIFIERS or text[max(0, offset - 1) : offset] in (b"$", b"'"):
        return None
    if types & {"token_tree", "token_tree_pattern"}:
        return _among_tokens(text, name, offset, context)
    if "extern_crate_declaration" in types:
        return _in_extern_crate(offset, context)
    if "use_declaration" in types:
        return _in_import(text, offset, context)
    return _in_code(text, offset, context, types)


def _innermost_tree(nodes: list[Node]) -> list[Node]:
    """The nodes of the tree that the place is a leaf of: what a macro passes on is a tree of its own, if it is one."""
    start = max((index for index, node in enumerate(nodes) if node.type == "source_file"), default=0)
    return nodes if any(node.type == "ERROR" for node in nodes[start:]) else nodes[start:]


def _in_code(text: bytes, offset: int, context: Context, types: set[str]) -> Mention | None:
    """A place in ordinary code."""
    scopes, parent, end = scopes_of(context), context.nodes[-2], context.leaf.end_byte
    if parent.type in _DECLARING and parent.child_by_field_name("name") == context.leaf:
        own = (parent.start_byte, parent.end_byte)
        return Mention(Kind.DECLARATION, offset, context, tuple(scope for scope in scopes if scope != own))
    if "visibility_modifier" in types:
        return None
    is_early = "attribute" in types or _is_macro_path(context)
    head = path_text.path_head(text, offset, end)
    if head is not None:
        kind = Kind.ABSOLUTE if head else Kind.EARLY if is_early else Kind.LATE
        return Mention(kind, offset, context, scopes, is_certain=not context.is_broken)
    is_type = context.leaf.type == "type_identifier"
    has_body = any(node.type in ("struct_expression", "struct_pattern") for node in context.nodes[-3:-1])
    later = path_text.segments_around(text, offset, end, is_type=is_type, may_be_variant=is_type and has_body)
    if is_early:
        return None
    if later is None:
        return Mention(Kind.NAME, offset, context, scopes) if _is_name(context, parent) else None
    return Mention(Kind.SEGMENT, offset, context, scopes, later=later, is_certain=not context.is_broken)


def _is_name(context: Context, parent: Node) -> bool:
    """Whether a lone identifier means a type or value, instead of giving a name to something or being a field."""
    if context.leaf.type not in ("identifier", "type_identifier"):
        return False
    return parent.type == "struct_expression" or parent.child_by_field_name("name") != context.leaf


def _is_macro_path(context: Context) -> bool:
    """Whether the leaf is in the path of a `path::name!(…)`."""
    for above, node in pairwise(context.nodes):
        if above.type == "macro_invocation":
            return above.child_by_field_name("macro") == node
    return False


def _among_tokens(text: bytes, name: bytes, offset: int, context: Context) -> Mention | None:
    """A place among tokens: of a macro invocation, a macro's definition or an attribute."""
    head = path_text.path_head(text, offset, context.leaf.end_byte)
    attribute = attribute_places.around(context, text, name)
    if attribute is not None:
        return attribute_places.in_tokens(attribute, name, offset, context, head=head)
    kind, later = _token_kind(text, offset, context, head=head)
    if kind is None or (context.definition is not None and kind is Kind.SEGMENT):
        return None
    if context.definition is not None and kind is Kind.TOKEN:
        return Mention(Kind.NAME, offset, context, scopes_of(context))
    is_certain = kind is not Kind.SEGMENT or len(later) > 1
    return Mention(kind, offset, context, scopes_of(context), later=later, is_certain=is_certain)


def _token_kind(
    text: bytes, offset: int, context: Context, *, head: bool | None
) -> tuple[Kind | None, tuple[str, ...]]:
    """The kind of an identifier among tokens, by its neighbours; for a later segment of a path the others."""
    before, end = path_text.code_before(text, offset), context.leaf.end_byte
    if head is None and _DECLARES_BEFORE.search(before):
        return Kind.DECLARATION, ()
    if _IMPORTS_BEFORE.search(before) and text[end : end + 20].lstrip()[:1] in _ENDS_IMPORT:
        return Kind.ALIAS, ()
    if _CRATE_BEFORE.search(before):
        return Kind.EXTERN_CRATE, ()
    if _USE_BEFORE.search(before):
        return Kind.IMPORT, ()
    if head is not None:
        return Kind.ABSOLUTE if head else Kind.LATE, ()
    is_type = path_text.may_be_type(text, offset, end)
    later = path_text.segments_around(text, offset, end, is_type=is_type, may_be_variant=is_type)
    if later is not None:
        return Kind.SEGMENT, later
    if context.definition is None and before.endswith(b"$ "):
        return Kind.TOKEN, ()  # the sign is a token by itself: `with_dollar!($ name)`
    return None if before.rstrip().endswith(b"::") or path_text.is_part_of_other(before) else Kind.TOKEN, ()


def _in_extern_crate(offset: int, context: Context) -> Mention:
    declaration = next(node for node in context.nodes if node.type == "extern_crate_declaration")
    is_alias = declaration.child_by_field_name("alias") == context.leaf
    kind = Kind.CRATE_ALIAS if is_alias else Kind.EXTERN_CRATE
    return Mention(kind, offset, context, scopes_of(context), is_renamed=is_alias, is_certain=not context.is_broken)


def _in_import(text: bytes, offset: int, context: Context) -> Mention | None:
    place = import_trees.place(context.nodes, text)
    match place:
        case import_trees.Place.HEAD:
            kind = Kind.IMPORT
        case import_trees.Place.ABSOLUTE_HEAD:
            kind = Kind.ABSOLUTE
        case import_trees.Place.IMPORTED | import_trees.Place.ALIAS:
            kind = Kind.ALIAS
        case import_trees.Place.SEGMENT:
            return None
    is_renamed = place is import_trees.Place.ALIAS
    return Mention(kind, offset, context, scopes_of(context), is_renamed=is_renamed, is_certain=not context.is_broken)


def _is_documentation(context: Context) -> bool:
    comment = next((node for node in context.nodes if node.type in ("line_comment", "block_comment")), None)
    return comment is not None and comment.child_by_field_name("doc") is not None
