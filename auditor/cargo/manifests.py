"""The manifests of a workspace's members as plain text, each read once, if need be before cargo has named them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor.cargo import manifest
from auditor.errors import AuditorError


class Manifests:
    """Texts by path."""

    def __init__(self) -> None:
        """Start empty."""
        self._texts: dict[Path, bytes | None] = {}
        self._tables: dict[Path, dict[str, Any]] = {}

    def text(self, path: Path) -> bytes | None:
        """The content of a file; None where it cannot be read."""
        if path not in self._texts:
            try:
                self._texts[path] = path.read_bytes()
            except (OSError, ValueError):
                self._texts[path] = None
        return self._texts[path]

    def table(self, path: Path) -> dict[str, Any]:
        """The parsed manifest. Raises AuditorError where it cannot be read."""
        if path not in self._tables:
            self._tables[path] = manifest.read_toml(path)
        return self._tables[path]

    def mentions(self, path: Path, *words: bytes) -> bool:
        """Whether a manifest contains one of the words: only then it is worth parsing. True if it cannot be read."""
        text = self.text(path)
        return text is None or any(word in text for word in words)


def likely_members(manifest_path: Path, manifests: Manifests) -> Iterator[Path]:
    """The folders that `[workspace] members` names above a manifest: a guess, for what can be read ahead."""
    for folder in (manifest_path.parent, *manifest_path.parent.parents):
        try:
            workspace = manifests.table(folder / "Cargo.toml").get("workspace")
        except AuditorError:
            continue
        if not isinstance(workspace, dict):
            continue
        patterns = workspace.get("members")
        for pattern in patterns if isinstance(patterns, list) else ():
            if isinstance(pattern, str):
                yield from folders_of(folder, pattern)
        return


def folders_of(root: Path, pattern: str) -> Iterator[Path]:
    """The folders that an entry of `members` or `default-members` names."""
    if "*" not in pattern:
        yield root / pattern
        return
    try:
        yield from root.glob(pattern)
    except (OSError, ValueError, NotImplementedError, IndexError):  # no pattern that can be followed
        return
