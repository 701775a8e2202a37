"""How an answer of `why` is put into words: ways, linkages, names of artifacts."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.evidence import places
from auditor.evidence.wording import listed
from auditor.model.linkage import Artifact, Linkage
from auditor.model.report import Evidence
from auditor.reports.summary import names
from auditor.why.answer import Entry, Hop, ReasonKind

_MOST_KINDS = 3
_MOST_NAMED = 3


def way(evidence: Evidence, hops: Sequence[Hop], *, end: str = "") -> str:
    """A way as `app → d (app/Cargo.toml:9) → c as `c2``: by package, each once in a row."""
    parts: list[str] = []
    before = None
    for hop in hops:
        unit = evidence.plan.units[hop.unit]
        if unit.package.id != before:
            alias = f" as `{hop.name}`" if hop.name not in (None, unit.target.crate_name) else ""
            place = "" if hop.location is None else f" ({places.show(evidence, hop.location)})"
            parts.append(f"{unit.package.name}{alias}{place}")
        before = unit.package.id
    return " → ".join([*parts, end] if end else parts)


def linkage(entry: Entry) -> str:
    """How it gets in, in rustc's word and in plain ones."""
    if entry.linkage is not None and any(reason.kind is ReasonKind.COPY for reason in entry.reasons):
        return f"{entry.linkage.value}, and more than once"
    match entry.linkage:
        case None:
            return "the crate itself"
        case Linkage.STATIC:
            return "static, a copy of it is inside"
        case Linkage.DYNAMIC:
            return f"dynamic, loaded from {entry.library or 'its shared library'} at run time"
        case Linkage.INCLUDED_FROM_DYLIB:
            return f"included-from-dylib, it comes with {entry.library or 'another library'}"
        case Linkage.NOT_LINKED:
            return "not-linked, nothing of it gets in"


def called(evidence: Evidence, artifacts: Sequence[Artifact], *, most: int) -> str:
    """What artifacts are called, those of a kind together."""
    kinds = names.by_kind(evidence, artifacts, most=most)
    if len(kinds) <= _MOST_KINDS or len(artifacts) <= most:
        return listed(kinds, most=len(kinds))
    return names.counts(evidence, artifacts)


def briefly(evidence: Evidence, artifacts: Sequence[Artifact]) -> str:
    """A few artifacts by name; of many the first, and how many there are beside it."""
    units = [evidence.plan.units[artifact.unit] for artifact in artifacts]
    nouns = [names.noun(unit, one.crate_type) for unit, one in zip(units, artifacts, strict=True)]
    if 1 < len(artifacts) <= _MOST_NAMED and len(set(nouns)) == 1:
        return f"{nouns[0][1]} {listed(names.name(evidence, unit) for unit in units)}"
    first = names.called(evidence, artifacts[:1], most=1)
    rest = artifacts[1:]
    if len(rest) <= 1:
        return listed([first, *(names.called(evidence, [one], most=1) for one in rest)])
    others = {noun[1] for noun in nouns[1:]}
    return f"{first} and {len(rest)} more {others.pop() if others == {nouns[0][1]} else 'artifacts'}"
