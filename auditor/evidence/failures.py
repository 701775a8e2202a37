"""What fails with one kind of error, put together by its cause."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from auditor.evidence import wording
from auditor.evidence.library_failures import failing_libraries
from auditor.model.linkage import Artifact, Confidence, ErrorKind, Outcome
from auditor.model.report import Evidence
from auditor.model.unit import Unit

K = TypeVar("K", bound=Hashable)
_MOST_DOUBTS = 2


class Failure(msgspec.Struct, frozen=True):
    """An artifact that fails, or a library that leaves none."""

    index: int | None
    """The artifact's; None for a library that is no artifact of the report."""
    artifact: Artifact
    unit: Unit
    crates: tuple[str, ...]
    """The crates that the error names."""


def failures(evidence: Evidence, kind: ErrorKind) -> Iterator[Failure]:
    """The artifacts, and the libraries that are none, with an error of a kind."""
    for index, artifact in enumerate(evidence.artifacts):
        for error in artifact.errors:
            if error.kind is kind and artifact.outcome is Outcome.FAILS:
                yield Failure(index, artifact, evidence.plan.units[artifact.unit], error.crates)
    for unit, error in failing_libraries(evidence):
        if error.kind is kind:
            nothing = Artifact(unit.index, "lib", Outcome.FAILS, (error,), (), (), Confidence.CERTAIN)
            yield Failure(None, nothing, unit, error.crates)


def grouped(found: Iterable[Failure], key: Callable[[Failure], K]) -> dict[K, list[Failure]]:
    """Failures of the same cause together, in their order."""
    groups: dict[K, list[Failure]] = {}
    for failure in found:
        groups.setdefault(key(failure), []).append(failure)
    return groups


def indices(group: Iterable[Failure]) -> tuple[int, ...]:
    """The artifacts of a group, each once."""
    return tuple(dict.fromkeys(failure.index for failure in group if failure.index is not None))


def subject(evidence: Evidence, group: Sequence[Failure]) -> str:
    """What fails as the subject at the beginning of a sentence."""
    names = [
        f"`{failure.unit.target.name}` (lib)" if failure.index is None else wording.artifact(evidence, failure.index)
        for failure in group
    ]
    return wording.sentence(wording.listed(names))


def doubt(group: Sequence[Failure]) -> str:
    """A sentence for failures that are only likely, empty if all are certain."""
    likely = [failure.artifact for failure in group if failure.artifact.outcome_confidence is Confidence.LIKELY]
    if not likely:
        return ""
    reasons = list(dict.fromkeys(doubt for artifact in likely for doubt in artifact.doubts))
    known = f": it is not known {' and '.join(reasons[:_MOST_DOUBTS])}" if reasons else ""
    which = "This" if len(likely) == len(group) else f"For {len(likely)} of them this"
    return f" {which} is likely, not certain{known}."


def consequences(evidence: Evidence, group: Sequence[Failure]) -> tuple[str, ...]:
    """Lines about what follows: which artifacts are blocked by these failures, which error hides behind them."""
    causes = {failure.unit.index for failure in group}
    blocked = [index for index, one in enumerate(evidence.artifacts) if causes.intersection(one.blocked_by)]
    result = []
    if blocked:
        result.append(f"blocks {wording.counted(len(blocked), 'artifact')}: {wording.artifacts(evidence, blocked)}")
    if any(_would_refuse_lto(failure) for failure in group):
        result.append("hides a further error: once it is fixed, LTO and `-C prefer-dynamic` meet (lto-prefer-dynamic)")
    return tuple(result)


def _would_refuse_lto(failure: Failure) -> bool:
    """Whether LTO would fail as well: rustc comes to it only when everything can be linked."""
    flags = failure.unit.flags
    kinds = {error.kind for error in failure.artifact.errors}
    return flags.lto.crosses_crates and flags.prefer_dynamic and ErrorKind.LTO_PREFER_DYNAMIC not in kinds
