"""All cases, in the order of the facts."""

from __future__ import annotations

from tests.oracle.cases import (
    cargo_adds,
    crates_named,
    flags_and_profiles,
    matrix,
    planning,
    projects,
    rustc_decides,
)

CASES = (
    *matrix.CASES,
    *crates_named.CASES,
    *rustc_decides.CASES,
    *cargo_adds.CASES,
    *flags_and_profiles.CASES,
    *planning.CASES,
    *projects.CASES,
)
