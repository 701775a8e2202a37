"""Which releases of rustc the rules are proved for, and which rules changed between releases.

Proved means that the predictions for random workspaces were held against real builds with that release, see
`docs/proof.md`. The answers for other releases follow the table of changes as far as it goes, and are told as likely.
"""

from __future__ import annotations

import re

import msgspec

FIRST_PROVED = (1, 93)
LAST_PROVED = (1, 97)


class RuleChange(msgspec.Struct, frozen=True):
    """A rule that rustc decides by otherwise since some release."""

    since: tuple[int, int]
    """The first release with the new rule."""
    before: str
    """What older ones do."""
    source: str

    def is_in(self, release: str | None) -> bool:
        """Whether a release, as in `rustc -vV`, has the new rule; an unknown one does."""
        return release is None or _number(release) >= self.since


LTO_CRATE_TYPE_FIRST = RuleChange(
    since=(1, 66),
    before="`-C prefer-dynamic` is refused under LTO before the crate type is looked at",
    source="rust-lang/rust#101403; measured with 1.63 and 1.93",
)

RULE_CHANGES = (LTO_CRATE_TYPE_FIRST,)
"""All that are followed. A shared `libtest` (1.63 has one, 1.93 has not) is seen in the toolchain itself."""


def doubt(release: str) -> str | None:
    """Why a release of rustc may decide otherwise than predicted; None for those that are proved.

    `release` is as in `rustc -vV`: `1.95.0`, `1.97.0-nightly`.
    """
    if FIRST_PROVED <= _number(release) <= LAST_PROVED:
        return None
    first, last = (".".join(map(str, one)) for one in (FIRST_PROVED, LAST_PROVED))
    return f"whether rustc {release} decides like the releases {first} to {last}, which real builds were compared with"


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", release)[:2])
