"""Artifacts that are linked alike, put together so that large workspaces stay readable."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from auditor.evidence.causes import causes
from auditor.model.linkage import Artifact, Linkage, LinkError, Outcome
from auditor.model.report import Evidence
from auditor.reports.summary import names

_KINDS = ("binary", "dylib", "cdylib", "staticlib", "proc macro", "example", "unit tests", "test", "bench")
"""What a reader looks for first."""
_ORDER = {Outcome.FAILS: 0, Outcome.BLOCKED: 1, Outcome.LINKS: 2}


class Group(msgspec.Struct, frozen=True):
    """Artifacts of one kind with the same outcome, the same errors and the same needs."""

    artifacts: tuple[Artifact, ...]

    @property
    def outcome(self) -> Outcome:
        """What becomes of each."""
        return self.artifacts[0].outcome

    @property
    def cause(self) -> str:
        """Why they fail; empty if they do not."""
        return "; ".join(causes(self.artifacts[0].errors))

    @property
    def blocked_by(self) -> frozenset[int]:
        """The units whose failure blocks some of them."""
        return frozenset(unit for artifact in self.artifacts for unit in artifact.blocked_by)


class _Alike(NamedTuple):
    """What artifacts of one group have in common."""

    order: int
    is_dependency: bool
    is_host: bool
    kind: int
    noun: str
    errors: tuple[LinkError, ...]
    waits: bool
    """Whether something else fails first."""
    needed: tuple[str, ...]
    has_static_std: bool

    def rank(self) -> tuple[int, bool, bool, int]:
        """What fails comes first, then what was asked for; equal ranks keep the order of the build."""
        return self.order, self.is_dependency, self.is_host, self.kind


def groups(evidence: Evidence) -> list[Group]:
    """All artifacts but the folded ones."""
    found: dict[_Alike, list[Artifact]] = {}
    for artifact in evidence.artifacts:
        if not _is_folded(evidence, artifact):
            found.setdefault(_alike(evidence, artifact), []).append(artifact)
    return [Group(tuple(found[alike])) for alike in sorted(found, key=_Alike.rank)]


def in_order(evidence: Evidence) -> list[Artifact]:
    """All artifacts in the order of their groups, the folded ones last."""
    return sorted(
        evidence.artifacts,
        key=lambda artifact: (_is_folded(evidence, artifact), _alike(evidence, artifact).rank()),
    )


def folded(evidence: Evidence) -> list[Artifact]:
    """Build scripts and proc macros that link: they serve the build, and their number says enough."""
    return [artifact for artifact in evidence.artifacts if _is_folded(evidence, artifact)]


def contained(artifact: Artifact) -> list[str]:
    """The crates besides std that are inside an artifact."""
    return [entry.crate for entry in artifact.linkage if entry.linkage is Linkage.STATIC and entry.unit is not None]


def has_static_std(artifact: Artifact) -> bool:
    """Whether the standard library is inside the artifact."""
    return any(entry.unit is None and entry.linkage is Linkage.STATIC for entry in artifact.linkage)


def _alike(evidence: Evidence, artifact: Artifact) -> _Alike:
    unit = evidence.plan.units[artifact.unit]
    noun = names.noun(unit, artifact.crate_type)[0]
    links = artifact.outcome is Outcome.LINKS
    return _Alike(
        order=_ORDER[artifact.outcome],
        is_dependency=not unit.is_root,
        is_host=unit.is_host,
        kind=_KINDS.index(noun) if noun in _KINDS else len(_KINDS),
        noun=noun,
        errors=artifact.errors,
        waits=bool(artifact.blocked_by),
        needed=artifact.needed if links else (),
        has_static_std=links and has_static_std(artifact),
    )


def _is_folded(evidence: Evidence, artifact: Artifact) -> bool:
    unit = evidence.plan.units[artifact.unit]
    return unit.target.for_host and artifact.outcome is Outcome.LINKS and not unit.is_test
