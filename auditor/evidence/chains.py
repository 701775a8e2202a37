"""What brings a package into a build, and where the user can change that."""

from __future__ import annotations

from auditor.crate_graph import crate_graph
from auditor.evidence import places
from auditor.model.finding import Location
from auditor.model.report import Evidence
from auditor.model.workspace import Package


def brought_in(evidence: Evidence, package: Package) -> tuple[str, ...]:
    """A line with the shortest chain from what was asked for to a package, `app → geo → maxminddb`.

    None for what was asked for itself.
    """
    graph = crate_graph(evidence)
    shown = graph.shown(graph.chain(package.id))
    return (f"brought in by: {shown}",) if " → " in shown else ()


def way(evidence: Evidence, start: int, end: int) -> str:
    """The shortest way from one unit to another, shown."""
    graph = crate_graph(evidence)
    return graph.shown(graph.path(start, end))


def place_to_edit(evidence: Evidence, package: Package) -> Location:
    """Where the user can change a package's crate types: its own manifest if it lies in a folder of the user's.

    Else it is the line by which the workspace depends on it, or on what brings it in.
    """
    if package.is_path:
        return places.crate_types(evidence, package)
    units = evidence.plan.units
    chain = [units[number].package for number in crate_graph(evidence).chain(package.id)]
    own = [number for number, one in enumerate(chain) if places.is_own(evidence, one)]
    if not own:
        return places.in_root_manifest(evidence)
    last = chain[own[-1]]
    after = chain[own[-1] + 1] if own[-1] + 1 < len(chain) else package
    return places.dependency(evidence, last, after.id)
