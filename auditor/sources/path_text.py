"""Tell from the text around an identifier which part of a path it is: the same in code and among a macro's tokens."""

from __future__ import annotations

import re

_GAP = rb"(?:\s|//[^\n]*\n|/\*.*?\*/)*"
_AFTER_SEPARATOR = re.compile(_GAP + rb"::" + _GAP + rb"(?!<|\s)", re.DOTALL)
_SEPARATOR_BEFORE = re.compile(rb"(\S?)\s*::\s*\Z")
_LAST_WORD = re.compile(rb"('?)([\w$]+)\Z")
_PATH_BEFORE = re.compile(rb"(?<![\w:$>])((?:(?:r#)?[a-z_]\w*\s*::\s*)+)(?:r#)?\Z")
_PATH_AFTER = re.compile(rb"(?:\s*::\s*(?:r#)?\w+)+")
_NO_ITEM = re.compile(rb"\s*(?:::\s*[^{\s]|[.!?)\]])")
_KEYWORD_LIST = b"""
    as async box break const dyn else for if impl in let match move mut pub ref return unsafe use where while yield
"""
_KEYWORDS = frozenset(_KEYWORD_LIST.split())
"""Words behind which `::name` begins a path instead of going on with one."""


def path_head(text: bytes, start: int, end: int) -> bool | None:
    """Whether an identifier begins a path of several segments.

    True behind a leading `::`, False without one, None if it begins no such path.
    """
    if not _AFTER_SEPARATOR.match(text, end):
        return None
    before = text[max(0, start - 80) : start].removesuffix(b"r#")
    separator = _SEPARATOR_BEFORE.search(before)
    if separator is None:
        return None if is_part_of_other(before) else False
    word = _LAST_WORD.search(before[: separator.end(1)])
    if word is not None:
        return True if word[1] or word[2] in _KEYWORDS else None
    return None if separator[1] in (b">", b"]") else True


def is_part_of_other(before: bytes) -> bool:
    """Whether what follows the given text is a field, a method, a lifetime or a macro's variable."""
    stripped = before.rstrip()
    return stripped.endswith((b"$", b"'")) or (stripped.endswith(b".") and not stripped.endswith(b".."))


def segments_around(text: bytes, start: int, end: int, *, is_type: bool) -> tuple[str, ...] | None:
    """For a later segment of a path: the path's first segment, and those behind the identifier.

    None if it is no later segment, or can be neither module nor type (`is_type` says that the last one is).
    """
    before = _PATH_BEFORE.search(text[max(0, start - 300) : start])
    if before is None:
        return None
    after = _PATH_AFTER.match(text, end)
    rest = re.findall(rb"\w+", after[0]) if after is not None else []
    if not rest and not is_type:
        return None
    first = re.split(rb"\s*::", before[1])[0].removeprefix(b"r#")
    return tuple(word.decode(errors="replace") for word in (first, *rest))


def may_be_item(text: bytes, end: int) -> bool:
    """Whether the identifier that ends at `end` may declare or import an item: what follows rules out most."""
    return _NO_ITEM.match(text, end) is None
