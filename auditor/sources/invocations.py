"""Find where a file invokes a macro of a given name, or hands the macro's name to another macro."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from auditor.sources.context import NO_CODE, Context, Locator
from auditor.sources.files import SourceFile

_COMMENT = re.compile(rb"^[ \t]*//[^\n]*", re.MULTILINE)
_ANY_RENAMED = re.compile(rb"\b(\w+)\s+as\s+\w+\s*[,;}]")
_ANY_BANG = re.compile(rb"\b(\w+)\s*!\s*[(\[{]")
_ATTRIBUTE = re.compile(rb"#\s*!?\s*\[([^\]]*)\]")
_DERIVED = re.compile(rb"\bderive\s*\(([^)]*)\)")
_LAST_NAME = re.compile(rb"\b(\w+)\s*(?:,|\Z)")
_ATTRIBUTE_NAME = re.compile(rb"(?:\A|,)\s*((?:\w+\s*::\s*)*)(\w+)")
_BUILTIN = frozenset(b"allow bench cfg cfg_attr deny derive doc expect forbid inline path repr test warn".split())
_RENAMED = re.compile(rb"\s+as\s")
_BANG = re.compile(rb"\s*!(?!=)")


class Invocation(msgspec.Struct, frozen=True):
    """One use of a macro."""

    context: Context
    is_handed_over: bool
    """The name is a token of another macro, which may invoke it, or gets another name by `use`."""


def find(file: SourceFile, locator: Locator, name: str) -> Iterator[Invocation]:
    """The uses of macro `name` in a file, whatever their conditions."""
    for offset in file.find(name.encode()):
        end = offset + len(name.encode())
        is_bang = _BANG.match(file.text, end) is not None
        context = locator.locate(offset)
        types = {node.type for node in context.nodes}
        if types & NO_CODE or context.is_pattern:
            continue
        if is_bang:
            yield Invocation(context, is_handed_over=False)
        elif _is_handed_over(file.text, end, types):
            yield Invocation(context, is_handed_over=True)


def _is_handed_over(text: bytes, end: int, types: set[str]) -> bool:
    """Whether a macro's name that ends at `end` is a macro's token or the `a` of a `use a as b`."""
    if "use_declaration" in types:
        return _RENAMED.match(text, end) is not None
    return "token_tree" in types and not types & {"attribute_item", "inner_attribute_item"}


def macro_names(text: bytes) -> Iterator[str]:
    """The names of all macros, derives and attributes that a file may use, some other words among them."""
    code = _COMMENT.sub(b"", text)
    for match in _ANY_BANG.finditer(code):
        yield match[1].decode(errors="replace")
    for match in _ANY_RENAMED.finditer(code):
        yield match[1].decode(errors="replace")
    for attribute in _ATTRIBUTE.finditer(code):
        for derived in _DERIVED.finditer(attribute[1]):
            yield from (name.decode(errors="replace") for name in _LAST_NAME.findall(derived[1]))
        for path, name in _ATTRIBUTE_NAME.findall(attribute[1]):
            if path or name not in _BUILTIN:
                yield name.decode(errors="replace")
