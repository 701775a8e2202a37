"""Find where a file mentions a name, and tell what each place means to rustc's name resolution."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from auditor.sources import attributes, import_trees
from auditor.sources.attributes import Attribute
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


@dataclass(frozen=True, slots=True)
class Mention:
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


_IDENTIFIERS = ("identifier", "type_identifier", "field_identifier", "shorthand_field_identifier")
_AFTER_SEPARATOR = re.compile(rb"(?:\s|//[^\n]*\n|/\*.*?\*/)*::(?:\s|//[^\n]*\n|/\*.*?\*/)*(?!<|\s)", re.DOTALL)
_SEPARATOR_BEFORE = re.compile(rb"(\S?)\s*::\s*(?:r#)?\Z")
_PATH_BEFORE = re.compile(rb"(?<![\w:$>])((?:(?:r#)?[a-z_]\w*\s*::\s*)+)(?:r#)?\Z")
_PATH_AFTER = re.compile(rb"(?:\s*::\s*(?:r#)?\w+)+")
_NO_ITEM = re.compile(rb"\s*(?:::\s*[^{\s]|[.!?)\]])")
_DECLARES_BEFORE = re.compile(rb"\b(?:mod|struct|enum|union|trait|type|as)\Z")
_IMPORTS_BEFORE = re.compile(rb"\buse\s[^;]*(?:::|[{,])\s*\Z")
_ENDS_IMPORT = (b";", b",", b"}")
_DECLARING = {
    "mod_item", "struct_item", "enum_item", "union_item", "trait_item", "type_item", "trait_alias",
    "type_parameter", "const_parameter", "foreign_mod_item",
}  # fmt: skip
_NOT_PATHS = {b"crate", b"self", b"super", b"Self"}
_KEYWORDS = set(
    b"return in as else match mut ref dyn impl for where move box break yield use if while unsafe async".split()
)
_BUILTIN_ATTRIBUTES = frozenset(
    [
        "allow",
        "warn",
        "deny",
        "forbid",
        "expect",
        "cfg",
        "cfg_attr",
        "deprecated",
        "must_use",
        "inline",
        "cold",
        "no_mangle",
        "link",
        "link_name",
        "repr",
        "path",
        "doc",
        "feature",
        "target_feature",
        "derive",
        "test",
        "ignore",
        "should_panic",
        "macro_use",
        "macro_export",
        "automatically_derived",
        "proc_macro",
        "proc_macro_derive",
        "proc_macro_attribute",
        "non_exhaustive",
        "export_name",
        "link_section",
        "used",
        "track_caller",
        "no_std",
        "no_main",
        "rustfmt",
        "clippy",
    ]
)
_TOOLS = frozenset({"rustfmt", "clippy", "diagnostic", "rustdoc", "miri"})


def classify(text: bytes, offset: int, context: Context) -> Mention | None:
    """What the identifier at `offset` means there; None if it has nothing to do with crates."""
    if not context.is_known:
        return Mention(Kind.LATE, offset, context, (), is_certain=False)
    leaf = context.leaf
    scopes = scopes_of(context)
    kinds = {node.type for node in context.nodes}
    if kinds & {"line_comment", "block_comment"}:
        return Mention(Kind.DOC, offset, context, scopes) if _is_doc_comment(context) else None
    if kinds & {"string_literal", "raw_string_literal"}:
        return _string(text, offset, context, scopes)
    if leaf.type not in _IDENTIFIERS or text[max(0, offset - 1) : offset] in (b"$", b"'"):
        return None
    if "token_tree" in kinds or "token_tree_pattern" in kinds:
        return _token(text, offset, context, scopes, kinds)
    if "extern_crate_declaration" in kinds:
        return _extern_crate(offset, context, scopes)
    if "use_declaration" in kinds:
        return _import(text, offset, context, scopes)
    return _plain(text, offset, context, scopes, kinds)


def may_be_item(text: bytes, end: int) -> bool:
    """Whether the identifier that ends at `end` may be one of `ITEMS`, by what follows: a quick look that rules out most."""
    return _NO_ITEM.match(text, end) is None


def _plain(text: bytes, offset: int, context: Context, scopes: tuple[Scope, ...], kinds: set[str]) -> Mention | None:
    """A place in ordinary code."""
    parent = context.nodes[-2]
    if parent.type in _DECLARING and parent.child_by_field_name("name") == context.leaf:
        own = (parent.start_byte, parent.end_byte)
        return Mention(Kind.DECLARATION, offset, context, tuple(scope for scope in scopes if scope != own))
    if "visibility_modifier" in kinds:
        return None
    head = path_head(text, offset, context.leaf.end_byte)
    if head is None:
        is_path = "attribute" in kinds or _is_macro_path(context)
        segments = None if is_path else _segments(text, offset, context.leaf)
        return None if segments is None else Mention(Kind.SEGMENT, offset, context, scopes, later=segments)
    kind = Kind.ABSOLUTE if head else Kind.LATE
    if kind is Kind.LATE and ("attribute" in kinds or _is_macro_path(context)):
        kind = Kind.EARLY
    return Mention(kind, offset, context, scopes, is_certain=not context.is_broken)


def path_head(text: bytes, start: int, end: int) -> bool | None:
    """Whether the identifier begins a path of several segments: True behind a leading `::`, False without, None if it does not."""
    if not _AFTER_SEPARATOR.match(text, end):
        return None
    before = text[max(0, start - 80) : start]
    if before.rstrip().endswith(b"r#"):
        before = before.rstrip()[:-2]
    match = _SEPARATOR_BEFORE.search(before)
    if match is None:
        stripped = before.rstrip()
        return (
            None
            if stripped.endswith((b"$", b"'")) or (stripped.endswith(b".") and not stripped.endswith(b".."))
            else False
        )
    word = re.search(rb"([\w$]+)\Z", before[: match.end(1)])
    if word is not None:
        return True if word[1] in _KEYWORDS else None
    return None if match[1] in (b">", b"]", b")", b"}") and match[1] != b"}" and match[1] != b")" else True


def _segments(text: bytes, start: int, leaf: Node) -> tuple[str, ...] | None:
    """The first segment of the path in which a name is a later one, and those behind it; None if it is no module or type."""
    near = text[max(0, start - 300) : start]
    before = _PATH_BEFORE.search(near)
    if before is None:
        return None
    after = _PATH_AFTER.match(text, leaf.end_byte)
    rest = re.findall(rb"\w+", after[0]) if after is not None else []
    if not rest and leaf.type != "type_identifier":
        return None
    first = re.split(rb"\s*::", before[1])[0].removeprefix(b"r#")
    return tuple(word.decode(errors="replace") for word in (first, *rest))


def _is_macro_path(context: Context) -> bool:
    """Whether the leaf is in the path of a `path::name!(…)`."""
    for above, node in zip(context.nodes, context.nodes[1:], strict=False):
        if above.type == "macro_invocation":
            return above.child_by_field_name("macro") == node
    return False


def _token(text: bytes, offset: int, context: Context, scopes: tuple[Scope, ...], kinds: set[str]) -> Mention | None:
    """A place among tokens: of a macro invocation, a macro's definition or an attribute."""
    end = context.leaf.end_byte
    head = path_head(text, offset, end)
    attribute = _attribute_around(context, text)
    if attribute is not None:
        return _attribute_token(attribute, head, offset, context, scopes)
    before = text[max(0, offset - 40) : offset].rstrip()
    if _DECLARES_BEFORE.search(before):
        return Mention(Kind.DECLARATION, offset, context, scopes)
    if (
        _IMPORTS_BEFORE.search(text[max(0, offset - 200) : offset])
        and text[end : end + 20].lstrip()[:1] in _ENDS_IMPORT
    ):
        return Mention(Kind.ALIAS, offset, context, scopes)
    if head is not None:
        kind = Kind.ABSOLUTE if head else Kind.LATE
        if head is False and re.search(rb"\buse\s*\Z", text[max(0, offset - 40) : offset]):
            kind = Kind.IMPORT
        return Mention(kind, offset, context, scopes)
    if re.search(rb"\bextern\s+crate\s*\Z", text[max(0, offset - 40) : offset]):
        return Mention(Kind.EXTERN_CRATE, offset, context, scopes)
    if re.search(rb"\buse\s*\Z", text[max(0, offset - 40) : offset]):
        return Mention(Kind.IMPORT, offset, context, scopes)
    segments = _segments(text, offset, context.leaf)
    if segments is not None and "macro_definition" not in kinds:
        return Mention(Kind.SEGMENT, offset, context, scopes, later=segments)
    if before.endswith((b"::", b"'", b"$")) or (before.endswith(b".") and not before.endswith(b"..")):
        return None
    return Mention(Kind.TOKEN, offset, context, scopes) if "macro_definition" not in kinds else None


