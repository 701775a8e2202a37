"""Findings that are the same though packages of theirs came, went or were renamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from auditor.comparison.document import Finding
from auditor.comparison.identity import Names
from auditor.comparison.pairing import Likeness, Pairing, closest


def rejoined(pairing: Pairing, old: Sequence[Finding], new: Sequence[Finding], names: tuple[Names, Names]) -> Pairing:
    """Pair those left that are alike.

    Two of one rule are alike where the packages of the one are among those of the other, or where they differ by
    packages alone that only one of the reports has at all. One that points to another file needs artifacts alike, too.
    """
    if not (pairing.gone and pairing.come):
        return pairing
    return closest(_candidates(pairing, old, new, names), pairing)


def _candidates(
    pairing: Pairing, old: Sequence[Finding], new: Sequence[Finding], names: tuple[Names, Names]
) -> Iterator[tuple[Likeness, int, int]]:
    before, after = names
    common = before.packages & after.packages
    by_crate: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for left in pairing.gone:
        for crate in before.crates(old[left]):
            by_crate[old[left].rule, crate].append(left)
    for right in pairing.come:
        news = after.crates(new[right])
        for left in sorted({left for crate in news for left in by_crate[new[right].rule, crate]}):
            olds = before.crates(old[left])
            artifacts = before.of(old[left]), after.of(new[right])
            is_same_file = before.file(old[left]) == after.file(new[right])
            shared = artifacts[0] & artifacts[1]
            is_alike = olds <= news or news <= olds or olds & common == news & common != frozenset()
            if is_alike and (is_same_file or (shared and (shared in artifacts))):
                yield (is_same_file, len(olds & news), -len(olds ^ news), len(shared)), left, right
