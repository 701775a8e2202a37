"""A new file beside an old one, to be put in its place in one step."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from auditor import there


def write(path: Path, content: bytes, *, is_synced: bool = False) -> Path:
    """Write a file in the folder of another one, with that one's mode, or that of any new file where it is none.

    `is_synced` says that it is to be on the disk when this returns. A link counts as no file. Raises OSError if it
    cannot be written; nothing is left of it then.
    """
    handle, name = tempfile.mkstemp(prefix=".dynaudit-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if is_synced:
                file.flush()
                os.fsync(file.fileno())
        is_plain = there.is_file(path) and not path.is_symlink()
        temporary.chmod(path.stat().st_mode & 0o7777 if is_plain else 0o666 & ~_mask())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _mask() -> int:
    """The process's mask: a temporary file is private, and is to be as readable as any new file."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