def _attribute_around(context: Context, text: bytes) -> Attribute | None:
    """The attribute in whose arguments or value the leaf is; of those in a `cfg_attr` the first that holds its text."""
    for node in context.nodes:
        if node.type in ("attribute_item", "inner_attribute_item"):
            parsed = attributes.parse(text[node.start_byte : node.end_byte])
            leaf = text[context.leaf.start_byte : context.leaf.end_byte]
            holding = [one for one in parsed if leaf in one.arguments or leaf in one.value or leaf in one.path.encode()]
            return (holding or [Attribute("cfg", b"", b"", ())])[0]
    return None


def _is_builtin(attribute: Attribute) -> bool:
    return attribute.path in _BUILTIN_ATTRIBUTES or attribute.path.partition("::")[0] in _TOOLS


def _word_at(text: bytes, offset: int) -> bytes:
    match = re.match(rb"(?:r#)?\w+", text[offset : offset + 200])
    return b"" if match is None else match[0]


def _attribute_token(
    attribute: Attribute, head: bool | None, offset: int, context: Context, scopes: tuple[Scope, ...]
) -> Mention | None:
    """A place among an attribute's tokens."""
    if attribute.condition:
        context.conditions.append(attribute.condition)
    is_in_path = attribute.path.partition("::")[0].encode() == context.leaf.text
    if attribute.path == "derive" or (head is not None and is_in_path):
        return None if head is None else Mention(Kind.ABSOLUTE if head else Kind.EARLY, offset, context, scopes)
    if _is_builtin(attribute):
        return None
    context.macros.append(f"#[{attribute.path}]")
    if head is None:
        return Mention(Kind.TOKEN, offset, context, scopes)
    return Mention(Kind.ABSOLUTE if head else Kind.LATE, offset, context, scopes)


