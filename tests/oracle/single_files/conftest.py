"""What the tests of single files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.single_files import libraries


@pytest.fixture(scope="session")
def libs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The libraries, compiled once."""
    folder = tmp_path_factory.mktemp("libs")
    libraries.build(folder)
    return folder
