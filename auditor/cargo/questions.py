"""What is asked of cargo and rustc before anything else happens: `cargo metadata` takes longest of all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from auditor.cargo.process import Running
from auditor.cargo.session import Session, find_manifest
from auditor.model.selection import Selection

if TYPE_CHECKING:
    from auditor.cargo.toolchain import Version

_HOST = "host-tuple"
_FIRST_WITH_HOST = (1, 91)
"""The release of cargo from which `host-tuple` stands for the host."""


class Questions(msgspec.Struct, frozen=True):
    """Questions that wait for their answers."""

    session: Session
    selection: Selection
    manifest_path: Path
    rustc: Running
    """`rustc -vV`."""
    cargo: Running
    """`cargo -vV`."""
    _metadata: Running
    _platforms: tuple[str, ...]

    @classmethod
    def ask(cls, session: Session, selection: Selection) -> Questions:
        """Start all at once; `cargo metadata` with a guess at the platforms that the build is for.

        Raises AuditorError where there is no manifest or a program cannot be started.
        """
        manifest_path = find_manifest(selection, session.cwd)
        platforms = () if _looks_old(manifest_path) else (_HOST, *selection.targets)
        metadata = session.start_metadata(selection, platforms)
        rustc, cargo = session.start_rustc(["-vV"]), session.start_cargo(["-vV"])
        return cls(session, selection, manifest_path, rustc, cargo, metadata, platforms)

    def metadata(self, rustc: Version, cargo: Version, targets: Sequence[str]) -> tuple[Running, bool]:
        """`cargo metadata` for the host and the targets, asked again where the guess was wrong.

        Beside it, whether it is about all platforms: where the feature resolver seems to be 1, which unifies those of
        all.
        """
        if not self._platforms:
            return self._metadata, True
        guessed = {rustc.host if platform == _HOST else platform for platform in self._platforms}
        knows_host = cargo.host == rustc.host and _number(cargo.release) >= _FIRST_WITH_HOST
        if knows_host and guessed == {rustc.host, *targets}:
            return self._metadata, False
        self._metadata.kill()
        return self.session.start_metadata(self.selection, tuple(dict.fromkeys((rustc.host, *targets)))), False


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("-", maxsplit=1)[0].split(".")[:2] if part.isdigit())


def _looks_old(manifest_path: Path) -> bool:
    """Whether the feature resolver is 1, by the words of the workspace's manifest: reading it properly takes longer.

    The workspace's is the nearest manifest upward with a `[workspace]`, else the manifest itself.
    """
    own = _words(manifest_path)
    candidates = [own, *(_words(folder / "Cargo.toml") for folder in manifest_path.parent.parents)]
    words = next((candidate for candidate in candidates if b"[workspace" in candidate), own)
    if b"resolver" in words:
        return b'"1"' in words
    return not any(edition in words for edition in (b'"2021"', b'"2024"'))


def _words(path: Path) -> bytes:
    """A manifest's text for guessing: nothing where there is none or it cannot be read (cargo says so later)."""
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        return b""
