"""The manifest in the frontmatter of a Rust file, each line where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cargo.embedded import manifest_of, toml_in
from auditor.cargo.manifest import line_of, read_toml


@pytest.mark.parametrize(
    ("text", "manifest"),
    [
        ("fn main() {}", None),
        ("", None),
        ("#![no_std]\n---\na = 1\n---\n", None),
        ("// no\n---\na = 1\n---\n", None),
        ("--\na = 1\n--\n", None),
        ("---\na = 1\n---\nfn main() {}", "\na = 1\n"),
        ("\ufeff#!/usr/bin/env cargo\n\n--- cargo\na = 1\n---\n", "\n\n\na = 1\n"),
        ("----\na = '''\n---\n'''\n----\n", "\na = '''\n---\n'''\n"),
        ("---\na = 1", "\na = 1\n"),
    ],
)
def test_manifest(text: str, manifest: str | None) -> None:
    assert manifest_of(text) == manifest


def test_other_files_are_left_alone() -> None:
    assert toml_in("[build]\n", Path(".cargo/config")) == "[build]\n"
    assert toml_in("fn main() {}", Path("main.rs")) == ""


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "script.rs"
    path.write_text("#!/usr/bin/env cargo\n---\n[profile.dev]\npanic = 'abort'\n---\nfn main() { let panic = 1; }\n")
    assert read_toml(path) == {"profile": {"dev": {"panic": "abort"}}}
    assert line_of(path, ("profile", "dev", "panic")) == 4
