"""Which artifacts appear, vanish or are linked in another way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from auditor.comparison.changes import ArtifactChange, Change, LinkageChange, Rename
from auditor.comparison.document import Artifact, CrateLinkage, name_and_version
from auditor.comparison.identity import Identity, Names, library
from auditor.comparison.pairing import Pairing, paired
from auditor.model.linkage import Outcome


def pairing(before: Names, after: Names, old: Sequence[Artifact], new: Sequence[Artifact]) -> Pairing:
    """Pair artifacts by identity; several of one identity by version, then in order."""

    def keys(names: Names, artifacts: Sequence[Artifact]) -> list[tuple[object, ...]]:
        return [
            ((identity, name_and_version(artifact.package_id)[1]), identity)
            for identity, artifact in zip(names.artifacts, artifacts, strict=True)
        ]

    return paired(keys(before, old), keys(after, new))


def renames(vanished: Sequence[Identity], appeared: Sequence[Identity]) -> tuple[Rename, ...]:
    """The one that vanished and the one that appeared, where a package has one of each of a kind."""
    olds, news = _by_kind(vanished), _by_kind(appeared)
    return tuple(
        Rename(olds[kind][0], found[0]) for kind, found in news.items() if len(found) == len(olds.get(kind, ())) == 1
    )


def changes(identity: Identity, before: Artifact, after: Artifact, names: tuple[Names, Names]) -> ArtifactChange | None:
    """What changed of an artifact; None if nothing did."""
    link = before.outcome is Outcome.LINKS and after.outcome is Outcome.LINKS
    change = ArtifactChange(
        identity,
        before,
        after,
        linkage=tuple(_linkage(before, after, names)) if link else (),
        gained=_without(after.needed, before.needed) if link else (),
        lost=_without(before.needed, after.needed) if link else (),
        settings=tuple(_settings(before, after)),
    )
    is_same = before.outcome is after.outcome and sorted(before.errors) == sorted(after.errors)
    return None if is_same and not (change.linkage or change.gained or change.lost or change.settings) else change


def _by_kind(identities: Sequence[Identity]) -> dict[tuple[object, ...], list[Identity]]:
    kinds: defaultdict[tuple[object, ...], list[Identity]] = defaultdict(list)
    for one in identities:
        kinds[one.package, one.target_kind, one.crate_type, one.test, one.platform, one.triple].append(one)
    return kinds


def _settings(before: Artifact, after: Artifact) -> Iterator[Change]:
    if before.lto != after.lto:
        yield Change("lto", before.lto, after.lto)
    if before.panic != after.panic:
        yield Change("panic", before.panic, after.panic)
    if before.prefer_dynamic != after.prefer_dynamic:
        yield Change("prefer-dynamic", _yes_or_no(before.prefer_dynamic), _yes_or_no(after.prefer_dynamic))


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _linkage(before: Artifact, after: Artifact, names: tuple[Names, Names]) -> Iterator[LinkageChange]:
    old, new = before.linkage, after.linkage
    found = paired([_keys(names[0], one) for one in old], [_keys(names[1], one) for one in new])
    turned = [(old[left].crate, old[left].linkage, new[right].linkage) for left, right in found.both]
    gone: list[tuple[str, str | None, str | None]] = [(old[one].crate, old[one].linkage, None) for one in found.gone]
    come: list[tuple[str, str | None, str | None]] = [(new[one].crate, None, new[one].linkage) for one in found.come]
    for crate, was, now in (*turned, *come, *gone):
        if was != now:
            yield LinkageChange(crate, was, now)


def _keys(names: Names, entry: CrateLinkage) -> tuple[object, ...]:
    if entry.package_id is None:
        return None, entry.crate
    package = names.package(entry.package_id)
    return (entry.crate, package, name_and_version(entry.package_id)[1]), (entry.crate, package)


def _without(files: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    known = {library(file) for file in others}
    return tuple(file for file in files if library(file) not in known)
