"""A folder for one build that leaves no trace, whatever happens."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.errors import AuditorError


@contextmanager
def private_folder(*, keeps: bool = False) -> Iterator[Path]:
    """A new folder that is removed at the end, unless `keeps`. Raises AuditorError where none can be made.

    An interrupt gets a note with the folder that is kept.
    """
    try:
        root = Path(tempfile.mkdtemp(prefix="dynaudit-")).resolve()
    except OSError as error:
        raise no_room(Path(os.environ.get("TMPDIR", os.sep + "tmp")), error) from error
    try:
        yield root
    except KeyboardInterrupt as interrupt:
        if keeps:
            interrupt.add_note(str(root))
        raise
    finally:
        if not keeps:
            shutil.rmtree(root, ignore_errors=True)


def no_room(path: Path, error: OSError) -> AuditorError:
    """What to say where nothing can be written."""
    return AuditorError(
        f"no files can be written for the build: {error.strerror or error}",
        hint="name a folder with room by TMPDIR",
        path=path,
    )
