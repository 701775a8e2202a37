"""Recognise a macro of the package's own that throws its tokens away: `macro_rules! skip { ($($t:tt)*) => {} }`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.sources import macro_variables
from auditor.sources.files import SourceFile

_VARIABLE = re.compile(rb"\$(?!crate\b)")


def drops_all(definitions: Iterable[tuple[SourceFile, int]]) -> bool:
    """Whether every definition of a macro transcribes nothing of what it is given, whichever of its rules applies.

    `definitions` are the files and places of the macro; with none of them the answer is no.
    """
    found = [list(_right_sides(file, offset)) for file, offset in definitions]
    return bool(found) and all(sides and not any(map(_VARIABLE.search, sides)) for sides in found)


def _right_sides(file: SourceFile, offset: int) -> Iterator[bytes]:
    """What the rules of the macro defined at `offset` write; nothing where it cannot be read."""
    definition = macro_variables.definition_at(file, offset)
    for rule in definition.children if definition is not None else ():
        right = rule.child_by_field_name("right") if rule.type == "macro_rule" else None
        if right is not None:
            yield file.slice(right)
