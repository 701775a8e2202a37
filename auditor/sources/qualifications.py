"""Tell whether a path could be written shorter than from a given segment on: rustc then never looks at that segment."""

from __future__ import annotations

import re

from auditor.sources import path_text
from auditor.sources.cfg import FAILS, HOLDS, Truth, Verdict
from auditor.sources.mentions import Kind
from auditor.sources.unit_view import Place, UnitView

_PRELUDE_LIST = """
    Option Some None Result Ok Err Vec String Box ToString ToOwned Iterator IntoIterator Extend
    DoubleEndedIterator ExactSizeIterator FromIterator Default Clone Copy Send Sync Sized Drop Fn FnMut FnOnce
    From Into TryFrom TryInto AsRef AsMut PartialEq Eq PartialOrd Ord Debug Hash drop Unpin Future IntoFuture
    size_of size_of_val align_of
"""
_PRELUDE = frozenset(_PRELUDE_LIST.split())
_STANDARD = ("std", "core", "alloc")


def shorter_path(view: UnitView, place: Place) -> Verdict:
    """Whether one of the segments behind the place is in scope there and is what the path names.

    Unknown where an import or a glob import may have brought it.
    """
    first, *later = place.mention.later
    before = place.reached.file.text[place.mention.offset : place.mention.context.leaf.end_byte].decode(
        errors="replace"
    )
    doubt = _type_doubt(view, place)
    for segment in later:
        if segment in _PRELUDE and first in _STANDARD:
            return HOLDS
        if segment in _PRELUDE or _is_in_scope(view, place, segment, before):
            doubt = Verdict(Truth.UNKNOWN, guess=True, reason=f"the path that it is in may be shortened to `{segment}`")
        before = segment
    if doubt.truth is Truth.FALSE and later and _has_glob(view, place):
        return Verdict(
            Truth.UNKNOWN, guess=False, reason="a glob import may make the path that it is in needlessly long"
        )
    return doubt


def _type_doubt(view: UnitView, place: Place) -> Verdict:
    """Whether what stands before a variant is no enum: behind `Self`, an alias or a parameter rustc looks later.

    Unknown where no file of the unit declares such an enum, or one declares an alias of that name.
    """
    name = path_text.type_before(place.reached.file.text, place.mention.offset)
    if not name:
        return FAILS
    if name == "Self":
        return HOLDS
    declared = re.compile(rb"\b(enum|type)\s+" + name.encode() + rb"\b")
    words = {match[1] for reached in view.reached for match in declared.finditer(reached.file.text)}
    if words == {b"enum"}:
        return FAILS
    return Verdict(Truth.UNKNOWN, guess=False, reason=f"`{name}`, of which it is a variant, may be no plain enum")


def _is_in_scope(view: UnitView, place: Place, name: str, module: str) -> bool:
    """Whether a scope around the place may have the item `name` of `module`: by a `use`, or as the module's own."""
    if place.module[-1:] == (module,):
        return True
    return any(
        other.mention.kind is Kind.ALIAS and other.mention.scopes and other.mention.scopes[0] in place.mention.scopes
        for other in view.items_in(place.reached, name)
    )


def _has_glob(view: UnitView, place: Place) -> bool:
    """Whether a glob import stands in a scope around the place."""
    return any(
        glob.scopes[0] in place.mention.scopes and view.verdict(place.reached, glob.context).truth is not Truth.FALSE
        for glob in view.sources.globs(place.reached.file)
    )
