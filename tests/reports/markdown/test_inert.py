"""Text of the project in Markdown: the reader sees it as it is, and the forge finds nothing in it to act on."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.reports.markdown.inert import MOST_CHARACTERS, Markdown, code, prose, shown, words
from auditor.visible import visible
from tests.reports.html.hostile import PAYLOADS
from tests.reports.markdown.rendered import Comment

ACTS = re.compile(
    r"""[@#!%^~&](?=[\w"']) | \$(?=.) | :(?=//) | :[\w+-]+: | \bwww(?=\.) | \bGH(?=-\d)""", re.VERBOSE | re.IGNORECASE
)
"""Within a run of text: mentions, issues, labels, formulas, addresses and emoji of GitHub and GitLab."""
WORDS = {
    **PAYLOADS,
    "mention": "@octocat @org/team user@example.org \\@octocat",
    "reference": '#1 owner/repo#2 GH-3 !4 %5 &6 $7 ~bug ~"a b" ^8 [vulnerability:9]',
    "address": "https://example.org www.example.org ftp://x.org/ mailto:a@example.org <https://example.org>",
    "link": "[a](https://example.org) ![a](b) [a][b] [^1] [[wiki]]",
    "formula": "$x$ $`x`$ $$x$$",
    "emoji": ":tada: :+1:",
    "emphasis": "*a* __b__ ~~c~~ ***",
    "table": "a | b \\| c `|` |",
    "code": "``` `a` `` ` \\",
    "fence": "~~~ x",
    "task": "[ ] x",
    "details": "</details><details open>",
    "item": "- x",
    "number": "1. x",
    "number)": "12) x",
    "heading": "## x",
    "references": "#12",
    "rule": "---",
    "underline": "===",
    "quote": "> [!NOTE]",
    "definition": "[a]: https://example.org",
    "indented": "      x",
    "break": "x  \\",
}
CHARACTERS = st.text(st.sampled_from("\\`*_[]()<>&|~@#!$%^:/.w-+=1aG H\"'{}\n"), max_size=24)


def assert_inert(markdown: str, text: str, *, element: str) -> None:
    """Alone, in a list and in a table, the Markdown shows the text in one element and acts nowhere."""
    for document, where in (
        (markdown, "p"),
        (f"- {markdown}\n- y", "li"),
        (f"| a | b |\n| - | - |\n| {markdown} | y |", "td"),
    ):
        if where == "p" and element == "words" and not text:
            continue
        comment = Comment(document)
        comment.assert_sound()
        assert comment.texts(where)[0].strip(" ") == text, (document, where)
        assert len(comment.all(where)) == {"p": 1, "li": 2, "td": 2}[where]
        assert len(comment.all("code")) == (element == "code")
        assert [run for run in comment.runs() if ACTS.search(run)] == []


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_words(text: str) -> None:
    assert_inert(words(text), visible(text).strip(" "), element="words")


@settings(deadline=None)
@given(CHARACTERS)
def test_any_words(text: str) -> None:
    assert_inert(words(text), visible(text).strip(" "), element="words")


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_code(text: str) -> None:
    seen = visible(text)
    for markdown, where in ((f"- {code(text)}", "li"), (f"| a |\n| - |\n| {code(text, in_table=True)} |", "td")):
        comment = Comment(markdown)
        comment.assert_sound()
        assert comment.texts(where) == [seen.strip()]
        assert len(comment.all("code")) == 1


@settings(deadline=None)
@given(CHARACTERS)
def test_any_code(text: str) -> None:
    for markdown in (f"- {code(text)}", f"| a | b |\n| - | - |\n| {code(text, in_table=True)} | y |"):
        comment = Comment(markdown)
        comment.assert_sound()
        assert comment.texts("code")[0].strip() == visible(text).strip()
        assert len(comment.all("code")) == 1


@settings(deadline=None)
@given(CHARACTERS)
def test_any_prose(text: str) -> None:
    for markdown in (f"- x\n- {prose(text)}", f"| a | b |\n| - | - |\n| {prose(text, in_table=True)} | y |"):
        comment = Comment(markdown)
        comment.assert_sound()
        assert len(comment.all("li, td")) == 2
        assert [run for run in comment.runs() if ACTS.search(run)] == []


def test_prose_has_code() -> None:
    assert prose("`a|b` is in c_d") == "`a|b` is in c_d"
    assert prose("`a|b` is in c_d", in_table=True) == "`a\\|b` is in c_d"


def test_plain_text_stays_readable() -> None:
    """No mark where none is needed: people read it in mails, too."""
    text = "-C prefer-dynamic, assumed (nothing sets it; see --as-configured); 1.95.0 is 100% of eng/Cargo.toml:7"
    assert words(text) == text


def test_long_text_is_clipped() -> None:
    assert words("a" * MOST_CHARACTERS) == "a" * MOST_CHARACTERS
    assert words("a" * (MOST_CHARACTERS + 1)) == "a" * (MOST_CHARACTERS - 1) + "…"


def test_templates_escape_by_themselves() -> None:
    assert shown("<b>") == "&lt;b&gt;"
    assert shown(Markdown("**b**")) == "**b**"
    assert shown(3) == 3
