"""Why some answers are only likely."""

from __future__ import annotations

import msgspec

from auditor.model.linkage import Artifact, Confidence
from auditor.model.report import Evidence


class Doubt(msgspec.Struct, frozen=True):
    """One reason, with the artifacts that it makes uncertain."""

    reason: str
    artifacts: tuple[Artifact, ...]


def doubts(evidence: Evidence) -> list[Doubt]:
    """All reasons, those with the most artifacts first."""
    found: dict[str, list[Artifact]] = {}
    for artifact in evidence.artifacts:
        if artifact.confidence is Confidence.LIKELY:
            for reason in dict.fromkeys(artifact.doubts) or ("the sources leave open which crates are loaded",):
                found.setdefault(reason, []).append(artifact)
    result = [Doubt(reason, tuple(artifacts)) for reason, artifacts in found.items()]
    return sorted(result, key=lambda doubt: -len(doubt.artifacts))
