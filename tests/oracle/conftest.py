"""Lets failing asserts of the cases say what was there."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.oracle.expect", "tests.oracle.cases")
