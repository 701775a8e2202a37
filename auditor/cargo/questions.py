"""What is asked of cargo and rustc before anything else happens: `cargo metadata` takes longest of all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from auditor import there
from auditor.cargo import embedded, harmless
from auditor.cargo.process import Running
from auditor.cargo.session import Session, Shield, find_manifest
from auditor.model.selection import Selection

_SYSTEMS = {"Linux": "unknown-linux-gnu", "Darwin": "apple-darwin", "FreeBSD": "unknown-freebsd"}


class Questions(NamedTuple):
    """Questions that wait for their answers."""

    session: Session
    selection: Selection
    manifest_path: Path
    rustc: Running
    """`rustc -vV`."""
    cargo: Running
    """`cargo -V`."""
    early_metadata: Running | None
    """`cargo metadata` for the platforms that were guessed; None where a configuration is to be read first."""
    platforms: tuple[str, ...]
    """The guess; none: all platforms."""

    @classmethod
    def ask(cls, session: Session, selection: Selection) -> Questions:
        """Start all at once; `cargo metadata` with a guess at the platforms that the build is for.

        Raises AuditorError where there is no manifest or a program cannot be started.
        """
        manifest_path = find_manifest(selection, session.cwd)
        harmless.require_known_toolchain(session.cwd, session.environment)
        if embedded.is_embedded(manifest_path):
            session = embedded.prepared(session, manifest_path)
        platforms = () if _looks_old(manifest_path) else (_likely_host(), *selection.targets)
        early = not _has_configuration(session, selection.config_folder(session.cwd))
        metadata = session.start_metadata(selection, platforms) if early else None
        rustc, cargo = session.start_rustc(["-vV"]), session.start_cargo(["-V"])
        return cls(session, selection, manifest_path, rustc, cargo, metadata, platforms)

    def metadata(self, platforms: Sequence[str], shield: Shield) -> tuple[Running, bool]:
        """`cargo metadata` for these platforms (none: all), asked again where the guess was wrong.

        Beside it, whether it is about all platforms: also where the feature resolver seems to be 1, which unifies those
        of all.
        """
        wanted = platforms if self.platforms else ()
        if self.early_metadata is not None:
            if {*self.platforms} == {*wanted}:
                return self.early_metadata, not wanted
            self.early_metadata.kill()
        return self.session.start_metadata(self.selection, wanted, shield), not wanted


def _has_configuration(session: Session, start: Path) -> bool:
    """Whether there is a configuration file that is not the user's own."""
    own = os.path.realpath(session.cargo_home)
    for folder in (start, *start.parents):
        place = folder / ".cargo"
        if any(there.exists(place / name) for name in ("config.toml", "config")) and os.path.realpath(place) != own:
            return True
    return False


def _likely_host() -> str:
    """The triple of rustc's host, guessed from the system's own words."""
    if os.name == "nt":
        return "x86_64-pc-windows-msvc"
    system = os.uname()
    machine = {"arm64": "aarch64"}.get(system.machine, system.machine)
    return f"{machine}-{_SYSTEMS.get(system.sysname, system.sysname.lower())}"


def _looks_old(manifest_path: Path) -> bool:
    """Whether the feature resolver is 1, by the words of the workspace's manifest: reading it properly takes longer.

    The workspace's is the nearest manifest upward with a `[workspace]`, else the manifest itself.
    """
    if embedded.is_embedded(manifest_path):
        return False
    own = _words(manifest_path)
    candidates = chain([own], (_words(folder / "Cargo.toml") for folder in manifest_path.parent.parents))
    words = next((candidate for candidate in candidates if b"[workspace" in candidate), own)
    if b"resolver" in words:
        return b'"1"' in words
    return not any(edition in words for edition in (b'"2021"', b'"2024"'))


def _words(path: Path) -> bytes:
    """A manifest's text for guessing: nothing where there is none or it cannot be read (cargo says so later)."""
    try:
        return path.read_bytes() if there.is_file(path) else b""
    except (OSError, ValueError):
        return b""
