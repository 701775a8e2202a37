"""Pairing: the closest likeness first, in order, and the same whichever side is which."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.comparison.pairing import paired

KEYS = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 3))] * 3), max_size=8)


def test_strongest_key_first() -> None:
    assert paired([("a", "x"), ("b", "x")], [("b", "x"), ("a", "x")]).both == [(1, 0), (0, 1)]
    assert paired([("a", "x"), ("b", "x")], [("b", "x"), ("c", "x")]) == ([(1, 0), (0, 1)], [], [])


def test_none_is_like_nothing() -> None:
    assert paired([(None,)], [(None,)]) == ([], [0], [0])


@settings(deadline=None)
@given(KEYS, KEYS)
def test_sides_can_be_exchanged(before: list[tuple[int | None, ...]], after: list[tuple[int | None, ...]]) -> None:
    both, gone, come = paired(before, after)
    mirrored = paired(after, before)
    assert sorted((new, old) for old, new in both) == sorted(mirrored.both)
    assert (gone, come) == (mirrored.come, mirrored.gone)
    assert sorted([old for old, _ in both] + gone) == list(range(len(before)))
    assert sorted([new for _, new in both] + come) == list(range(len(after)))


@settings(deadline=None)
@given(KEYS)
def test_all_are_their_own(keys: list[tuple[int | None, ...]]) -> None:
    both, gone, come = paired(keys, keys)
    assert gone == come
    assert all(keys[old] == (None,) * 3 for old in gone)
    assert len({new for _, new in both}) == len(both) == len(keys) - len(gone)
