"""Try a remedy: audit the project as it would be, in a private view in which cargo writes nothing of the user's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack
from pathlib import Path

import msgspec
from msgspec.structs import replace

from auditor import audit
from auditor.audit import AuditRequest
from auditor.cargo import rustup
from auditor.cargo.session import open_session
from auditor.comparison.changes import Changes, Side
from auditor.comparison.compare import compare
from auditor.comparison.document import Document
from auditor.comparison.reading import taken
from auditor.elsewhere.confinement import confined
from auditor.elsewhere.moving import errors_in_place, in_place, moved
from auditor.fix.mirror import Mirror, texts
from auditor.fix.proposals.project import Case
from auditor.fix.proposals.registry import proposals
from auditor.fix.remedy import Edit, Remedy, edits
from auditor.model.finding import Finding, Level
from auditor.model.report import AuditReport
from auditor.reports import json_v1
from auditor.verify.private_folder import private_folder


class Result(msgspec.Struct, frozen=True):
    """What the audit says of a project with some remedies."""

    edits: tuple[Edit, ...]
    document: Document
    changes: Changes
    """From the project as it is."""
    further: tuple[Remedy, ...] = ()
    """What could be done about the errors that the remedies bring to light."""


class Trials:
    """Tries remedies of one project; every trial starts from the project as it is."""

    def __init__(self, request: AuditRequest, report: AuditReport) -> None:
        """Take the request and what came of it. Its mode counts for every trial."""
        self.report = report
        self._cargo_home = open_session(request.cwd, request.environment).cargo_home
        environment = rustup.chosen(request.environment, request.cwd)
        self._request = request._replace(mode=report.evidence.mode, environment=environment)
        self._workspace = report.evidence.workspace
        self._before = Side("now", taken(json_v1.document(report)))

    @property
    def before(self) -> Document:
        """The report on the project as it is."""
        return self._before.document

    def case(self, finding: Finding) -> Case:
        """What is known about a finding of that report."""
        return Case(self.report.evidence, finding, self._request.cwd, self._cargo_home)

    def run(self, remedies: Sequence[Remedy]) -> Result:
        """Audit the project with all of some remedies.

        Raises AuditorError if one of them cannot be made, or Cargo would refuse the project then.
        """
        operations = [operation for remedy in remedies for operation in remedy.operations]
        made = edits(operations, texts(dict.fromkeys(operation.path for operation in operations)))
        request = self._request
        for remedy in remedies:
            variables = {**request.environment, **remedy.variables}
            environment = {name: value for name, value in variables.items() if value is not None}
            selection = request.selection._replace(**remedy.options)
            request = request._replace(selection=selection, environment=environment)
        with ExitStack() as folders:
            root = folders.enter_context(private_folder())
            report = self._audit(request, made, root)
            document = taken(in_place(json_v1.document(report), root))
            changes = compare(self._before, Side("then", document))
            new = {change.after.message for change in changes.findings if change.after and change.status.counts}
            return Result(made, document, changes, tuple(self._further(report, new, root)))

    def _audit(self, request: AuditRequest, made: Sequence[Edit], root: Path) -> AuditReport:
        own = [package.root for package in self._workspace.packages.values() if package.is_path]
        Mirror(root, own, self._cargo_home).show([request.cwd, self._workspace.root], made)
        there = moved(request, Path(request.cwd.anchor), root)
        with errors_in_place(root):
            return audit.run(confined(there, root))

    def _further(self, report: AuditReport, new: Set[str], root: Path) -> Iterator[Remedy]:
        """What could be done about the errors that are new, in the user's own paths."""
        cwd = moved(self._request, Path(self._request.cwd.anchor), root).cwd
        for finding in report.findings:
            if finding.level is Level.ERROR and in_place(finding.message, root) in new:
                for remedy in proposals(Case(report.evidence, finding, cwd, self._cargo_home)):
                    operations = tuple(
                        replace(one, path=Path(in_place(str(one.path), root))) for one in remedy.operations
                    )
                    yield replace(remedy, title=in_place(remedy.title, root), operations=operations)
