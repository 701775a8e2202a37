"""The published schema of a policy accepts what the reader accepts, and refuses what it refuses."""

from __future__ import annotations

import json
import tempfile
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from auditor.config.policy_table import LEVELS, TablePlace, read_table
from auditor.errors import AuditorError
from auditor.findings.registry import ABOUT_IGNORES, RULES
from auditor.schema import policy_schema
from tests.policy.projects import NAMES
from tests.policy.test_table import BAD, GOOD

SCHEMA = json.loads(policy_schema())
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
NO_TOML = {"no day in TOML", "syntax", "duplicate key", "duplicate table", "encoding", "deep", "large"}


def plain(value: Any, *, may_be_day: bool = True) -> Any:
    """A value as editors hold it against a schema: dates are strings, but where no string is a date."""
    if isinstance(value, dict):
        return {key: plain(one, may_be_day=key != "matrix") for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one, may_be_day=may_be_day) for one in value]
    if isinstance(value, str | int | float | bool):
        return value
    return value.isoformat() if may_be_day else None


def reader_accepts(value: object) -> bool:
    try:
        read_table(value, TablePlace(Path(tempfile.gettempdir()) / "no-such-file.toml"), NAMES)
    except AuditorError:
        return False
    return True


def test_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("draft/2020-12/schema")


def test_names_what_there_is() -> None:
    assert SCHEMA["$defs"]["rule"]["enum"] == list(RULES)
    assert SCHEMA["$defs"]["ignore"]["properties"]["rule"]["allOf"][1]["not"]["enum"] == sorted(
        ABOUT_IGNORES, key=list(RULES).index
    )
    assert SCHEMA["properties"]["rules"]["additionalProperties"]["enum"] == list(LEVELS)


def test_accepts() -> None:
    assert VALIDATOR.is_valid(plain(tomllib.loads(GOOD)))


@pytest.mark.parametrize("name", [name for name in BAD if name not in NO_TOML])
def test_refuses(name: str) -> None:
    text = BAD[name][0]
    assert isinstance(text, str)
    assert not VALIDATOR.is_valid(plain(tomllib.loads(text)))


WORDS = st.sampled_from(
    [
        "error", "warning", "note", "allow", "never", "app", "a/b", "a/b/c", "itoa@1", "itoa@x", "", " ",
        "2027-01-31", "2027-02-30", "duplicate-crate", "ignore-expired",
    ]
)  # fmt: skip
SCALARS = st.one_of(
    WORDS, st.booleans(), st.integers(0, 3), st.just(1.5), st.just(date(2027, 1, 31)), st.just(datetime(2027, 1, 31))
)
VALUES = st.one_of(SCALARS, st.lists(WORDS, max_size=2), st.lists(SCALARS, max_size=2), st.just({}))


def tables(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the keys, at times another."""
    return st.fixed_dictionaries({}, optional={**keys, "other": VALUES})


IGNORES = tables(
    rule=st.one_of(st.just("duplicate-crate"), WORDS), crate=VALUES, artifact=VALUES, reason=VALUES, expires=VALUES
)
LEVEL_TABLES = st.dictionaries(st.sampled_from(["duplicate-crate", "ignore-expired", "x"]), WORDS, max_size=2)
POLICIES = st.one_of(
    VALUES,
    tables(
        **{
            "fail-on": WORDS,
            "matrix": st.one_of(st.lists(st.one_of(WORDS, st.just("test -p a"), st.just(" ")), max_size=2), VALUES),
            "rules": st.one_of(LEVEL_TABLES, VALUES),
            "ignore": st.one_of(st.lists(IGNORES, max_size=2), VALUES),
        }
    ),
)


@given(POLICIES)
def test_agrees_with_the_reader(value: object) -> None:
    assert VALIDATOR.is_valid(plain(value)) is reader_accepts(value)
