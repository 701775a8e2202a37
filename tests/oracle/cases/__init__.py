"""All cases, in the order of the facts."""

from __future__ import annotations

from tests.oracle.cases import (
    cargo_adds,
    commands,
    crates_named,
    error_order,
    flags_and_profiles,
    matrix,
    matrix_kinds,
    once_wrong,
    planning,
    projects,
    rustc_decides,
    special_crates,
)

CASES = (
    *matrix.CASES,
    *matrix_kinds.CASES,
    *crates_named.CASES,
    *rustc_decides.CASES,
    *special_crates.CASES,
    *cargo_adds.CASES,
    *flags_and_profiles.CASES,
    *planning.CASES,
    *commands.CASES,
    *projects.CASES,
    *error_order.CASES,
    *once_wrong.CASES,
)
