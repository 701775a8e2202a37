"""Classify the places of a name within attributes: their paths, the tokens they get, the strings they read."""

from __future__ import annotations

from auditor.sources import attributes, path_text
from auditor.sources.attributes import Attribute
from auditor.sources.context import Context
from auditor.sources.mentions import Kind, Mention, scopes_of

_BUILTIN_LIST = """
    allow warn deny forbid expect cfg cfg_attr deprecated must_use inline cold no_mangle link link_name repr path doc
    feature target_feature derive test ignore should_panic macro_use macro_export automatically_derived proc_macro
    proc_macro_derive proc_macro_attribute non_exhaustive export_name link_section used track_caller no_std no_main
"""
_BUILTIN = frozenset(_BUILTIN_LIST.split())
_TOOLS = frozenset({"rustfmt", "clippy", "diagnostic", "rustdoc", "miri"})
_CONDITION = Attribute("cfg", b"", b"", ())
"""Stands for the condition of a `cfg_attr`."""


def around(context: Context, text: bytes, name: bytes) -> Attribute | None:
    """The attribute that holds a place; in a `cfg_attr` the first that has the name."""
    for node in context.nodes:
        if node.type in ("attribute_item", "inner_attribute_item"):
            parsed = attributes.parse(text[node.start_byte : node.end_byte])
            holding = (one for one in parsed if name in one.arguments or name in one.value or name in one.path.encode())
            return next(holding, _CONDITION)
    return None


def in_tokens(attribute: Attribute, name: bytes, offset: int, context: Context, *, head: bool | None) -> Mention | None:
    """A place among an attribute's tokens; `head` says whether it begins a path, as `path_text.path_head` does."""
    _add_condition(attribute, context)
    scopes = scopes_of(context)
    is_in_path = attribute.path.partition("::")[0].encode() == name
    if attribute.path == "derive" or (head is not None and is_in_path):
        return None if head is None else Mention(Kind.ABSOLUTE if head else Kind.EARLY, offset, context, scopes)
    if attribute.path == "doc" and b"!" in attribute.value:
        return Mention(Kind.DOC, offset, context, scopes)
    if _is_builtin(attribute):
        return None
    context.macros.append(f"#[{attribute.path}]")
    if head is None:
        return Mention(Kind.TOKEN, offset, context, scopes)
    return Mention(Kind.ABSOLUTE if head else Kind.LATE, offset, context, scopes)


def in_string(text: bytes, name: bytes, offset: int, context: Context) -> Mention | None:
    """A place in a string: only attribute macros, derives, documentation and macros that make such read those."""
    attribute = around(context, text, name)
    if attribute is None:
        return Mention(Kind.DOC, offset, context, scopes_of(context)) if context.macros else None
    _add_condition(attribute, context)
    if attribute.path == "doc":
        return Mention(Kind.DOC, offset, context, scopes_of(context))
    begins = text[offset - 1 : offset] == b'"' or path_text.path_head(text, offset, offset + len(name)) is not None
    return Mention(Kind.STRING, offset, context, scopes_of(context)) if begins and not _is_builtin(attribute) else None


def _add_condition(attribute: Attribute, context: Context) -> None:
    if attribute.condition:
        context.conditions.append(attribute.condition)


def _is_builtin(attribute: Attribute) -> bool:
    return attribute.path in _BUILTIN or attribute.path.partition("::")[0] in _TOOLS
