"""Which of the old are which of the new: the closest likeness first, then what is left by weaker ones."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from typing import NamedTuple


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