def _string(text: bytes, offset: int, context: Context, scopes: tuple[Scope, ...]) -> Mention | None:
    """A place in a string: only attribute macros, derives and documentation read those."""
    attribute = _attribute_around(context, text)
    if attribute is None:
        return None
    if attribute.condition:
        context.conditions.append(attribute.condition)
    if attribute.path == "doc":
        return Mention(Kind.DOC, offset, context, scopes)
    is_path = path_head(text, offset, offset + len(_word_at(text, offset))) is not None
    begins = text[offset - 1 : offset] in (b'"', b":") or is_path
    if _is_builtin(attribute) or not begins or text[offset - 3 : offset - 1].isalnum():
        return None
    return Mention(Kind.STRING, offset, context, scopes)


def _extern_crate(offset: int, context: Context, scopes: tuple[Scope, ...]) -> Mention | None:
    declaration = next(node for node in context.nodes if node.type == "extern_crate_declaration")
    if declaration.child_by_field_name("alias") == context.leaf:
        return Mention(Kind.CRATE_ALIAS, offset, context, scopes, is_renamed=True)
    return Mention(Kind.EXTERN_CRATE, offset, context, scopes)


def _import(text: bytes, offset: int, context: Context, scopes: tuple[Scope, ...]) -> Mention | None:
    place = import_trees.place(context.nodes, text)
    match place:
        case import_trees.Place.HEAD:
            return Mention(Kind.IMPORT, offset, context, scopes)
        case import_trees.Place.ABSOLUTE_HEAD:
            return Mention(Kind.ABSOLUTE, offset, context, scopes)
        case import_trees.Place.IMPORTED | import_trees.Place.ALIAS:
            return Mention(Kind.ALIAS, offset, context, scopes, is_renamed=place is import_trees.Place.ALIAS)
        case import_trees.Place.SEGMENT:
            return None


def _is_doc_comment(context: Context) -> bool:
    comment = next((node for node in context.nodes if node.type in ("line_comment", "block_comment")), None)
    return comment is not None and comment.child_by_field_name("doc") is not None


def scopes_of(context: Context) -> tuple[Scope, ...]:
    """The scopes around the leaf, innermost first, up to the module's own."""
    found: list[Scope] = []
    nodes = context.nodes
    for index, node in enumerate(nodes):
        if node.type == "source_file" and index == 0:
            found = [(0, 0)]
        elif node.type == "declaration_list" and nodes[index - 1].type == "mod_item":
            found = [(node.start_byte, node.end_byte)]
        elif (node.type == "block" and not _is_fragment_body(nodes, index)) or node.type in (
            "function_item",
            "impl_item",
            "struct_item",
            "enum_item",
            "trait_item",
            "type_item",
        ):
            found.append((node.start_byte, node.end_byte))
    return tuple(reversed(found))


def _is_fragment_body(nodes: list[Node], index: int) -> bool:
    """Whether the block is no block of the source but the braces of a macro's branch."""
    return index > 2 and nodes[index - 2].type == "source_file"
