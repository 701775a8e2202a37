"""Sentences of findings as pieces: text, and code where they have `backticks`."""

from __future__ import annotations

import re

from auditor.reports.html.view import Prose, Span

_CODE = re.compile(r"(`[^`]+`)")


def prose(text: str) -> Prose:
    """The pieces of a sentence, in order."""
    return tuple(_span(piece) for piece in _CODE.split(text) if piece)


def _span(piece: str) -> Span:
    is_code = len(piece) > 2 and piece[0] == piece[-1] == "`"
    return Span(piece[1:-1] if is_code else piece, is_code)
