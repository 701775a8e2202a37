"""Nodes as boxes: what they are called, what becomes of them, what is inside, what they load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec

from auditor.evidence.causes import causes
from auditor.evidence.wording import counted, listed
from auditor.model.linkage import Outcome
from auditor.model.report import Evidence
from auditor.reports.html import view
from auditor.reports.html.inside import Inside
from auditor.reports.html.nodes import Node
from auditor.reports.html.nodes import outcome as outcome_of
from auditor.reports.html.prose import prose
from auditor.reports.html.twice import twice
from auditor.reports.summary import names
from auditor.reports.summary.waiting import waiting


class Boxes(msgspec.Struct, frozen=True, dict=True):
    """Makes the boxes of nodes, which are known by their numbers."""

    evidence: Evidence
    inside: Inside
    nodes: Sequence[Node]

    def id(self, node: int) -> str:
        """The id of a node's box."""
        return f"box-{node}"

    def by_file(self) -> Mapping[str, int]:
        """The nodes of shared libraries by file name; of equal names the first."""
        found: dict[str, int] = {}
        for number, node in enumerate(self.nodes):
            if node.file_name is not None:
                found.setdefault(node.file_name, number)
        return found

    @cached_property
    def by_unit(self) -> Mapping[int, int]:
        """The nodes of dylibs by the unit that they come from."""
        artifacts = self.evidence.artifacts
        return {
            artifacts[node.artifacts[0]].unit: number
            for number, node in enumerate(self.nodes)
            if node.kind == "library"
        }

    @cached_property
    def copies(self) -> frozenset[tuple[int | None, int | None]]:
        """The copies of crates that would exist twice: the dylib's unit, and the crate (None for std) in it."""
        return frozenset(
            (copy.unit if copy.holder is None else copy.holder, self._number(copy.unit))
            for artifact in self.evidence.artifacts
            for copy in artifact.copies
            if copy.holder is not None or copy.unit is not None
        )

    @cached_property
    def twice(self) -> frozenset[int | None]:
        """The crates that would exist twice in some artifact, None for std."""
        return frozenset(self._number(copy.unit) for artifact in self.evidence.artifacts for copy in artifact.copies)

    def _number(self, unit: int | None) -> int | None:
        return None if unit is None else self.inside.numbers[self.evidence.plan.units[unit].package.id]

    def edges(self) -> dict[int, list[int]]:
        """What each node loads."""
        files = self.by_file()
        return {
            number: [files[name] for name in node.needed if name in files] for number, node in enumerate(self.nodes)
        }

    def all(self) -> list[view.Box]:
        """The boxes of all nodes."""
        edges = self.edges()
        loaded_by: dict[int, list[int]] = {}
        for number, targets in edges.items():
            for target in targets:
                loaded_by.setdefault(target, []).append(number)
        return [self._box(number, edges[number], loaded_by.get(number, [])) for number in range(len(self.nodes))]

    def _box(self, number: int, loads: Sequence[int], loaded_by: Sequence[int]) -> view.Box:
        node = self.nodes[number]
        becomes = outcome_of(self.evidence, node)
        artifacts = [self.evidence.artifacts[one] for one in node.artifacts]
        called = (names.called(self.evidence, [one], most=1) for one in artifacts) if len(artifacts) > 1 else ()
        units: dict[int | None, str] = {unit: self.id(box) for unit, box in self.by_unit.items()}
        units.update((None, self.id(box)) for box in loads if self.nodes[box].kind == "std")
        return view.Box(
            id=self.id(number),
            kind=node.kind,
            title=node.title,
            file_name=node.file_name,
            outcome=None if becomes is None else becomes.value,
            status=self._status(node, becomes),
            artifacts=tuple(called),
            summary=self._summary(node),
            chips=self._chips(node),
            loads=self._refs(loads),
            loaded_by=self._refs(loaded_by),
            twice=twice(self.evidence, self.inside, artifacts[0], units) if artifacts else (),
        )

    def _refs(self, numbers: Sequence[int]) -> tuple[view.Ref, ...]:
        named = sorted(((self.nodes[number], number) for number in numbers), key=lambda one: one[0].kind == "std")
        return tuple(view.Ref(node.file_name or node.title, self.id(number)) for node, number in named)

    def _status(self, node: Node, becomes: Outcome | None) -> view.Prose:
        artifact = self.evidence.artifacts[node.artifacts[0]] if node.artifacts else None
        match becomes:
            case Outcome.FAILS if artifact is not None:
                return prose("; ".join(causes(artifact.errors)))
            case Outcome.BLOCKED if artifact is not None:
                return prose(waiting(self.evidence, [self.evidence.artifacts[one] for one in node.artifacts]))
            case _:
                return prose("from the toolchain") if artifact is None else ()

    def _summary(self, node: Node) -> str:
        if not node.artifacts:
            return ""
        sizes = [len(self.inside.crates(artifact)) for artifact in node.artifacts]
        least, most = min(sizes), max(sizes)
        std = ["std"] if all(map(self._has_std, node.artifacts)) else []
        each = "" if len(sizes) == 1 else " each"
        if not most:
            return f"{listed(std)} inside{each}" if std else "no library crate inside"
        crates = counted(most, "crate") if least == most else f"{least or 'up'} to {most} crates"
        return f"{listed([crates, *std])} inside{each}"

    def _chips(self, node: Node) -> tuple[view.Chip, ...]:
        """The crates inside, by name; what is not in all artifacts of the node says in how many it is."""
        total = len(node.artifacts)
        sets = Counter(self.inside.of_artifact[artifact] for artifact in node.artifacts)
        held: Counter[int] = Counter()
        for one, times in sets.items():
            held.update(dict.fromkeys(self.inside.sets[one], times))
        own = [crate for artifact in node.artifacts if (crate := self.inside.own[artifact]) is not None]
        held.update(own)
        holders = {self.evidence.artifacts[artifact].unit for artifact in node.artifacts}
        twice = {crate for holder, crate in self.copies if holder in holders}
        std = [view.Chip(None, "std", is_twice=None in twice)] if any(map(self._has_std, node.artifacts)) else []
        rest = (
            view.Chip(
                crate, self.inside.labels[crate], None if times == total else times, crate in twice, [crate] == own
            )
            for crate, times in sorted(held.items())
        )
        return (*std, *rest)

    def _has_std(self, artifact: int) -> bool:
        return self.inside.std[artifact]
