"""Find what a file brings in: `mod x;`, `#[path]` and `include!`, as conditions and candidate paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from auditor.sources import attributes, predicate
from auditor.sources.attributes import Attribute
from auditor.sources.context import Context, Locator
from auditor.sources.files import SourceFile
from auditor.sources.predicate import Predicate

if TYPE_CHECKING:
    from tree_sitter import Node

_MODULE = re.compile(rb"mod\s+(?:r#)?(\w+)\s*;")
_INCLUDE = rb"\s*!\s*[(\[{]"
_INCLUDE_AS = re.compile(rb"\binclude\s+as\s+(\w+)")
_ATTRIBUTES_BEFORE = re.compile(rb"(?:#\s*\[[^\]]*\]\s*)+(?:pub\s*(?:\([^)]*\)\s*)?)?\Z")
_ATTRIBUTE = re.compile(rb"#\s*\[[^\]]*\]")
_VARIABLE_MODULE = re.compile(rb"mod\s+\$\w+\s*;")
_CONDITION = re.compile(rb"cfg\s*\(((?:[^()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*)\)")
_FOLDER = re.compile(rb'automod\s*::\s*dir\s*!\s*[(\[{]\s*(?:pub(?:\([^)]*\))?\s+)?"([^"]*)"')
_LITERAL = re.compile(rb'\A[(\[{]\s*r?#*"([^"]*)"#*\s*,?\s*[)\]}]\Z', re.DOTALL)
_MANIFEST_DIR = re.compile(
    rb'concat\s*!\s*\(\s*env\s*!\s*\(\s*"CARGO_MANIFEST_DIR"\s*,?\s*\)\s*,\s*"([^"]*)"\s*,?\s*\)'
)


class InlineModule(msgspec.Struct, frozen=True):
    """A `mod name { … }` around a declaration."""

    name: str
    attributes: tuple[Attribute, ...]


class ModuleDeclaration(msgspec.Struct, frozen=True):
    """A `mod name;`."""

    name: str
    attributes: tuple[Attribute, ...]
    inline: tuple[InlineModule, ...]
    """Outermost first."""
    is_public: bool
    """Whether it and the modules around it in its file are `pub`."""
    context: Context


class Include(msgspec.Struct, frozen=True):
    """An `include!(…)`."""

    path: str | None
    """Relative to the file, or to the package's folder if `is_in_package`; None if only a build can tell."""
    is_in_package: bool
    text: str
    """What stands in the parentheses."""
    context: Context


def path_attributes(found: tuple[Attribute, ...]) -> list[tuple[Predicate, str]]:
    """The `#[path]` attributes with their conditions."""
    return [
        (attribute.condition, attribute.string.decode(errors="replace"))
        for attribute in found
        if attribute.path == "path" and attribute.string is not None
    ]


def module_macros(file: SourceFile, locator: Locator) -> Iterator[tuple[str, tuple[Attribute, ...]]]:
    """The macros in whose bodies a file declares a module named by a variable: `mod $name;`, with its attributes."""
    for match in _VARIABLE_MODULE.finditer(file.text):
        name = locator.locate(match.start()).definition_name
        if name is not None:
            yield name, _attributes_before(file, match.start())


def module_folders(file: SourceFile, locator: Locator) -> Iterator[tuple[str, Context]]:
    """The folders, relative to the package's, of which a file declares each file as a module by `automod::dir!`."""
    for match in _FOLDER.finditer(file.text):
        context = locator.locate(match.start())
        if _is_code(context) and context.definition is None:
            yield match[1].decode(errors="replace"), context


def macro_arguments(invocation: Context, file: SourceFile) -> tuple[list[str], Predicate]:
    """The identifiers that a macro invocation gets, and the `cfg` among its tokens."""
    node = next((node for node in reversed(invocation.nodes) if node.type == "macro_invocation"), None)
    tokens = None if node is None else node.children[-1]
    if tokens is None or tokens.type != "token_tree":
        return [], ()
    text = file.slice(tokens)
    condition = _CONDITION.search(text)
    names = [
        file.slice(child).removeprefix(b"r#").decode(errors="replace") for child in tokens.children if child.is_named
    ]
    return names, () if condition is None else predicate.parse(condition[1])


