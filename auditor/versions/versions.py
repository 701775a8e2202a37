"""Both versions as reports that can be compared: about the same build, wherever that can be had."""

from __future__ import annotations

from contextlib import ExitStack
from typing import NamedTuple

from msgspec.structs import replace

from auditor.audit import AuditRequest, Say
from auditor.comparison.changes import Side
from auditor.comparison.document import Document
from auditor.errors import AuditorError
from auditor.model.selection import Mode, Selection
from auditor.versions.auditing import Auditor
from auditor.versions.sources import STDIN, Finder, Source

WORKING_TREE = "the working tree"
_OF_THE_MACHINE = ("stale-target-directory",)
"""Rules about what earlier builds left on this machine: no revision has it."""


class Versions(NamedTuple):
    """What is to be compared."""

    base: Side
    head: Side
    notes: tuple[str, ...]
    """What a reader must know to judge the comparison."""


def versions(base: str, head: str | None, request: AuditRequest, say: Say = lambda _: None) -> Versions:
    """Read or audit both. Without a head it is the project as it lies in the working tree.

    Raises AuditorError where an argument is neither a report nor a revision, or where one cannot be audited.
    """
    if base == head == STDIN:
        raise AuditorError("only one report can come from standard input", hint="name a file for the other")
    finder = Finder(request)
    sources = finder.source(base), Source(WORKING_TREE) if head is None else finder.source(head)
    reports = [source.report for source in sources if source.report is not None]
    if len(reports) == len(sources):
        _require_no_selection(request)
    mode = request.mode or (reports[0].build.mode if reports else None)
    with ExitStack() as folders:
        auditor = Auditor(finder, request, say, folders)
        audits = [auditor.prepared(source) for source in sources]
        documents = [audited(mode) for audited in audits]
        if mode is None and documents[0].build.mode is not documents[1].build.mode:
            auditor.notes.append("one of the two prefers dynamic linking as configured: both are audited as configured")
            documents = [
                document if document.build.mode is Mode.AS_CONFIGURED else audited(Mode.AS_CONFIGURED)
                for document, audited in zip(documents, audits, strict=True)
            ]
    if any(source.commit for source in sources):
        documents = [_without_leftovers(document) for document in documents]
    sides = [
        Side(source.name, document, source.commit, is_report=source.report is not None)
        for source, document in zip(sources, documents, strict=True)
    ]
    return Versions(sides[0], sides[1], tuple(dict.fromkeys(auditor.notes)))


def _require_no_selection(request: AuditRequest) -> None:
    """Raise AuditorError for options that choose a build where none is made."""
    named = ["manifest-path" if name == "manifest_path" else name.replace("_", "-") for name in _chosen(request)]
    if named:
        raise AuditorError(
            f"two reports are compared as they are: --{named[0]} has no effect on them",
            hint="leave it out, or name a revision instead of a report",
        )


def _chosen(request: AuditRequest) -> list[str]:
    default = Selection()
    singular = {"packages": "package", "targets": "target"}
    chosen = [
        singular.get(name, name)
        for name, value in request.selection._asdict().items()
        if value != getattr(default, name)
    ]
    return chosen + ([] if request.mode is None else [request.mode.value])


def _without_leftovers(document: Document) -> Document:
    return replace(document, findings=tuple(one for one in document.findings if one.rule not in _OF_THE_MACHINE))
