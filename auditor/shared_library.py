"""What a look at the bytes of a shared library tells, whatever its format."""

from __future__ import annotations

import mmap
from pathlib import Path


def mentions(path: Path, name: str) -> bool:
    """Whether a file contains a name: a shared library holds the names of those it loads as plain text."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(name.encode()) >= 0
    except (OSError, ValueError):
        return False
