"""Two reports into all that changed between them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from auditor.comparison import artifacts, findings
from auditor.comparison.changes import Change, Changes, CrateChange, Side
from auditor.comparison.document import Build, Crate, Document
from auditor.comparison.identity import Names, library, triples
from auditor.comparison.pairing import paired


def compare(base: Side, head: Side, notes: Sequence[str] = ()) -> Changes:
    """Say what changed from the one to the other; `notes` are what the caller has to say about them."""
    old, new = base.document, head.document
    has_triples = max(len(triples(old)), len(triples(new))) > 1
    names = Names(old, has_triples=has_triples), Names(new, has_triples=has_triples)
    found = artifacts.pairing(*names, old.artifacts, new.artifacts)
    vanished = [(names[0].artifacts[number], old.artifacts[number]) for number in found.gone]
    appeared = [(names[1].artifacts[number], new.artifacts[number]) for number in found.come]
    renames = artifacts.renames([identity for identity, _ in vanished], [identity for identity, _ in appeared])
    changed = (
        artifacts.changes(names[1].artifacts[right], old.artifacts[left], new.artifacts[right], names)
        for left, right in found.both
    )
    became, suppressed = findings.changes(old, new, names, {one.before: one.after for one in renames})
    return Changes(
        base,
        head,
        notes=(*notes, *differences_of_builds(base, head)),
        build=tuple(_build(old, new)),
        toolchain=tuple(_toolchain(old, new)),
        crates=tuple(_crates(old, new)),
        appeared=tuple(appeared),
        vanished=tuple(vanished),
        renames=renames,
        artifacts=tuple(one for one in changed if one is not None),
        findings=became,
        suppressed=suppressed,
    )


def differences_of_builds(base: Side, head: Side) -> Iterator[str]:
    """That a report from a file is about another build: then its differences are not those of the project."""
    if not (base.is_report or head.is_report):
        return
    old, new = base.document, head.document
    facts = [
        ("the profile", old.build.profile, new.build.profile),
        ("the mode", old.build.mode, new.build.mode),
        ("the target", _targets(old), _targets(new)),
    ]
    different = [f"{name} ({before}, {after})" for name, before, after in facts if before != after]
    if different:
        shown = ", ".join(different)
        sides = f"{base.name} and {head.name}"
        yield f"{sides} are about different builds, so that not all differences are the project's: {shown}"


def _build(old: Document, new: Document) -> Iterator[Change]:
    for name, before, after in (
        ("profile", old.build.profile, new.build.profile),
        ("mode", old.build.mode, new.build.mode),
        ("target", _targets(old), _targets(new)),
        ("rustflags", _flags(old.build), _flags(new.build)),
    ):
        if before != after:
            yield Change(name, before, after)


def _toolchain(old: Document, new: Document) -> Iterator[Change]:
    before, after = old.toolchain, new.toolchain
    if before.rustc != after.rustc:
        yield Change("rustc", before.rustc, after.rustc)
    elif before.commit_hash and after.commit_hash and before.commit_hash != after.commit_hash:
        yield Change("commit of rustc", before.commit_hash, after.commit_hash)
    if before.cargo and after.cargo and before.cargo != after.cargo:
        yield Change("cargo", before.cargo, after.cargo)
    if before.host != after.host:
        yield Change("host", before.host, after.host)
    if _std(before.std.dylib) != _std(after.std.dylib):
        yield Change("shared std", before.std.dylib, after.std.dylib)


def _crates(old: Document, new: Document) -> Iterator[CrateChange]:
    for left, right in paired([_crate_keys(one) for one in old.crates], [_crate_keys(one) for one in new.crates]).both:
        before, after = old.crates[left], new.crates[right]
        if (before.classification, sorted(before.crate_types)) != (after.classification, sorted(after.crate_types)):
            yield CrateChange(
                after.package,
                after.name,
                (before.version, after.version),
                (before.crate_types, after.crate_types),
                (before.classification, after.classification),
            )


def _crate_keys(crate: Crate) -> tuple[object, ...]:
    return (crate.package, crate.name, crate.version), (crate.package, crate.name)


def _targets(document: Document) -> str:
    targets = document.build.targets or ()
    return ", ".join(targets) or document.toolchain.target


def _flags(build: Build) -> str | None:
    return shlex.join(build.rustflags) or None


def _std(dylib: str | None) -> str | None:
    return None if dylib is None else library(dylib)
