"""The content of a package's sources as one value: it changes whenever something that was read could have changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

from auditor.model.unit import Plan
from auditor.model.workspace import Package
from auditor.sources.limits import MAX_READ


class Folders:
    """The digests of folders' Rust files, each taken once, if need be before it is known that it is needed."""

    def __init__(self) -> None:
        """Start empty."""
        self._digests: dict[str, bytes | None] = {}

    def digest(self, folder: str) -> bytes | None:
        """A digest of names and contents; None if something cannot be read or lies behind a linked folder."""
        if folder not in self._digests:
            try:
                self._digests[folder] = _digest(_rust_files(folder))
            except OSError:
                self._digests[folder] = None
        return self._digests[folder]


_CARGOS_OWN = (("registry", "src"), ("git", "checkouts"))
"""The folders below `CARGO_HOME` in which Cargo keeps what never changes."""


def may_change(package: Package) -> bool:
    """Whether a package's files may change: all but those of Cargo's own folders; a vendored copy is the user's."""
    parts = package.root.parts
    return package.is_path or not any(pair in _CARGOS_OWN for pair in pairwise(parts))


class Fingerprints:
    """The fingerprints of the packages of a plan that may change."""

    def __init__(self, plan: Plan, folders: Folders) -> None:
        """Take the packages; nothing is read yet."""
        packages = {unit.package.id: unit.package for unit in plan.units}
        self._of_folder = {
            package.root: Fingerprint(package, folders) for package in packages.values() if may_change(package)
        }

    def of(self, package: Package) -> bytes | None:
        """The fingerprint of a package, empty if it never changes; None where it cannot be taken."""
        fingerprint = self._of_folder.get(package.root)
        return b"" if fingerprint is None else fingerprint.value

    def cover(self, root: Path, paths: Iterable[Path]) -> bool:
        """Whether files that were read for the package below `root` are all among those that count."""
        fingerprint = self._of_folder.get(root)
        return fingerprint is None or all(map(fingerprint.covers, paths))


class Fingerprint:
    """The folders in which a package's targets lie, with all Rust files below them."""

    def __init__(self, package: Package, folders: Folders) -> None:
        """Take the package; its files are read on demand."""
        root = str(package.root)
        places = {path: os.path.dirname(path) for path in (str(target.src_path) for target in package.targets)}  # noqa: PTH120 - hot
        self._files = sorted(path for path, place in places.items() if place == root)
        if package.root == package.manifest_path:
            # NOTE: a single file lies among files of others; if it has modules beside it, `covers` says no.
            self._files, places = sorted(places), {}
        self._folders = sorted({os.path.join(root, "src"), *places.values()} - {root})  # noqa: PTH118 - hot
        self._digests = folders

    @cached_property
    def value(self) -> bytes | None:
        """A digest of names and contents; None if something cannot be read or lies behind a linked folder."""
        digests = [self._digests.digest(folder) for folder in self._folders]
        known = [digest for digest in digests if digest is not None]
        if len(known) < len(digests):
            return None
        try:
            return blake2b(b"".join([*known, _digest(self._files)]), digest_size=20).digest()
        except OSError:
            return None

    def covers(self, path: Path) -> bool:
        """Whether a file that was read, or looked for in vain, is among those that count."""
        # NOTE: `#[path = "../x.rs"]` leads out of a folder without looking so.
        plain = Path(os.path.normpath(path))
        return str(plain) in self._files or (
            plain.suffix == ".rs" and any(plain.is_relative_to(folder) for folder in self._folders)
        )


def _digest(paths: Iterable[str]) -> bytes:
    """Raises OSError for what is no plain file: a pipe would be waited for, a device never ends."""
    digest = blake2b(digest_size=20)
    for path in paths:
        status = os.stat(path)  # noqa: PTH116 - hot
        if not stat.S_ISREG(status.st_mode):
            raise OSError("no plain file")
        if status.st_size > MAX_READ:
            content = repr((status.st_size, status.st_mtime_ns)).encode()  # too large to be read for anything else
        else:
            with open(path, "rb") as file:  # noqa: PTH123 - hot
                content = file.read()
        digest.update(os.fsencode(path) + b"\0" + len(content).to_bytes(8, "big") + content)
    return digest.digest()


def _rust_files(folder: str) -> Iterator[str]:
    """All below a folder, in a fixed order; none if it does not exist. Raises OSError for linked folders."""
    folders = [folder]
    while folders:
        try:
            entries = sorted(os.scandir(folders.pop()), key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.is_dir():
                if entry.is_symlink():
                    raise OSError("a linked folder may hold anything")
                folders.append(entry.path)
            elif entry.name.endswith(".rs"):
                yield entry.path
