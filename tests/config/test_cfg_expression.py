"""`cfg(…)` expressions: Cargo's grammar, its constants, and clear errors."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.config.cfg_expression import matches, matches_config_key, parse, parse_platform
from auditor.errors import AuditorError

LINUX = "x86_64-unknown-linux-gnu"
CFG = frozenset(
    {
        ("unix", None),
        ("panic", "unwind"),
        ("target_os", "linux"),
        ("target_has_atomic", "8"),
        ("target_has_atomic", "64"),
    }
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("unix", True),
        ("windows", False),
        (" unix ", True),
        ("not(windows)", True),
        ('target_os = "linux"', True),
        ('target_os="macos"', False),
        ('target_has_atomic = "8"', True),
        ("target_has_atomic", False),
        ("all()", True),
        ("any()", False),
        ('all(unix, target_os = "linux",)', True),
        ("any(windows, not(windows))", True),
        ("all(any(windows, unix), not(all(unix, windows)))", True),
        ("true", True),
        ("false", False),
        ("not(false)", True),
        ("r#unix", True),
        ("r#true", True),  # Cargo forgets the `r#` when it looks for the constants
        ('true = "x"', False),
        ("_unix", False),
        ("r", False),
    ],
)
def test_expressions_hold_as_for_cargo(text: str, holds: bool) -> None:
    assert parse(text)(CFG) is holds
    assert matches(f"cfg({text})", LINUX, CFG) is holds
    assert matches_config_key(f"cfg({text})", CFG) is holds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "ends"),
        ("unix)", "after the expression"),
        ("all(unix", "expected `\\)`"),
        ("all", "expected `\\(`"),
        ("not(unix, windows)", "expected `\\)`"),
        ("not()", "expected an identifier"),
        ("all(,)", "expected an identifier"),
        ("all(unix,,)", "expected an identifier"),
        ('target_os = "linux', "not closed"),
        ("target_os = linux", "expected a string"),
        ("target_os =", "ends"),
        ('"linux"', "expected an identifier"),
        ("unix windows", "after the expression"),
        ("a\tb", "after the expression"),
        ("é", "unexpected `é`"),
        ("r#1", "after the expression"),
        ("not(" * 2000, "too deeply"),
    ],
)
def test_bad_expressions_say_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(AuditorError, match=words):
        parse(text)
    assert not matches_config_key(f"cfg({text})", CFG)


def test_a_triple_is_compared_as_it_is() -> None:
    assert matches(LINUX, LINUX, CFG)
    assert not matches("x86_64-pc-windows-msvc", LINUX, CFG)
    assert not matches_config_key(LINUX, CFG)


@pytest.mark.parametrize(
    ("platform", "words"),
    [("unix()", "must start with `cfg\\(`"), ("a b", "unexpected ` `"), ("cfg(unix", "must start")],
)
def test_bad_platforms_say_what_is_wrong(platform: str, words: str) -> None:
    with pytest.raises(AuditorError, match=words):
        parse_platform(platform)


_ATOMS = st.sampled_from(["unix", "windows", "true", "false", 'panic = "unwind"', 'panic = "abort"'])
_EXPRESSIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda text: f"not({text})"),
        st.lists(inner, max_size=3).map(lambda texts: f"all({', '.join(texts)})"),
        st.lists(inner, max_size=3).map(lambda texts: f"any({', '.join(texts)})"),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(_EXPRESSIONS)
def test_negation_turns_the_answer_round(text: str) -> None:
    assert parse(f"not({text})")(CFG) is not parse(text)(CFG)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_causes_anything_but_an_auditor_error(text: str) -> None:
    with suppress(AuditorError):
        matches(text, LINUX, CFG)
