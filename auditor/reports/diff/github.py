"""New findings as workflow commands of GitHub Actions; what is still there or fixed annotates nothing."""

from __future__ import annotations

from pathlib import Path

from auditor.comparison.changes import Changes, Status
from auditor.comparison.document import Finding, Location, SuppressedFinding
from auditor.reports.diff.telling import why
from auditor.reports.diff.verdict import verdict
from auditor.reports.github import command
from auditor.reports.json_v1 import relative
from auditor.reports.summary.plain import plain
from auditor.visible import inert, visible


def render(changes: Changes, checkout: Path | None = None) -> str:
    """One command for each finding that counts as new, worst first, and lines with the verdict and the notes.

    Files are named relative to `checkout`, where GitHub has the repository, if they lie in it.
    """
    new = sorted((one.finding for one in changes.findings if one.status.counts), key=lambda one: -one.severity)
    root = changes.head.document.build.workspace_root
    lines = [_command(finding, None if root is None else Path(root), checkout) for finding in new]
    known = [one.after for one in changes.of(Status.KNOWN) if isinstance(one.after, SuppressedFinding)]
    said = [
        verdict(changes),
        *(f"new, and known: {one.rule}: {one.message} (suppressed{why(one)})" for one in known),
        *(f"note: {note}" for note in changes.notes),
    ]
    return "".join(f"{line}\n" for line in (*lines, *(inert(visible(one)) for one in said)))


def _command(finding: Finding, root: Path | None, checkout: Path | None) -> str:
    place = {} if finding.location is None else _place(finding.location, root, checkout)
    return command(finding.severity, {**place, "title": finding.rule}, plain(finding))


def _place(location: Location, root: Path | None, checkout: Path | None) -> dict[str, str]:
    file = location.file
    if root is not None and checkout is not None and (root / file).is_relative_to(checkout):
        file = relative(root / file, checkout)
    return {"file": file} if location.line is None else {"file": file, "line": str(location.line)}
