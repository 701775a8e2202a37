"""The crates by classification: where each lives and why it is in the build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

from auditor.crate_graph import crate_graph
from auditor.evidence import places
from auditor.model.report import Classification, Evidence
from auditor.model.workspace import Package, PackageId
from auditor.reports.html import view
from auditor.reports.html.boxes import Boxes

MOST_DEPENDENTS = 12
_MEANINGS = {
    Classification.RLIB_ONLY: "Always linked statically: their code is inside whatever needs it.",
    Classification.DYLIB_ONLY: "Always loaded at run time: what needs them links every crate dynamically that it can.",
    Classification.RLIB_AND_DYLIB: "Static or dynamic, as the link prefers or needs it.",
    Classification.UNLINKABLE: "Nothing that Rust code can link: for other languages, or loaded by hand.",
    Classification.PROC_MACRO: "Run by the compiler: they are in no program.",
}
_ORDER = (
    Classification.DYLIB_ONLY,
    Classification.RLIB_AND_DYLIB,
    Classification.UNLINKABLE,
    Classification.RLIB_ONLY,
    Classification.PROC_MACRO,
)


class _Crates(msgspec.Struct, frozen=True):
    """What the crates are described from."""

    evidence: Evidence
    boxes: Boxes
    homes: Mapping[int, Sequence[view.Home]]
    dependents: Mapping[PackageId, Sequence[PackageId]]

    def describe(self, package_id: PackageId) -> view.CrateView:
        """A crate with where it lives and why."""
        package = self.evidence.workspace.packages[package_id]
        number = self.boxes.inside.numbers[package_id]
        is_own = places.is_own(self.evidence, package)
        dependents = self.dependents.get(package_id, ())
        return view.CrateView(
            number=number,
            label=package.name if is_own else f"{package.name} {package.version}",
            classification=self.evidence.classifications[package_id].value,
            crate_types=", ".join(package.library.crate_types) if package.library else "",
            place=self._place(package),
            brought_in=self._brought_in(package),
            dependents=tuple(self._ref(one) for one in dependents[:MOST_DEPENDENTS]),
            more_dependents=max(0, len(dependents) - MOST_DEPENDENTS),
            homes=tuple(self.homes.get(number, ())),
            is_twice=number in self.boxes.twice,
            is_own=is_own,
        )

    def _place(self, package: Package) -> str:
        """The manifest, with the line of the crate types where they are worth it: a line costs reading the file."""
        is_plain = package.library is None or package.library.crate_types == ("lib",)
        line = None if is_plain else places.crate_types(self.evidence, package).line
        return places.show_manifest(self.evidence, package, line)

    def _brought_in(self, package: Package) -> tuple[str, ...]:
        units = self.evidence.plan.units
        way = [units[number].package.name for number in crate_graph(self.evidence).chains.get(package.id, ())]
        names = way[:1] + [after for before, after in pairwise(way) if before != after]
        return tuple(names) if len(names) > 1 else ()

    def _ref(self, package_id: PackageId) -> view.Ref:
        number = self.boxes.inside.numbers.get(package_id)
        if number is None:
            return view.Ref(self.evidence.workspace.packages[package_id].name, "")
        return view.Ref(self.boxes.inside.labels[number], f"crate-{number}")


def classified(evidence: Evidence, boxes: Boxes, shown: Sequence[view.Box]) -> tuple[view.Classified, ...]:
    """All crates, the rarer and more interesting classifications first."""
    crates = _Crates(evidence, boxes, _homes(shown), _dependents(evidence))
    found: dict[Classification, list[view.CrateView]] = {}
    for package_id in boxes.inside.numbers:
        found.setdefault(evidence.classifications[package_id], []).append(crates.describe(package_id))
    return tuple(view.Classified(kind.value, _MEANINGS[kind], tuple(found[kind])) for kind in _ORDER if kind in found)


def _homes(boxes: Sequence[view.Box]) -> dict[int, list[view.Home]]:
    """The boxes that each crate is inside."""
    homes: dict[int, list[view.Home]] = {}
    for box in boxes:
        ref = view.Ref(box.title, box.id)
        whole = view.Home(ref, f"in each of {len(box.artifacts)}" if box.artifacts else "")
        for chip in box.chips:
            if chip.crate is not None:
                note = whole if chip.some is None else view.Home(ref, f"in {chip.some} of {len(box.artifacts)}")
                homes.setdefault(chip.crate, []).append(note)
    return homes


def _dependents(evidence: Evidence) -> dict[PackageId, list[PackageId]]:
    """The packages that need each package directly, by name."""
    units = evidence.plan.units
    found: dict[PackageId, set[PackageId]] = {}
    for unit in units:
        for dependency in unit.dependencies:
            needed = units[dependency.unit].package.id
            if needed != unit.package.id:
                found.setdefault(needed, set()).add(unit.package.id)
    packages = evidence.workspace.packages
    return {one: sorted(many, key=lambda id_: (packages[id_].name, id_)) for one, many in found.items()}
