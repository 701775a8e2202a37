"""Small crates and the dependencies that rustc loads for them; the oracle holds every row against the real compiler."""

from __future__ import annotations

from dataclasses import dataclass

from tests.sources.one_crate import Crate


@dataclass(frozen=True)
class Snippet:
    """A crate that may name `b`, `c` and `d`."""

    id: str
    crate: Crate
    named: str
    """Those that rustc loads because the crate names them."""
    unsure: str = ""
    """Those of which the product may say less than it knows."""


def row(id: str, source: str | bytes, named: str = "", unsure: str = "", **options: object) -> Snippet:  # noqa: A002
    """A row of the table."""
    return Snippet(id, Crate(source, **options), named, unsure)  # type: ignore[arg-type]


PATHS = (row("expression", "pub fn g() { b::f() }", "b"),)
