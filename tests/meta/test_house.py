"""The house rules that a machine can hold: sizes, names, and nothing that only means something on one machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("auditor", "tests", "benchmarks") for path in (CHECKOUT / folder).rglob("*.py"))
TEXTS = [
    *SOURCES,
    *(CHECKOUT / folder for folder in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "pyproject.toml", ".ci/run")),
    *sorted((CHECKOUT / "docs").rglob("*.md")),
    *sorted(path for path in (CHECKOUT / "templates").rglob("*") if path.is_file()),
]
MOST_LINES = 300
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc"}
HOME = re.compile(r"(?<![\w.}])/(?:home|root|Users|work|farm)/\w")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_file_is_small_and_named_by_its_task(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert not FORBIDDEN_NAMES & {path.stem, path.parent.name}


def test_no_path_of_one_machine() -> None:
    found = [path for path in TEXTS if path != Path(__file__) and HOME.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_package_files_say_only_what_their_folder_is() -> None:
    """`__init__.py` holds a docstring; what a package offers stands in its modules."""
    exceptions = {"auditor/__init__.py", "auditor/schema/__init__.py"}
    for path in (CHECKOUT / "auditor").rglob("__init__.py"):
        if path.relative_to(CHECKOUT).as_posix() not in exceptions:
            assert len(path.read_text(encoding="utf-8").strip().splitlines()) == 1, path
