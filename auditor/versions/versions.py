"""Both versions as reports that can be compared: about the same build, wherever that can be had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

from msgspec.structs import replace

from auditor.audit import AuditRequest, Say
from auditor.comparison.changes import Side
from auditor.comparison.document import Document
from auditor.comparison.reading import STDIN
from auditor.errors import AuditorError
from auditor.model.policy import FailOn
from auditor.model.selection import Mode, Selection
from auditor.versions.auditing import Auditor
from auditor.versions.sources import Finder, Source

WORKING_TREE = "the working tree"
_OF_THE_MACHINE = ("stale-target-directory",)
"""Rules about what earlier builds left on this machine: no revision has it."""


class Versions(NamedTuple):
    """What is to be compared."""

    base: Side
    head: Side
    notes: tuple[str, ...]
    """What a reader must know to judge the comparison."""
    fail_on: FailOn | None
    """What the policy of the head says; the command line counts more."""


def versions(base: str, head: str | None, request: AuditRequest, say: Say = lambda _: None) -> Versions:
    """Read or audit both. Without a head it is the project as it lies in the working tree, unless the base is `A...B`.

    Raises AuditorError where an argument is neither a report nor a revision, or where one cannot be audited.
    """
    if base == head == STDIN:
        raise AuditorError("only one report can come from standard input", hint="name a file for the other")
    finder = Finder(request)
    both = finder.range(base) if head is None else None
    sources = both or (finder.source(base), Source(WORKING_TREE) if head is None else finder.source(head))
    reports = [source.report for source in sources if source.report is not None]
    if len(reports) == len(sources):
        _require_no_selection(request)
    mode = request.mode or (reports[0].build.mode if reports else None)
    with ExitStack() as folders:
        auditor = Auditor(finder, request, say, folders)
        audits = [auditor.prepared(source, is_base=source is sources[0]) for source in sources]
        audited = [make(mode) for make in audits]
        if mode is None and len({one.document.build.mode for one in audited}) > 1:
            auditor.notes.append("one of the two prefers dynamic linking as configured: both are audited as configured")
            audited = [
                one if one.document.build.mode is Mode.AS_CONFIGURED else make(Mode.AS_CONFIGURED)
                for one, make in zip(audited, audits, strict=True)
            ]
    documents = [one.document for one in audited]
    if any(source.commit for source in sources):
        documents = [_without_leftovers(document) for document in documents]
    sides = [
        Side(source.name, document, source.commit, is_report=source.report is not None)
        for source, document in zip(sources, documents, strict=True)
    ]
    return Versions(sides[0], sides[1], tuple(dict.fromkeys(auditor.notes)), audited[1].fail_on)


def _require_no_selection(request: AuditRequest) -> None:
    """Raise AuditorError for options that choose a build or judge it, where none is audited."""
    named = list(_options(request))
    if named:
        raise AuditorError(
            f"two reports are compared as they are: {named[0]} has no effect on them",
            hint="leave it out, or name a revision instead of a report",
        )


def _options(request: AuditRequest) -> Iterator[str]:
    """The options of the command line that are for an audit."""
    singular = {"packages": "package", "targets": "target"}
    for (name, value), default in zip(request.selection._asdict().items(), Selection(), strict=True):
        if value != default:
            yield f"--{singular.get(name, name).replace('_', '-')}"
    if request.mode is not None:
        yield f"--{request.mode.value}"
    for level in request.levels:
        yield level.option


def _without_leftovers(document: Document) -> Document:
    return replace(document, findings=tuple(one for one in document.findings if one.rule not in _OF_THE_MACHINE))
