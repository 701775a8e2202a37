"""Rustflags as findings read and compare them."""

from __future__ import annotations

import pytest

from auditor.evidence import flags


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["-C", "prefer-dynamic", "--cfg", "x", "-Dwarnings"], ["-C prefer-dynamic", "--cfg x", "-Dwarnings"]),
        (["-C"], ["-C"]),
        ([], []),
    ],
)
def test_words(given: list[str], expected: list[str]) -> None:
    assert list(flags.words(given)) == expected


@pytest.mark.parametrize("word", ["-C prefer_dynamic=yes", "-Cprefer-dynamic=yes", "--codegen=prefer-dynamic=yes"])
def test_spellings_of_one_flag_are_equal(word: str) -> None:
    assert flags.normal(word) == "-C prefer-dynamic=yes"


def test_other_flags_stay_as_they_are() -> None:
    assert flags.normal("--cfg x") == "--cfg x"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], None),
        (["-C", "prefer-dynamic"], True),
        (["-Cprefer-dynamic", "-Cprefer-dynamic=no"], False),
        (["--codegen", "prefer-dynamic=off", "-Cprefer_dynamic"], True),
    ],
)
def test_last_prefer_dynamic_counts(given: list[str], expected: bool | None) -> None:
    assert flags.prefers_dynamic(given) is expected
