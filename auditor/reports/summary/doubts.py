"""Why some answers are only likely."""

from __future__ import annotations

import msgspec

from auditor.model.linkage import Artifact, Confidence
from auditor.model.report import Evidence


class Doubt(msgspec.Struct, frozen=True):
    """One reason, with the artifacts that it makes uncertain."""

    reason: str
    artifacts: tuple[Artifact, ...]


def doubts(evidence: Evidence, *, whole: bool = False) -> list[Doubt]:
    """All reasons, those with the most artifacts first; `whole` with those that are else counted."""
    found: dict[str, list[Artifact]] = {}
    for artifact in evidence.artifacts:
        if artifact.confidence is Confidence.LIKELY:
            reasons = artifact.doubts
            if whole and artifact.further_doubts:
                reasons = (*artifact.doubts[:-1], *artifact.further_doubts)
            for reason in dict.fromkeys(reasons) or ("the sources leave open which crates are loaded",):
                found.setdefault(reason, []).append(artifact)
    result = [Doubt(reason, tuple(artifacts)) for reason, artifacts in found.items()]
    return sorted(result, key=lambda doubt: -len(doubt.artifacts))
