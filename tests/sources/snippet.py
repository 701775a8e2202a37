"""One row of the tables of small crates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.sources.one_crate import Crate


@dataclass(frozen=True)
class Snippet:
    """A crate that may name `b`, `c`, `d` (libraries) and `p` (a proc macro)."""

    id: str
    crate: Crate
    named: str
    """Those that rustc loads because the crate names them, one letter each."""
    unsure: str = ""
    """Those of which the product says less than it would with more knowledge."""


def row(
    id: str,  # noqa: A002
    source: str | bytes,
    named: str = "",
    unsure: str = "",
    *,
    edition: str = "2021",
    crate_type: str = "lib",
    test: bool = False,
    cfgs: tuple[str, ...] = (),
    features: tuple[str, ...] = (),
    files: Mapping[str, str] | None = None,
    debug_assertions: bool = True,
) -> Snippet:
    """A row of a table."""
    crate = Crate(
        source, edition, crate_type, test, files or {}, features=features, cfgs=cfgs, debug_assertions=debug_assertions
    )
    return Snippet(id, crate, named, unsure)
