"""What goes with each program, and how it is found where it runs."""

from __future__ import annotations

from auditor.evidence import places
from auditor.evidence.wording import listed
from auditor.model.report import Evidence
from auditor.reports.html import view
from auditor.reports.html.prose import prose
from auditor.reports.summary import libraries, names, run_time
from auditor.reports.summary.libraries import Library, Shipment

MOST_NAMES = 12
MOST_CONTENTS = 6


def shipments(evidence: Evidence) -> tuple[view.ShipmentView, ...]:
    """Artifacts that need the same files, with these."""
    return tuple(_shipment(evidence, one) for one in libraries.shipments(evidence))


def _shipment(evidence: Evidence, shipment: Shipment) -> view.ShipmentView:
    unit = evidence.plan.units[shipment.artifacts[0].unit]
    return view.ShipmentView(
        tuple(names.by_kind(evidence, shipment.artifacts, most=MOST_NAMES)),
        tuple(_file(evidence, one) for one in shipment.libraries),
        prose(run_time.found(evidence, unit)),
    )


def _file(evidence: Evidence, library: Library) -> view.ShippedFile:
    contents = listed(library.contents, most=MOST_CONTENTS) if library.contents else "the standard library"
    return view.ShippedFile(library.file_name, _source(evidence, library), contents)


def _source(evidence: Evidence, library: Library) -> str:
    if library.is_std:
        targets = [platform.triple for kind, platform in evidence.plan.platforms.items() if kind is not None]
        return f"the folder that rustc --print target-libdir{f' --target {targets[0]}' if targets else ''} prints"
    return places.show_path(evidence, library.folder)
