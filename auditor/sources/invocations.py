"""Find where a file invokes a macro of a given name, or hands the macro's name to another macro."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.sources.context import NO_CODE, Context, Locator
from auditor.sources.files import SourceFile

_RENAMED = re.compile(rb"\s+as\s")
_BANG = re.compile(rb"\s*!(?!=)")


@dataclass(frozen=True, slots=True)
class Invocation:
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
