"""From where an item can be seen: `pub`, `pub(crate)`, `pub(super)`, `pub(in path)`, or from its own module only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from auditor.sources.context import Context
from auditor.sources.files import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

_RESTRICTED = re.compile(rb"(?:pub\s*\(\s*(?:in\s+)?([^)]*)\)|(crate))\Z")
_DECLARING = ("_item", "_declaration", "use_declaration")
ModulePath = tuple[str, ...]


def scope(file: SourceFile, context: Context, module: ModulePath) -> ModulePath:
    """The module from which the item at a place can be seen, with all below it; the empty path is everywhere.

    `module` is the one that holds the item. A restriction that is not understood counts as none.
    """
    item = next((node for node in reversed(context.nodes) if node.type.endswith(_DECLARING)), None)
    modifier = None if item is None else _modifier(item)
    if modifier is None:
        return module
    restricted = _RESTRICTED.match(file.slice(modifier).strip())
    if restricted is None or restricted[2] is not None:
        return ()
    segments = re.sub(rb"\s|r#", b"", restricted[1]).decode(errors="replace").split("::")
    if segments[0] == "crate":
        return tuple(segments[1:])
    found = module
    for number, segment in enumerate(segments):
        match segment:
            case "self" if number == 0:
                continue
            case "super":
                found = found[:-1]
            case _:
                return tuple(segments) if number == 0 else (*found, *segments[number:])
    return found


def is_seen(item: ModulePath, viewers: Iterable[ModulePath]) -> bool:
    """Whether what can be seen from one module can be seen from all of some others."""
    return all(viewer[: len(item)] == item for viewer in viewers)


def _modifier(item: Node) -> Node | None:
    return next((child for child in item.children if child.type == "visibility_modifier"), None)
