"""Tell from the text around an identifier which part of a path it is: the same in code and among a macro's tokens."""

from __future__ import annotations

import re

WINDOW = 300
"""How many bytes before a place are looked at, from the line on in which code ends."""
MAX_LINE = 10_000
MAX_LINES = 200
"""How many lines of comments are skipped."""

_GAP = rb"(?:\s|//[^\n]*\n|/\*.*?\*/)*"
_AFTER_SEPARATOR = re.compile(_GAP + rb"::" + _GAP + rb"(?!<|\s)", re.DOTALL)
_SEPARATOR_BEFORE = re.compile(rb"(\S?)\s*(::)\s*\Z")
_LAST_WORD = re.compile(rb"('?)([\w$]+)\Z")
_QUALIFIED_BEFORE = re.compile(rb">\s*::\s*\Z")
"""Behind `<T as Trait>::`."""
_PATH_BEFORE = re.compile(rb"(?<![\w$>])(?<!::)((?:(?:r#)?[a-z_]\w*\s*::\s*)+)(?:r#)?\Z")
_TYPE_BEFORE = re.compile(rb"(?<![\w$>])(?<!::)((?:(?:r#)?\w+\s*::\s*)+)(?:r#)?\Z")
"""The same with segments that look like types: an enum before a variant."""
_LET_BEFORE = re.compile(rb"\blet\s+(?:mut\s+)?\w+\s*:\s*\Z")
_BODY_AFTER = re.compile(_GAP + rb"\{", re.DOTALL)
_PATH_AFTER = re.compile(rb"(?:\s*::\s*(?:r#)?\w+)+")
_NO_ITEM = re.compile(rb"\s*(?:::\s*[^{\s]|[.!?)\]])")
_KEYWORD_LIST = b"""
    as async box break const dyn else for if impl in let match move mut pub ref return unsafe use where while yield
"""
_KEYWORDS = frozenset(_KEYWORD_LIST.split())
"""Words behind which `::name` begins a path instead of going on with one."""


def code_before(text: bytes, start: int) -> bytes:
    """The end of what stands before a place, comments left out: enough to know its neighbours."""
    line_start = text.rfind(b"\n", 0, start) + 1
    first = text[max(line_start, start - WINDOW) : start]
    if first.strip() and b"*/" not in first:
        return text[max(0, start - WINDOW) : start]
    lines = [_without_comments(first)]
    while line_start > 0 and len(lines) < MAX_LINES and not b"".join(lines).strip():
        line_end = line_start - 1
        line_start = text.rfind(b"\n", 0, line_end) + 1
        lines.append(_without_comments(text[line_start : min(line_end, line_start + MAX_LINE)]))
    code = b"\n".join(reversed(lines))
    return text[max(0, line_start - WINDOW) : line_start] + code


def _without_comments(line: bytes) -> bytes:
    """A line, or the part of it that is at hand, as far as it is code."""
    while (end := line.rfind(b"*/")) >= 0 and not line[end + 2 :].strip():
        line = line[: max(line.rfind(b"/*", 0, end), 0)]
    ends = (line.find(marker) for marker in (b"//", b"/*") if marker in line)
    return line[: min(ends, default=len(line))]


def path_head(text: bytes, start: int, end: int) -> bool | None:
    """Whether an identifier begins a path of several segments.

    True behind a leading `::`, False without one, None if it begins no such path.
    """
    if not _AFTER_SEPARATOR.match(text, end):
        return None
    before = code_before(text, start).removesuffix(b"r#")
    separator = _SEPARATOR_BEFORE.search(before)
    if separator is None:
        return None if is_part_of_other(before) else False
    word = _LAST_WORD.search(before[: separator.end(1)])
    if word is not None:
        return True if word[1] or word[2] in _KEYWORDS else None
    is_qualified = separator[1] in (b">", b"]") and separator.end(1) == separator.start(2)
    return None if is_qualified and not before[: separator.end(1)].endswith((b"->", b"=>")) else True


def is_part_of_other(before: bytes) -> bool:
    """Whether what follows the given text is a field, a method, a lifetime or a macro's variable."""
    stripped = before.rstrip()
    return stripped.endswith((b"$", b"'")) or (stripped.endswith(b".") and not stripped.endswith(b".."))


def segments_around(
    text: bytes, start: int, end: int, *, is_type: bool, may_be_variant: bool
) -> tuple[str, ...] | None:
    """For a later segment of a path: the path's first segment, and those behind the identifier.

    None if it is no later segment, or can be neither module, type nor variant (`is_type` says that the last one is,
    `may_be_variant` that it may belong to an enum).
    """
    code = code_before(text, start)
    before = (_TYPE_BEFORE if may_be_variant else _PATH_BEFORE).search(code)
    if before is None and not _QUALIFIED_BEFORE.search(code):
        return None
    after = _PATH_AFTER.match(text, end)
    rest = re.findall(rb"\w+", after[0]) if after is not None else []
    if not rest and not is_type:
        return None
    first = b"" if before is None else re.split(rb"\s*::", before[1])[0].removeprefix(b"r#")
    return tuple(word.decode(errors="replace") for word in (first, *rest))


def may_be_type(text: bytes, start: int, end: int) -> bool:
    """Whether the last segment of a path among tokens may be a type or variant: `E::b {…}`, `x: q::b`."""
    if _BODY_AFTER.match(text, end):
        return True
    before = _TYPE_BEFORE.search(code_before(text, start))
    return before is not None and _LET_BEFORE.search(before.string[: before.start()]) is not None


def type_before(text: bytes, start: int) -> str:
    """The name before the `::` in front of a segment, if it looks like a type: `E` of `E::b {…}`."""
    before = _TYPE_BEFORE.search(code_before(text, start))
    name = b"" if before is None else re.findall(rb"\w+", before[1])[-1]
    return name.decode(errors="replace") if name[:1].isupper() else ""


def may_be_item(text: bytes, end: int) -> bool:
    """Whether the identifier that ends at `end` may declare or import an item: what follows rules out most."""
    return _NO_ITEM.match(text, end) is None
