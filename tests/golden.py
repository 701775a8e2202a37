"""Expected texts in files, without what differs from machine to machine; `pytest --update-golden` writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

_SCRUBBED = (
    (re.compile(r"\b((?:lib)?std)-[0-9a-f]{16}(?=\.)"), r"\1-0123456789abcdef"),
    (re.compile(r"\brustc \d+\.\d+\.\d+(?:-\w+)?"), "rustc VERSION"),
)


def scrubbed(text: str, root: Path | None = None) -> str:
    """The text with the toolchain's hashes and version, and a folder, replaced by words."""
    for pattern, word in _SCRUBBED:
        text = pattern.sub(word, text)
    return text if root is None else text.replace(str(root), "ROOT")


def assert_golden(path: Path, text: str) -> None:
    """Hold a text against a file."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{path} is missing: run with --update-golden"
    assert text == path.read_text(encoding="utf-8")
