"""A revision as a folder, with around it what lies around the repository: as if it had been checked out in its place.

The folder has the repository's own path below a private root, so that configuration files, toolchain files and path
dependencies outside of the repository are found from it, and so that its paths without the root are the user's own.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from auditor import linked, there
from auditor.errors import AuditorError
from auditor.git.repository import Repository

_LOCK = "Cargo.lock"
_DECIDING = (".cargo/config.toml", ".cargo/config", "rust-toolchain", "rust-toolchain.toml")
"""Files that decide a build and that some projects leave to each user."""


def check_out(repository: Repository, commit: str, root: Path, cargo_home: Path) -> Path:
    """Write the files of a commit below a private folder and return where they are.

    The repository's index, references and working tree stay as they are. Raises AuditorError if git cannot do it.
    """
    place = root / linked.below_anchor(repository.place)
    place.mkdir(parents=True, exist_ok=True)  # it is the root where the repository is all there is
    _surround(repository.place, root, cargo_home.resolve())
    index = root / "index.dynaudit"
    try:
        answer = repository.ask(
            [f"--work-tree={place}", "read-tree", "--reset", "-u", "--no-sparse-checkout", commit],
            cwd=place,
            extra={"GIT_INDEX_FILE": str(index)},
        )
    finally:
        index.unlink(missing_ok=True)
    if answer.status != 0:
        said = next((line.strip() for line in answer.stderr.splitlines() if line.strip()), "no reason given")
        raise AuditorError(
            f"git cannot check out {commit[:12]} into a temporary folder: {said}",
            hint="a disk that is full is helped by another TMPDIR, a damaged repository is told by `git fsck`",
            path=repository.place,
        )
    return place


def take_from_working_tree(repository: Repository, place: Path, folder: Path) -> list[str]:
    """Copy what the revision leaves to each user, and return the names.

    That is a lock file that it does not have, and configuration and toolchain files that git is told to ignore.
    `folder` is where the project lies; files count there and in its parents. Links of the revision are not followed out
    of it.
    """
    if repository.top is None:
        return []
    folders = [one for one in (folder, *folder.parents) if one.is_relative_to(repository.top)]
    deciding = [one / name for one in folders for name in _DECIDING if there.is_file(one / name)]
    wanted = [one / _LOCK for one in folders if there.is_file(one / _LOCK)]
    taken = []
    for path in (*wanted, *repository.ignored(deciding)):
        name = path.relative_to(repository.top)
        copy = place / name
        into = copy.parent.resolve()
        if not os.path.lexists(copy) and into.is_relative_to(place) and there.is_dir(into.parent):
            into.mkdir(exist_ok=True)
            shutil.copyfile(path, copy)
            taken.append(name.as_posix())
    return taken


def _surround(repository: Path, root: Path, cargo_home: Path) -> None:
    """Link what lies around the repository, folder by folder; folders that the root lies in, too, it sees anyway."""
    way = repository.name
    for folder in repository.parents:
        if not root.is_relative_to(folder):
            _link(folder, root / linked.below_anchor(folder), way, cargo_home)
        way = folder.name


def _link(folder: Path, into: Path, way: str, cargo_home: Path) -> None:
    """Link the content of a folder, but for the way to the repository and what Cargo reads by itself."""
    for entry in linked.entries(folder, cargo_home):
        if entry.name != way:
            with suppress(OSError):  # no links on this platform, a file that is private: the revision does without
                linked.show(entry, into / entry.name)
