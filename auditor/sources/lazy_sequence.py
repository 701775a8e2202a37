"""A sequence that is worked out only as far as somebody reads it, and kept for the next reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class LazySequence(Generic[Item]):
    """The items of an iterator; any number of readers may begin anew, also while another one is under way."""

    def __init__(self, source: Iterator[Item]) -> None:
        self._source = source
        self._items: list[Item] = []

    def __iter__(self) -> Iterator[Item]:
        """The items from the first on."""
        position = 0
        while True:
            if position == len(self._items) and not self._advance():
                return
            yield self._items[position]
            position += 1

    def _advance(self) -> bool:
        for item in self._source:
            self._items.append(item)
            return True
        return False
