"""Write what a remedy changes: all files or none, none that has changes which git does not know."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from auditor import beside, there
from auditor.audit import AuditRequest
from auditor.errors import AuditorError
from auditor.fix.remedy import Edit
from auditor.git.repository import open_repository

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGTSTP")


def require_clean(made: Sequence[Edit], request: AuditRequest, root: Path) -> None:
    """Raise AuditorError if a file that is there has content that git could not bring back; without git all is well."""
    paths = [edit.path for edit in made if edit.before is not None]
    try:
        repository = open_repository(root, request.cwd, request.environment)
    except AuditorError:
        return
    unsaved = repository.unsaved(paths)
    if unsaved:
        shown = ", ".join(str(path) for path in unsaved)
        raise AuditorError(
            f"these files have changes that are not committed: {shown}", hint="commit them, or add --allow-dirty"
        )


def apply(made: Sequence[Edit]) -> None:
    """Write all files. Raises AuditorError if one cannot be written or is not what it was; then none is changed.

    Everything is written beside its place first; putting it there is short, and no signal comes between.
    """
    for edit in made:
        _require_plain(edit)
    written: list[tuple[Edit, Path]] = []
    folders: list[Path] = []
    try:
        for edit in made:
            folders += _make_folder(edit.path.parent)
            written.append((edit, _write_beside(edit.path, edit.after)))
        with _undisturbed():
            _put_in_place(written)
    except BaseException as error:
        for _, temporary in written:
            temporary.unlink(missing_ok=True)
        for folder in reversed(folders):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            named = None if error.filename is None else Path(os.fsdecode(error.filename))
            raise AuditorError(
                f"the change cannot be written: {error.strerror or error}",
                hint="nothing was changed; make room, or the folder writable",
                path=named,
            ) from error
        raise


def _put_in_place(written: Sequence[tuple[Edit, Path]]) -> None:
    """Put each file in its place; if that fails with one, those before it become again what they were."""
    done: list[Edit] = []
    try:
        for edit, temporary in written:
            temporary.replace(edit.path)
            done.append(edit)
    except OSError:
        for edit in done:
            if edit.before is None:
                edit.path.unlink(missing_ok=True)
            else:
                _write_beside(edit.path, edit.before).replace(edit.path)
        raise


def _write_beside(path: Path, content: str) -> Path:
    return beside.write(path, content.encode(), is_synced=True)


def _require_plain(edit: Edit) -> None:
    """Raise AuditorError if a file is a link, or not what it was when the change was tried."""
    if any(folder.is_symlink() for folder in (edit.path, edit.path.parent)):
        raise AuditorError("this is a link, which is not followed", path=edit.path, hint="make the change by hand")
    try:
        now = edit.path.read_bytes().decode() if os.path.lexists(edit.path) else None
    except (OSError, UnicodeDecodeError):
        now = None
    if now != edit.before:
        raise AuditorError("the file was changed meanwhile", path=edit.path, hint="run the command again")


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder with those above it; returns those that were made."""
    if there.is_dir(folder):
        return []
    made = _make_folder(folder.parent)
    folder.mkdir()
    return [*made, folder]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep signals back until it is done."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    kept = {getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, kept)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
