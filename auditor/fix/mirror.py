"""A project with some files changed, seen at the same place below a private root: what is not changed is linked to.

Folders on the way to a changed file, to the manifest and to the current directory are real; the package around a
changed source file is copied, since neither cargo nor the reading of sources looks into folders behind links.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor import linked, there
from auditor.errors import AuditorError
from auditor.fix.remedy import Edit
from auditor.verify.private_folder import no_room

_NOT_NEEDED = frozenset({".git", "target"})


class Mirror:
    """A private view of a file system: nothing is written but below its root."""

    def __init__(self, root: Path, packages: Iterable[Path], cargo_home: Path) -> None:
        """Take an empty folder, the folders of packages whose sources may be changed, and `CARGO_HOME`."""
        self._root = root
        self._packages = frozenset(packages)
        self._cargo_home = cargo_home.resolve()
        self._real: set[Path] = set()

    def path(self, original: Path) -> Path:
        """Where a file or folder is seen."""
        return self._root / linked.below_anchor(original)

    def show(self, folders: Iterable[Path], edits: Iterable[Edit]) -> None:
        """Make the view: `folders` are to be real, so that programs can stand in them.

        Raises AuditorError if there is no room for it.
        """
        try:
            for folder in folders:
                self._make_real(folder)
            for edit in edits:
                self._write(edit)
        except OSError as error:
            raise no_room(self._root, error) from error

    def _write(self, edit: Edit) -> None:
        package = next((folder for folder in edit.path.parents if folder in self._packages), None)
        if edit.path.suffix == ".rs" and package is not None:
            self._copy(package)
        self._make_real(edit.path.parent)
        place = self.path(edit.path)
        place.unlink(missing_ok=True)
        place.write_bytes(edit.after.encode())

    def _make_real(self, folder: Path) -> None:
        """Make a folder and all above it real, with links to all that is in them."""
        if folder in self._real:
            return
        self._real.add(folder)
        place = self.path(folder)
        if folder != folder.parent:
            self._make_real(folder.parent)
            if place.is_symlink():
                place.unlink()
            place.mkdir(exist_ok=True)
        for entry in linked.entries(folder, self._cargo_home):
            is_left_out = entry.name == ".git" or self._root.is_relative_to(entry)
            if not is_left_out and not os.path.lexists(place / entry.name):
                linked.show(entry, place / entry.name)

    def _copy(self, package: Path) -> None:
        """Make a package real with all that is in it, nested packages and what builds left aside."""
        for folder, folders, names in os.walk(package):
            here = Path(folder)
            if "Cargo.toml" in names and here != package:
                folders.clear()
                continue
            folders[:] = [name for name in folders if name not in _NOT_NEEDED]
            self._make_real(here)
            for name in names:
                copy = self.path(here / name)
                if name.endswith(".rs") and copy.is_symlink():
                    copy.unlink()
                    shutil.copyfile(here / name, copy)


def texts(paths: Iterable[Path]) -> Mapping[Path, str | None]:
    """The contents of files; None where there is none. Raises AuditorError for what is no UTF-8 or cannot be read."""
    found: dict[Path, str | None] = {}
    for path in paths:
        if not os.path.lexists(path):
            found[path] = None
            continue
        if not there.is_file(path):
            raise AuditorError("this is no file", path=path, hint="make the change by hand")
        try:
            found[path] = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise AuditorError(f"the file cannot be read: {error}", path=path, hint="make the change by hand") from None
    return found
