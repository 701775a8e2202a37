"""The path of an `include!` in a macro's body, once the macro's variables are replaced by what it is given."""

from __future__ import annotations

import re

from msgspec.structs import replace

from auditor.sources.context import Context
from auditor.sources.declarations import Include
from auditor.sources.files import SourceFile

_STRING = re.compile(rb'"([^"\\]*)"')
_PIECES = re.compile(r'(?:concat\s*!\s*[(\[{])?\s*((?:(?:"[^"\\]*"|\$\w+)[\s,]*)+)[)\]}]?[\s,]*')
_PIECE = re.compile(r'"([^"]*)"|\$\w+')


def expanded(include: Include, strings: list[str]) -> Include:
    """What an `include!` means in a macro that is given some strings; its path is None if that is not clear."""
    pieces = _PIECES.fullmatch(include.text) if include.path is None else None
    if pieces is None or ("$" in include.text and len(strings) != 1):
        return include
    path = _PIECE.sub(lambda piece: strings[0] if piece[1] is None else piece[1], pieces[1])
    return replace(include, path=re.sub(r"\s*,\s*", "", path).strip())


def macro_strings(invocation: Context, file: SourceFile) -> list[str]:
    """The string literals that a macro invocation gets."""
    node = next((node for node in reversed(invocation.nodes) if node.type == "macro_invocation"), None)
    found = [] if node is None else _STRING.findall(file.slice(node.children[-1]))
    return [text.decode(errors="replace") for text in found]
