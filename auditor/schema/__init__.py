"""The published JSON Schemas, files of the package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

_REPORT = Path(__file__).with_name("report-v1.schema.json")
_POLICY = Path(__file__).with_name("policy.schema.json")
_MATRIX = Path(__file__).with_name("matrix-v1.schema.json")
_DIFF = Path(__file__).with_name("diff-v1.schema.json")
_FIX = Path(__file__).with_name("fix-v1.schema.json")
_WHY = Path(__file__).with_name("why-v1.schema.json")


def report_schema() -> str:
    """The schema (draft 2020-12) of what `audit --format json` writes, as JSON text."""
    return _REPORT.read_text(encoding="utf-8")


def policy_schema() -> str:
    """The schema (draft 2020-12) of the policy as it stands in dynaudit.toml, as JSON text."""
    return _POLICY.read_text(encoding="utf-8")


def diff_schema() -> str:
    """The schema (draft 2020-12) of what `diff --format json` writes, as JSON text."""
    return _DIFF.read_text(encoding="utf-8")


def fix_schema() -> str:
    """The schema (draft 2020-12) of what `fix --format json` writes, as JSON text."""
    return _FIX.read_text(encoding="utf-8")


def why_schema() -> str:
    """The schema (draft 2020-12) of what `why --format json` writes, as JSON text."""
    return _WHY.read_text(encoding="utf-8")


def matrix_schema() -> str:
    """The schema (draft 2020-12) of what `matrix --format json` writes, as JSON text."""
    return _MATRIX.read_text(encoding="utf-8")


SCHEMAS: Mapping[str, Callable[[], str]] = {
    "report": report_schema,
    "diff": diff_schema,
    "matrix": matrix_schema,
    "why": why_schema,
    "fix": fix_schema,
    "policy": policy_schema,
}
"""By the option of `cargo dynaudit schema` that prints it; `report` is the one without an option."""
