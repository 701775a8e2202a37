"""The formats of the audit's report: how each is made, and what it imports only then."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from auditor.model.report import AuditReport

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable by which GitHub names the file whose Markdown it shows as the summary of a job."""
CHECKOUT = "GITHUB_WORKSPACE"
"""The variable by which GitHub names the folder of the repository."""


class Format(NamedTuple):
    """A format of the report."""

    module: str
    """What takes time to import, done while cargo is at work."""
    write: Callable[[AuditReport, Namespace], None]
    """Writes the report where the options say."""


def prepare(name: str) -> None:
    """Import what a format needs."""
    import_module(FORMATS[name].module)


def write(name: str, report: AuditReport, options: Namespace) -> None:
    """Write the report in a format. Raises AuditorError if it cannot be written."""
    FORMATS[name].write(report, options)


def _text(report: AuditReport, options: Namespace) -> None:
    from auditor.cli import writing
    from auditor.reports import text

    style = writing.style(options.color, options.output)
    writing.write(text.render(report, style, verbose=options.verbose), options.output)


def _json(report: AuditReport, options: Namespace) -> None:
    from auditor.reports import json_v1

    _write(json_v1.render(report, units=options.units), options)


def _html(report: AuditReport, options: Namespace) -> None:
    from auditor.reports.html import page

    _write(page.render(report), options)


def _sarif(report: AuditReport, options: Namespace) -> None:
    from auditor.reports.sarif import log

    _write(log.render(report), options)


def _markdown(report: AuditReport, options: Namespace) -> None:
    from auditor.reports.markdown import page

    _write(page.render(report), options)


def _github(report: AuditReport, options: Namespace) -> None:
    """The commands, and the summary of the job where GitHub wants one: first, so that its failure is all there is."""
    from auditor.reports import github

    summary, checkout = os.environ.get(SUMMARY), os.environ.get(CHECKOUT)
    if summary:
        from auditor.cli import writing
        from auditor.reports.markdown import page

        writing.append(page.render(report), Path(summary), named_by=SUMMARY)
    _write(github.render(report, Path(checkout) if checkout else None), options)


def _write(text: str, options: Namespace) -> None:
    from auditor.cli import writing

    writing.write(text, options.output, encoding=writing.UTF_8)


FORMATS = {
    "text": Format("auditor.reports.text", _text),
    "json": Format("auditor.reports.json_v1", _json),
    "html": Format("auditor.reports.html.page", _html),
    "sarif": Format("auditor.reports.sarif.log", _sarif),
    "github": Format("auditor.reports.github", _github),
    "markdown": Format("auditor.reports.markdown.page", _markdown),
}
"""By the words of `--format`."""
