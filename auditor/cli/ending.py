"""Signals that end the program end it in order: what was started is stopped, what lies about is removed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")


class Ended(KeyboardInterrupt):
    """A signal that asks the program to end."""

    def __init__(self, number: int) -> None:
        """Keep the signal's number."""
        super().__init__()
        self.number = number


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Take the signals that end programs like an interrupt, so that nothing goes on and nothing is left behind."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise Ended(number)

    before = {name: signal.signal(getattr(signal, name), end) for name in _ENDING if hasattr(signal, name)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
