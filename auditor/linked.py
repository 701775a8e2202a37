"""What is in a folder, seen at another place by links: cargo finds there what it finds here, and writes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from auditor import there

_LOCK = "Cargo.lock"
_WANTED = (".cargo", "Cargo.toml", _LOCK, "rust-toolchain", "rust-toolchain.toml")
"""What cargo and rustup look for in a folder."""


def entries(folder: Path, cargo_home: Path) -> Iterator[Path]:
    """What is in a folder, but for `CARGO_HOME`: cargo reads that by itself, and it would count twice.

    Of a folder that cannot be listed it is what cargo looks for.
    """
    try:
        found = sorted(folder.iterdir())
    except OSError:
        found = [folder / name for name in _WANTED if there.exists(folder / name)]
    for entry in found:
        if entry.name != ".cargo" or entry.resolve() != cargo_home:
            yield entry


def show(entry: Path, place: Path) -> None:
    """Let an entry be seen at a place: a lock file as a copy, since cargo may write it. Raises OSError."""
    if entry.name == _LOCK:
        shutil.copyfile(entry, place)
    else:
        place.symlink_to(entry)


def below_anchor(path: Path) -> Path:
    """An absolute path as one below another root."""
    return path.relative_to(path.anchor)
