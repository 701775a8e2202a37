"""The content of a package's sources as one value: it changes whenever something that was read could have changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from auditor.model.unit import Plan
from auditor.model.workspace import Package


class Fingerprints:
    """The fingerprints of the packages of a plan that may change: those in folders of the user's."""

    def __init__(self, plan: Plan) -> None:
        """Take the packages; nothing is read yet."""
        packages = {unit.package.root: unit.package for unit in plan.units if unit.package.is_path}
        self._of_folder = {root: Fingerprint(package) for root, package in packages.items()}

    def of(self, package: Package) -> bytes | None:
        """The fingerprint of a package in a folder of the user's; None where it cannot be taken."""
        return self._of_folder[package.root].value

    def cover(self, root: Path, paths: Iterable[Path]) -> bool:
        """Whether files that were read for the package below `root` are all among those that count."""
        fingerprint = self._of_folder.get(root)
        return fingerprint is None or all(map(fingerprint.covers, paths))


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
        """A digest of names and contents; None if something cannot be read or lies behind a linked folder."""
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
        # NOTE: `#[path = "../x.rs"]` leads out of a folder without looking so.
        plain = Path(os.path.normpath(path))
        return plain in self._files or (
            plain.suffix == ".rs" and any(plain.is_relative_to(folder) for folder in self._folders)
        )

    def _all(self) -> Iterator[Path]:
        yield from self._files
        for folder in self._folders:
            for place, folders, names in os.walk(folder):
                folders.sort()
                if any(os.path.islink(os.path.join(place, name)) for name in folders):  # noqa: PTH114, PTH118 - hot
                    raise OSError("a linked folder may hold anything")
                for name in sorted(names):
                    if name.endswith(".rs"):
                        yield Path(place, name)
