"""From an audit to a SARIF log, within the limits of GitHub's code scanning."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from auditor import __version__
from auditor.evidence.wording import counted
from auditor.model.finding import Finding, Suppression
from auditor.model.report import AuditReport, Evidence
from auditor.reports import fingerprints
from auditor.reports.json_text import json_text
from auditor.reports.places import base_of
from auditor.reports.sarif import parts
from auditor.reports.sarif.rules import descriptor
from auditor.reports.summary import known
from auditor.reports.summary.plain import plain
from auditor.visible import visible

MOST_RESULTS = 25_000
"""A run with more is refused by GitHub."""
MOST_SHOWN = 5_000
"""Of a run with more GitHub keeps the worst."""
ROOT = "%SRCROOT%"
"""The standard's name for the folder to which paths are relative."""
LINE_HASH = "primaryLocationLineHash"
"""The one fingerprint by which GitHub knows an alert again: without it the upload makes one of the lines around."""
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: AuditReport, checkout: Path | None = None) -> str:
    """The report as indented JSON, one log with one run; files relative to `checkout` if the workspace lies in it."""
    return json_text(log(report, checkout))


def log(report: AuditReport, checkout: Path | None = None) -> parts.Log:
    """The report as a log; beyond `MOST_RESULTS` findings the log says how many it leaves out."""
    base = base_of(report.evidence.workspace, checkout)
    rules = tuple(descriptor(rule) for rule in report.rules.values())
    driver = parts.Driver("cargo-dynaudit", __version__, __version__, rules)
    run = parts.Run(
        tool=parts.Tool(driver),
        invocations=(parts.Invocation(True, _notifications(len(report.findings) + len(report.suppressed))),),
        original_uri_base_ids={ROOT: parts.FileLocation(f"{base.as_uri().rstrip('/')}/")},
        column_kind="unicodeCodePoints",
        results=_results(report, base)[:MOST_RESULTS],
    )
    return parts.Log(schema=_SCHEMA, version="2.1.0", runs=(run,))


def _results(report: AuditReport, base: Path) -> tuple[parts.Result, ...]:
    """Those that count before those that do not."""
    evidence = report.evidence
    indices = {rule: number for number, rule in enumerate(report.rules)}
    counting, suppressed = fingerprints.of_report(report)

    def result(finding: Finding, fingerprint: str, suppressions: tuple[parts.Suppression, ...] = ()) -> parts.Result:
        return parts.Result(
            rule_id=finding.rule,
            level=finding.level.label,
            message=parts.Message(_without_links(plain(finding))),
            locations=(_location(evidence, finding, base),),
            partial_fingerprints={fingerprints.KEY: fingerprint, LINE_HASH: fingerprint},
            rule_index=indices.get(finding.rule, -1),
            suppressions=suppressions,
        )

    return (
        *(result(*one) for one in zip(report.findings, counting, strict=True)),
        *(
            result(one.finding, fingerprint, (_suppression(evidence, one.suppression),))
            for one, fingerprint in zip(report.suppressed, suppressed, strict=True)
        ),
    )


def _suppression(evidence: Evidence, suppression: Suppression) -> parts.Suppression:
    """What the standard knows as external: not written at the place of the result."""
    text = _without_links(visible(known.why(evidence, suppression)))
    return parts.Suppression("external", "accepted", text)


def _notifications(total: int) -> tuple[parts.Notification, ...]:
    """What is to be said of a run that has more findings than can be taken or shown; they are sorted, worst first."""
    if total > MOST_RESULTS:
        text = (
            f"{counted(total - MOST_RESULTS, 'finding')} of {total} left out, the least serious ones: GitHub refuses "
            f"runs with more than {MOST_RESULTS} results and shows {MOST_SHOWN}. `--format json` has all."
        )
        return (parts.Notification("warning", parts.Message(text)),)
    if total > MOST_SHOWN:
        text = f"The run has {total} results, of which GitHub shows {MOST_SHOWN}, the most serious ones."
        return (parts.Notification("note", parts.Message(text)),)
    return ()


def _without_links(text: str) -> str:
    """The text without `[…](…)`, which viewers make a link of: the project's words are words."""
    return text.replace("](", "] (")


def _location(evidence: Evidence, finding: Finding, base: Path) -> parts.ResultLocation:
    """The place; without one, the beginning of the root manifest, since viewers drop results that have none."""
    place = finding.location
    path = evidence.workspace.root_manifest_path if place is None else place.path
    line = 1 if place is None or place.line is None else place.line
    return parts.ResultLocation(parts.PhysicalLocation(_file(path, base), parts.Region(line)))


def _file(path: Path, base: Path) -> parts.FileLocation:
    if path.is_relative_to(base):
        return parts.FileLocation(_quoted(path.relative_to(base).as_posix()), ROOT)
    return parts.FileLocation(path.as_uri())


def _quoted(path: str) -> str:
    """A path for a URI: its bytes as in the file system, all but plain characters percent-encoded."""
    return quote(os.fsencode(path))
