"""Text of the project on its way to a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.visible import encodes_signs, inert, plain, visible


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain text", "plain text"),
        ("Grüße → 世界 🦀", "Grüße → 世界 🦀"),
        ("\x1b]0;title\x07", r"\u{1b}]0;title\u{7}"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\x7f", r"\u{7f}"),
        ("\u202e\u2066\u200b\ufeff\u2028", r"\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}"),
        (b"caf\xe9".decode("utf-8", "surrogateescape"), r"caf\xe9"),
        ("\ud800", r"\u{d800}"),
    ],
)
def test_visible(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@given(st.text(alphabet=st.characters()))
def test_nothing_invisible_passes(raw: str) -> None:
    shown = visible(raw)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode()


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("std::fmt, #[no_std] and ## [x]", "std::fmt, #[no_std] and ## [x]"),
        ("::error::x", ": :error::x"),
        ("one\n \u00a0\u3000::error::x\n:::x\n", "one\n \u00a0\u3000: :error::x\n: ::x\n"),
        ("a ##[error]b ###[c]", "a ## [error]b ### [c]"),
        ("\n" * 5000, "\n" * 5000),
    ],
)
def test_inert(raw: str, shown: str) -> None:
    assert inert(raw) == shown


@pytest.mark.parametrize(
    ("encoding", "can"), [("utf-8", True), ("cp1252", False), ("ascii", False), (None, False), ("no-such", False)]
)
def test_encodings_of_our_signs(encoding: str | None, can: bool) -> None:
    assert encodes_signs(encoding) is can


def test_plain_signs() -> None:
    assert plain("a → b … ├─ └─ —") == "a -> b ... |- `- -"
