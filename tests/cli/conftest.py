"""Projects that the tests of the command line run in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports import workspaces


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    """A project without any fault."""
    return workspaces.hello().write(tmp_path / "hello")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A workspace that does not link as configured, with an error, and links with prefer-dynamic, with a note."""
    return workspaces.shared().write(tmp_path / "faulty")


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the program makes its own files."""
    folder = tmp_path / "temporary files"
    folder.mkdir()
    return folder
