"""What the picture is made of: artifacts linked alike as one node, each shared library as its own."""

from __future__ import annotations

import msgspec

from auditor.model.file_names import file_name
from auditor.model.linkage import Artifact, Outcome
from auditor.model.report import Evidence
from auditor.reports.summary import groups, names

MOST_NAMES = 3
"""How many names a title holds before it counts the rest."""


class Node(msgspec.Struct, frozen=True):
    """Alike artifacts, or a shared library of the build or of the toolchain."""

    kind: str
    """`program`, `library`, `build` (what serves the build itself) or `std`."""
    title: str
    artifacts: tuple[int, ...]
    file_name: str | None
    """What others load it by; None for programs."""
    needed: tuple[str, ...]

    @property
    def is_loaded(self) -> bool:
        """Whether it is a shared library, which stands below what loads it."""
        return self.kind in ("library", "std")


def nodes(evidence: Evidence) -> list[Node]:
    """All nodes, the more important first, the toolchain's std last."""
    index = {id(artifact): number for number, artifact in enumerate(evidence.artifacts)}
    found = []
    for group in groups.groups(evidence):
        numbers = tuple(index[id(artifact)] for artifact in group.artifacts)
        if group.artifacts[0].crate_type == "dylib":
            found += [_library(evidence, number) for number in numbers]
        else:
            found.append(_program(evidence, numbers))
    return [*found, *_build(evidence, [index[id(artifact)] for artifact in groups.folded(evidence)]), *_std(evidence)]


def loads(evidence: Evidence, artifact: Artifact) -> tuple[str, ...]:
    """The shared libraries that an artifact loads; one that fails with std twice would load the toolchain's, too."""
    std = evidence.plan.units[artifact.unit].platform.std_dylib
    is_twice = any(copy.unit is None and copy.holder is None for copy in artifact.copies)
    return (*artifact.needed, std) if is_twice and std is not None and std not in artifact.needed else artifact.needed


def _program(evidence: Evidence, numbers: tuple[int, ...]) -> Node:
    artifacts = [evidence.artifacts[number] for number in numbers]
    title = names.called(evidence, artifacts, most=MOST_NAMES)
    return Node("program", title, numbers, None, loads(evidence, artifacts[0]))


def _library(evidence: Evidence, number: int) -> Node:
    artifact = evidence.artifacts[number]
    name = file_name(evidence.plan.units[artifact.unit], artifact.crate_type)
    return Node("library", names.called(evidence, [artifact], most=1), (number,), name, loads(evidence, artifact))


def _build(evidence: Evidence, numbers: list[int]) -> list[Node]:
    """Build scripts and proc macros, those that load the same together."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for number in numbers:
        alike.setdefault(evidence.artifacts[number].needed, []).append(number)
    return [Node("build", _counts(evidence, group), tuple(group), None, needed) for needed, group in alike.items()]


def _counts(evidence: Evidence, numbers: list[int]) -> str:
    """`12 build scripts and 5 proc macros`; a single one by its name."""
    artifacts = [evidence.artifacts[number] for number in numbers]
    if len(artifacts) == 1:
        return names.called(evidence, artifacts, most=1)
    return names.counts(evidence, artifacts)


def _std(evidence: Evidence) -> list[Node]:
    """The toolchain's shared standard libraries that something loads."""
    needed = {name for artifact in evidence.artifacts for name in loads(evidence, artifact)}
    platforms = {platform.std_dylib: platform.triple for platform in evidence.plan.platforms.values()}
    return [
        Node("std", "std, shared" if len(platforms) == 1 else f"std for {triple}", (), name, ())
        for name, triple in platforms.items()
        if name is not None and name in needed
    ]


def outcome(evidence: Evidence, node: Node) -> Outcome | None:
    """What becomes of the artifacts of a node."""
    return evidence.artifacts[node.artifacts[0]].outcome if node.artifacts else None
