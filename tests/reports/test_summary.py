"""What reports say, apart from any layout."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from auditor.cli import parser
from auditor.evidence.causes import cause, causes
from auditor.model.linkage import ErrorKind, LinkError
from auditor.model.selection import Selection
from auditor.reports.summary.build import command

SELECTIONS = (
    Selection(),
    Selection(workspace=True, release=True, exclude=("a", "b")),
    Selection(packages=("app@1.0.0",), targets=("x86_64-unknown-linux-gnu",), features=("x y", "z")),
    Selection(manifest_path=Path("some folder/Cargo.toml"), profile="dist", config=('build.rustflags=["-C", "x"]',)),
    Selection(
        lib=True, bins=True, bin=("a",), examples=True, example=("b",), tests=True, test=("c",), benches=True,
        bench=("d",), all_targets=True, all_features=True, no_default_features=True, locked=True, offline=True,
        frozen=True, ignore_rust_version=True,
    ),
)  # fmt: skip


@pytest.mark.parametrize("selection", SELECTIONS)
def test_command_is_the_selection(selection: Selection) -> None:
    """What is shown as the build's command line means the same selection when it is typed."""
    words = shlex.split(command(selection))
    assert words[:2] == ["cargo", "build"]
    assert parser.selection(parser.parse(["audit", *words[2:]])) == selection


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_has_a_cause(kind: ErrorKind) -> None:
    one, several = cause(LinkError(kind, ("a",))), cause(LinkError(kind, ("a", "b")))
    for clause in (one, several, cause(LinkError(kind))):
        assert clause
        assert "{" not in clause
        assert not clause.endswith(".")
    assert "`a`" not in one or "`a` and `b`" in several


def test_causes_of_one_kind_are_one() -> None:
    twice = ErrorKind.DUPLICATE_CRATE
    found = [LinkError(twice, ("std",)), LinkError(twice, ("c", "std")), LinkError(ErrorKind.LTO_PREFER_DYNAMIC)]
    assert causes(found) == ["std and `c` would be linked twice", "LTO and -C prefer-dynamic exclude each other"]


def test_many_crates_are_counted() -> None:
    error = LinkError(ErrorKind.DUPLICATE_CRATE, ("a", "b", "c", "d", "e"))
    assert cause(error) == "`a`, `b` and 3 more would be linked twice"


def test_missing_standard_library_is_the_toolchains_fault() -> None:
    error = LinkError(ErrorKind.UNLINKABLE_DEPENDENCY, ("std",))
    assert cause(error) == "the toolchain has no standard library for the target"
