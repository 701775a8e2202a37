"""JSON that can be printed: what is read back is the same, and nothing in it steers a terminal or a runner."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from auditor.reports import codeclimate, json_v1
from auditor.reports.json_text import json_text
from auditor.reports.sarif import log
from tests.findings.projects import audited
from tests.reports.html import hostile

ATTACK = "\x7f\x9b31m\u202e\u2066\u2028\u200b\U000e0041##[error]x"
TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)) | st.sampled_from("#["))


def assert_harmless(text: str) -> None:
    """Whether a text has nothing but visible characters in lines."""
    assert {one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp")} <= {"\n"}
    assert "##[" not in text


@given(st.dictionaries(TEXT, TEXT | st.lists(TEXT)))
def test_the_same_is_read_back(data: dict[str, object]) -> None:
    text = json_text(data)
    assert json.loads(text) == data
    assert_harmless(text)


def test_as_it_is_where_it_is_visible() -> None:
    assert json_text({"Grüße": "→ 世界 🦀 #[a] ##"}) == '{\n  "Grüße": "→ 世界 🦀 #[a] ##"\n}\n'
    assert json_text(ATTACK) == '"\\u007f\\u009b31m\\u202e\\u2066\\u2028\\u200b\\udb40\\udc41##\\u005berror]x"\n'


def test_every_report(tmp_path: Path) -> None:
    report = hostile.poisoned(audited(hostile.project(), tmp_path, "--any-mode --profile zebra"), ATTACK)
    document = json.loads(json_v1.render(report))
    assert any(ATTACK in crate["package"] for crate in document["crates"])
    for text in (json_v1.render(report, units=True), log.render(report), codeclimate.render(report)):
        assert_harmless(text)
