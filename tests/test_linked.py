"""What is in a folder, seen at another place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor import linked


def shown(folder: Path, place: Path, cargo_home: Path) -> list[str]:
    """The names of what is seen at `place`, where a folder is shown."""
    place.mkdir()
    for entry in linked.entries(folder, cargo_home):
        linked.show(entry, place / entry.name)
    with os.scandir(place) as found:
        return sorted(entry.name for entry in found)


def test_all_but_the_cargo_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".cargo").mkdir(parents=True)
    (home / "notes").write_text("n")
    assert shown(home, tmp_path / "view", home / ".cargo") == ["notes"]
    assert shown(home, tmp_path / "other", tmp_path) == [".cargo", "notes"]


def test_lock_file_can_be_written(tmp_path: Path) -> None:
    """What cargo writes there does not reach the user's file."""
    folder, view = tmp_path / "own", tmp_path / "view"
    folder.mkdir()
    (folder / "Cargo.lock").write_text("own")
    assert shown(folder, view, tmp_path) == ["Cargo.lock"]
    (view / "Cargo.lock").write_text("new")
    assert (folder / "Cargo.lock").read_text() == "own"


def test_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cargo finds its files there by their names, and so does who looks at the view."""
    folder, view = tmp_path / "own", tmp_path / "view"
    (folder / ".cargo").mkdir(parents=True)
    for name in ("rust-toolchain.toml", "notes"):
        (folder / name).write_text("")

    def refuse(_: Path) -> Iterator[Path]:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert shown(folder, view, tmp_path) == [".cargo", "rust-toolchain.toml"]
