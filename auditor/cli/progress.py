"""A progress line on a terminal for work that takes longer than half a second."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

DELAY = 0.5
"""Seconds before the line appears."""

Say = Callable[[str], None]


@contextmanager
def progress() -> Iterator[Say]:
    """Give a function that takes what is being done; its latest word is shown on standard error."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _: None
        return
    line = _Line()
    timer = threading.Timer(DELAY, line.appear)
    timer.daemon = True
    timer.start()
    try:
        yield line.say
    finally:
        timer.cancel()
        line.vanish()


class _Line:
    """One line that is rewritten in place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._text = ""
        self._is_shown = False

    def say(self, text: str) -> None:
        """Take the latest word."""
        with self._lock:
            self._text = text
            self._draw()

    def appear(self) -> None:
        """Show the line from now on."""
        with self._lock:
            self._is_shown = True
            self._draw()

    def vanish(self) -> None:
        """Leave no trace of it."""
        with self._lock:
            if self._is_shown:
                sys.stderr.write("\r\x1b[2K")
                sys.stderr.flush()
            self._is_shown = False

    def _draw(self) -> None:
        if self._is_shown:
            sys.stderr.write(f"\r\x1b[2K{self._text[:78]} ")
            sys.stderr.flush()
