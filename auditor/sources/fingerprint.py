"""The content of a package's sources as one value: it changes whenever something that was read could have changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from auditor.model.workspace import Package


class Fingerprint:
    """The folders in which a package's targets lie, with all Rust files below them."""

    def __init__(self, package: Package) -> None:
        """Take the package; its files are read on demand."""
        self._root = package.root
        parents = {target.src_path.parent for target in package.targets}
        self._folders = tuple(sorted({package.root / "src", *(parents - {package.root})}))
        self._files = tuple(
            sorted(target.src_path for target in package.targets if target.src_path.parent == package.root)
        )

    @cached_property
    def value(self) -> bytes | None:
        """A digest of names and contents; None if something cannot be read."""
        digest = blake2b(digest_size=20)
        try:
            for path in self._all():
                digest.update(os.fsencode(path) + b"\0")
                content = path.read_bytes()
                digest.update(len(content).to_bytes(8, "big") + content)
        except OSError:
            return None
        return digest.digest()

    def covers(self, path: Path) -> bool:
        """Whether a file that was read, or looked for in vain, is among those that count."""
        return path in self._files or (
            path.suffix == ".rs" and any(path.is_relative_to(folder) for folder in self._folders)
        )

    def _all(self) -> Iterator[Path]:
        yield from self._files
        for folder in self._folders:
            for place, folders, names in os.walk(folder):
                folders.sort()
                for name in sorted(names):
                    if name.endswith(".rs"):
                        yield Path(place, name)
