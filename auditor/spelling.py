"""What was perhaps meant by a word that is none of those that are known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, most: int = 1) -> list[str]:
    """The known words that are nearest, the nearest first; none if none is near."""
    spelled = {one.lower().replace("_", "-"): one for one in known}
    wanted = word.strip().lower().replace("_", "-")
    near = [spelled[one] for one in difflib.get_close_matches(wanted, spelled, n=most, cutoff=0.6)]
    near += [one for text, one in spelled.items() if wanted and wanted in text and one not in near]
    return near[:most]


def hint(word: str, known: Iterable[str]) -> str:
    """The nearest one as a question, else all there are."""
    names = list(known)
    near = nearest(word, names)
    return f"did you mean `{near[0]}`?" if near else f"choose from {', '.join(names)}"
