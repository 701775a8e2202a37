"""What rustup's proxies export, and what a user chose."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cargo.rustup import chosen
from tests.cli.invocation import script

FOUND = {"RUSTUP_TOOLCHAIN": "stable-x", "CARGO": "/r/toolchains/stable-x/bin/cargo", "HOME": "/h"}


@pytest.mark.parametrize("source", ["default", "toolchain-file"])
def test_found_for_the_folder(source: str, tmp_path: Path) -> None:
    assert chosen(FOUND | {"RUSTUP_TOOLCHAIN_SOURCE": source}, tmp_path) == {"HOME": "/h"}
    named = FOUND | {"RUSTUP_TOOLCHAIN_SOURCE": source, "CARGO": "/my/cargo"}
    assert chosen(named, tmp_path) == {"HOME": "/h", "CARGO": "/my/cargo"}


@pytest.mark.parametrize("source", ["cli", "env", "path-override"])
def test_chosen_by_the_user(source: str, tmp_path: Path) -> None:
    variables = FOUND | {"RUSTUP_TOOLCHAIN_SOURCE": source}
    assert chosen(variables, tmp_path) == variables
    assert chosen(FOUND, tmp_path) == FOUND


@pytest.mark.parametrize(
    ("says", "is_found"),
    [
        ("stable-x (default)", True),
        ("stable-x (overridden by '/w/rust-toolchain.toml')", True),
        ("stable-x (directory override for '/w')", False),
        ("stable-y (default)", False),
    ],
)
def test_older_rustup_is_asked(says: str, tmp_path: Path, *, is_found: bool) -> None:
    script(tmp_path / "rustup", f'test -z "$RUSTUP_TOOLCHAIN" && echo "{says}"')
    variables = FOUND | {"RUST_RECURSION_COUNT": "1", "PATH": str(tmp_path)}
    assert ("RUSTUP_TOOLCHAIN" not in chosen(variables, tmp_path)) == is_found
