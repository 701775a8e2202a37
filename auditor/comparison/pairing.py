"""Which of the old are which of the new: the closest likeness first, then what is left by weaker ones."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

Likeness = tuple[int, ...]
"""How alike two things are: the greater the more."""


class Pairing(NamedTuple):
    """Positions in the two sequences."""

    both: list[tuple[int, int]]
    """In the order of the new."""
    gone: list[int]
    come: list[int]


def paired(before: Sequence[Sequence[Hashable]], after: Sequence[Sequence[Hashable]]) -> Pairing:
    """Pair things by their keys, the strongest first; those alike are paired in order. A None pairs with nothing.

    All have the same number of keys. Exchanging the two sides exchanges the answer.
    """
    mate: dict[int, int] = {}
    gone, come = list(range(len(before))), list(range(len(after)))
    for strength in range(min((len(keys) for keys in (*before, *after)), default=0)):
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for old in gone:
            if before[old][strength] is not None:
                waiting[before[old][strength]].append(old)
        for new in come:
            alike = waiting.get(after[new][strength])
            if alike:
                mate[new] = alike.popleft()
        paired_already = set(mate.values())
        gone = [old for old in gone if old not in paired_already]
        come = [new for new in come if new not in mate]
    return Pairing([(mate[new], new) for new in sorted(mate)], gone, come)


def closest(candidates: Iterable[tuple[Likeness, int, int]], pairing: Pairing) -> Pairing:
    """Pair what is left, too: of the candidates (how alike, which old, which new) the most alike first."""
    mate = {new: old for old, new in pairing.both}
    gone, come = set(pairing.gone), set(pairing.come)
    for _, old, new in sorted(candidates, key=_closeness, reverse=True):
        if old in gone and new in come:
            mate[new] = old
            gone.remove(old)
            come.remove(new)
    return Pairing([(mate[new], new) for new in sorted(mate)], sorted(gone), sorted(come))


def _closeness(candidate: tuple[Likeness, int, int]) -> tuple[Likeness, int, int]:
    """Beyond likeness by position, the same whichever side is which."""
    likeness, old, new = candidate
    return likeness, -(old + new), -abs(old - new)
