"""Which releases of rustc the rules are proved for.

Proved means that the predictions for random workspaces were held against real builds with that release, see
`docs/proof.md`, which also lists what an old release was seen to do differently. That is not simulated: the answers
for other releases are told as likely.
"""

from __future__ import annotations

import re

FIRST_PROVED = (1, 93)
LAST_PROVED = (1, 97)


def doubt(release: str) -> str | None:
    """Why a release of rustc may decide otherwise than predicted; None for those that are proved.

    `release` is as in `rustc -vV`: `1.95.0`, `1.97.0-nightly`.
    """
    number = tuple(int(part) for part in re.findall(r"\d+", release)[:2])
    if FIRST_PROVED <= number <= LAST_PROVED:
        return None
    first, last = (".".join(map(str, one)) for one in (FIRST_PROVED, LAST_PROVED))
    return f"whether rustc {release} decides like the releases {first} to {last}, which real builds were compared with"
