"""What is asked: a crate, and the artifacts that are of interest."""

from __future__ import annotations

import msgspec

from auditor.model.workspace import Package

STD = "std"


class Question(msgspec.Struct, frozen=True):
    """A crate, and the artifacts that are of interest."""

    asked: str
    packages: tuple[Package, ...]
    """All that bear the name; none for std."""
    artifacts: frozenset[int] | None
    """Indices; None for all."""

    def is_about(self, artifact: int) -> bool:
        """Whether an artifact is of interest."""
        return self.artifacts is None or artifact in self.artifacts