def modules(file: SourceFile, locator: Locator) -> Iterator[ModuleDeclaration]:
    """The modules that a file declares as files of their own."""
    for match in _MODULE.finditer(file.text):
        context = locator.locate(match.start(1))
        if context.definition is not None and not context.is_known:
            continue
        if _is_code(context):
            yield _module(match[1].decode(errors="replace"), context, file, locator)


def includes(file: SourceFile, locator: Locator) -> Iterator[Include]:
    """The files that a file includes, those of macros' bodies among them."""
    names = b"|".join({b"include", *_INCLUDE_AS.findall(file.text)})
    for match in re.finditer(rb"(?<!\w)(?:" + names + rb")" + _INCLUDE, file.text):
        context = locator.locate(match.start())
        if not _is_code(context):
            continue
        if context.definition is not None:
            inside = reversed(locator.locate(match.end() - 1).nodes)
            tree = next((node for node in inside if node.start_byte == match.end() - 1 and node.child_count), None)
            yield _include(b"" if tree is None else file.slice(tree), context)
            continue
        invocation = next((node for node in reversed(context.nodes) if node.type == "macro_invocation"), None)
        tokens = None if invocation is None or invocation.start_byte != match.start() else invocation.children[-1]
        yield _include(b"" if tokens is None else file.slice(tokens), context)


def _include(tokens: bytes, context: Context) -> Include:
    text = " ".join(tokens[1:-1].decode(errors="replace").split())
    if match := _LITERAL.match(tokens):
        return Include(match[1].decode(errors="replace"), is_in_package=False, text=text, context=context)
    if match := _MANIFEST_DIR.search(tokens):
        return Include(match[1].decode(errors="replace").lstrip("/"), is_in_package=True, text=text, context=context)
    return Include(None, is_in_package=False, text=text, context=context)


def _is_code(context: Context) -> bool:
    """Whether the place is neither comment nor string nor macro pattern."""
    types = {node.type for node in context.nodes}
    return not context.is_pattern and not types & {
        "line_comment",
        "block_comment",
        "string_literal",
        "raw_string_literal",
    }


def _module(name: str, context: Context, file: SourceFile, locator: Locator) -> ModuleDeclaration:
    inline: list[InlineModule] = []
    own: tuple[Attribute, ...] = ()
    is_public = True
    parent: Node | None = None
    for node in context.nodes:
        if node.type == "mod_item":
            is_public = is_public and any(
                child.type == "visibility_modifier" and file.slice(child).strip() == b"pub" for child in node.children
            )
            found = () if parent is None else locator.attributes_of(parent, node)
            body = node.child_by_field_name("body")
            if body is None:
                own = found
            else:
                label = node.child_by_field_name("name")
                inner = attributes_inside(body, file)
                inline.append(InlineModule("" if label is None else _name(file, label), found + inner))
        parent = node
    if "mod_item" not in (node.type for node in context.nodes[-2:]):
        own = _attributes_before(file, max(0, file.text.rfind(b"mod", 0, context.leaf.start_byte)))
    return ModuleDeclaration(name, own, tuple(inline), is_public, context)


def _attributes_before(file: SourceFile, offset: int) -> tuple[Attribute, ...]:
    """The attributes among the tokens before a `mod` that the grammar does not see as an item."""
    match = _ATTRIBUTES_BEFORE.search(file.text[max(0, offset - 500) : offset])
    texts = [] if match is None else _ATTRIBUTE.findall(match[0])
    return tuple(attribute for text in texts for attribute in attributes.parse(text))


def attributes_inside(body: Node, file: SourceFile) -> tuple[Attribute, ...]:
    """The inner attributes at the start of a module's body."""
    return tuple(
        attribute
        for child in body.children
        if child.type == "inner_attribute_item"
        for attribute in attributes.parse(file.slice(child))
    )


def _name(file: SourceFile, node: Node) -> str:
    return file.slice(node).removeprefix(b"r#").decode(errors="replace")
