"""Tell whether a path's head means an item of the unit instead of the extern crate of that name."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.sources.cfg import FAILS, HOLDS, CfgSet, Truth, Verdict
from auditor.sources.mentions import Kind, Mention


def shadowed(mention: Mention, mentions: Iterable[Mention], cfg: CfgSet) -> Verdict:
    """Whether one of a file's `mentions` declares the name in a scope around `mention`."""
    unknown: Verdict | None = None
    for other in mentions:
        if (
            other.kind not in (Kind.DECLARATION, Kind.ALIAS)
            or not other.scopes
            or other.scopes[0] not in mention.scopes
        ):
            continue
        if other.context.definition is not None or other.context.macros:
            continue
        verdict = cfg.all_hold(other.conditions)
        if verdict.truth is Truth.TRUE:
            return HOLDS
        if verdict.truth is Truth.UNKNOWN:
            unknown = Verdict(Truth.UNKNOWN, verdict.guess, f"a local item of that name may hide it: {verdict.reason}")
    return unknown or FAILS
