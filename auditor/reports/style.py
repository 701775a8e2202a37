"""How a report for a terminal may look."""

from __future__ import annotations

from typing import NamedTuple


class Style(NamedTuple):
    """What the output can show."""

    color: bool = False
    width: int = 80
    """Columns."""
    signs: bool = True
    """Whether the output's encoding has our arrows and lines; else they become ASCII."""
