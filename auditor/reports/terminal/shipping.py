"""The section that says which shared libraries go with which program."""

from __future__ import annotations

from auditor.model.report import Evidence
from auditor.reports.summary import libraries, names
from auditor.reports.terminal.page import Page

MOST_NAMES = 6


def write(page: Page, evidence: Evidence, *, verbose: bool) -> None:
    """The files that each requested program and library needs at run time."""
    shipments = libraries.shipments(evidence)
    if not shipments:
        return
    page.heading("What to ship")
    for shipment in shipments:
        for called in names.by_kind(
            evidence, shipment.artifacts, most=len(shipment.artifacts) if verbose else MOST_NAMES
        ):
            page.put(called, indent=2)
        widest = max((len(library.file_name) for library in shipment.libraries), default=0)
        for library in shipment.libraries:
            page.put(
                libraries.source(evidence, library), indent=4, lead=f"{library.file_name:<{widest}}  ", style="dim"
            )
    if any("*" in library.file_name for shipment in shipments for library in shipment.libraries):
        page.put("(* stands for a hash that the build decides)", indent=2, style="dim")
