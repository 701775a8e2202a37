"""Whether something is there. Nothing is raised: what cannot be found out, as of a name that is too long, is not there.

`Path.is_file` and its like raise for names that no file can have, and these come from manifests and command lines.
"""

from __future__ import annotations

import os
from pathlib import Path


def exists(path: Path) -> bool:
    """Whether a path leads to something."""
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path) -> bool:
    """Whether it leads to a plain file."""
    return os.path.isfile(path)  # noqa: PTH113


def is_dir(path: Path) -> bool:
    """Whether it leads to a folder."""
    return os.path.isdir(path)  # noqa: PTH112
