"""What linked artifacts consist of, in words: the shared libraries that they load and the crates inside."""

from __future__ import annotations

from auditor.evidence.wording import counted, listed
from auditor.model.report import Evidence
from auditor.reports.summary import groups, libraries
from auditor.reports.summary.groups import Group
from auditor.reports.summary.libraries import Library

MOST_LIBRARIES = 6
"""How many libraries are told before the rest is counted."""


def contents(evidence: Evidence, group: Group, *, most: int | None) -> list[str]:
    """Each library that the artifacts of a group load, then what is inside; without `most` all names."""
    needed = libraries.loaded(evidence, group.artifacts[0])
    shown = needed if most is None else needed[-MOST_LIBRARIES:]
    result = [_library(library, most=most) for library in shown]
    if len(shown) < len(needed):
        result.insert(0, counted(len(needed) - len(shown), "further shared library", "further shared libraries"))
    inside = _inside(group, most=most)
    return [*result, inside] if inside else result or ["nothing inside"]


def _library(library: Library, *, most: int | None) -> str:
    if not library.contents:
        return library.file_name
    return f"{library.file_name}, which holds {listed(library.contents, most=most or len(library.contents))}"


def _inside(group: Group, *, most: int | None) -> str:
    """The crates inside, counted; those of a single artifact are named where they are few or all are wanted."""
    found = [groups.contained(artifact) for artifact in group.artifacts]
    std = ["std"] if groups.has_static_std(group.artifacts[0]) else []
    least, largest = min(map(len, found)), max(map(len, found))
    if len(found) == 1 and (most is None or largest <= most):
        return f"{listed([*found[0], *std], most=largest + 1)} inside" if found[0] or std else ""
    each = "" if len(found) == 1 else " each"
    if not largest:
        return f"std inside{each}" if std else ""
    number = counted(largest, "crate") if least == largest else f"{least or 'up'} to {largest} crates"
    return f"{listed([number, *std])} inside{each}"
