"""See at a glance that a file names a crate: most names are settled here, and most files need no second look."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.source import Reference
from auditor.sources import classification, judgement
from auditor.sources.cfg import FAILS, Truth
from auditor.sources.files import SourceFile
from auditor.sources.mentions import Kind, Mention
from auditor.sources.modules import ReachedFile
from auditor.sources.unit_view import UnitView

MAX_LOOKS = 8
"""How many places of a name are looked at in one file."""

_DECIDING = (Kind.EXTERN_CRATE, Kind.IMPORT, Kind.EARLY, Kind.ABSOLUTE)


def names_certainly(view: UnitView, reached: ReachedFile, name: str) -> bool:
    """Whether a file names the crate beyond doubt. False says nothing: only the plainest places count here."""
    if reached.verdict.truth is not Truth.TRUE or view.takes_over(name):
        return False
    for offset in _likely_places(reached.file, name.encode()):
        context = view.sources.locator(reached.file).locate(offset)
        if context.definition is not None:
            continue
        mention = classification.classify(reached.file.text, name.encode(), offset, context)
        if mention is None or mention.kind not in _DECIDING or _is_no_link(mention):
            continue
        verdict = view.verdict(reached, context)  # only now: an attribute's own condition comes with the mention
        if verdict.truth is Truth.TRUE and judgement.judge(mention, verdict, FAILS, view).reference is Reference.NAMED:
            return True
    return False


def _likely_places(file: SourceFile, name: bytes) -> Iterator[int]:
    """Where the name stands behind `use` or `extern crate`."""
    found = 0
    for offset in file.find(name):
        before = file.text[max(0, offset - 40) : offset].rstrip(b" \t\r\n:#r")
        if before.endswith((b"use", b"crate")):
            found += 1
            yield offset
        if found >= MAX_LOOKS:
            return


def _is_no_link(mention: Mention) -> bool:
    return any(attribute.path == "no_link" for attribute in mention.context.attributes)
