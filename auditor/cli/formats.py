"""The formats of the audit's report: how each is made, where it goes, and what it imports only then.

Imports nothing of the program that takes time: the parser reads the words of `--format` here.
"""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from auditor import there
from auditor.errors import AuditorError

if TYPE_CHECKING:
    from auditor.model.report import AuditReport

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable by which GitHub names the file whose Markdown it shows as the summary of a job."""
CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""The variables by which GitHub and GitLab name the folder of the repository."""


class Format(NamedTuple):
    """A format of the report."""

    module: str
    """What takes time to import, done while cargo is at work."""
    render: Callable[[AuditReport, Namespace, Path | None], str]
    """Makes the text, for standard output or for a file."""
    encoding: str | None = "utf-8"
    """None: that of the terminal."""
    is_verbatim: bool = True
    """Whether it is commands to a GitHub runner or can hold none; in others what looks like one is broken in a job."""


class Wanted(NamedTuple):
    """A report that the command line asks for."""

    name: str
    output: Path | None
    """None is standard output."""


def wanted(text: str) -> Wanted:
    """What an argument of `--format` asks for, `html` or `html=report.html`. Raises AuditorError if it is neither."""
    return one_of(FORMATS, text, "audit")


def one_of(known: Iterable[str], text: str, command: str) -> Wanted:
    """The same with the formats that a command knows."""
    name, separator, file = text.partition("=")
    if name not in known:
        raise AuditorError(
            f"argument --format: there is no format `{name}`",
            hint=f"choose from {', '.join(known)}; see `cargo dynaudit {command} --help`",
        )
    if separator and not file:
        raise AuditorError(f"argument --format: no file behind `{text}`", hint=f"name one: `--format {name}=FILE`")
    return Wanted(name, Path(file) if file and file != "-" else None)


def outputs(options: Namespace) -> list[Wanted]:
    """All reports that are asked for, those for files first.

    Raises AuditorError if two would go to one place, or if `--output` is left without a report.
    """
    asked: list[Wanted] = options.format or [Wanted("text", None)]
    without = [one.name for one in asked if one.output is None]
    if len(without) > 1:
        raise AuditorError(
            f"--format {without[0]} and --format {without[1]} cannot share an output",
            hint=f"give one of them a file: `--format {without[1]}=FILE`",
        )
    if options.output is not None and not without:
        raise AuditorError("every --format has its file, none is left for --output", hint="leave --output out")
    result = [Wanted(one.name, options.output if one.output is None else one.output) for one in asked]
    files = [Path(os.path.realpath(one.output)) for one in result if one.output is not None]
    for number, file in enumerate(files):
        if file in files[:number]:
            raise AuditorError("two reports cannot share a file", hint="name a file for each", path=file)
    return sorted(result, key=lambda one: one.output is None)


def prepare(reports: Iterable[Wanted]) -> None:
    """Import what the formats need."""
    for one in reports:
        import_module(FORMATS[one.name].module)


def write(report: AuditReport, reports: Sequence[Wanted], options: Namespace) -> None:
    """Make all reports, then write them, each in one step. Raises AuditorError if one cannot be written."""
    texts = [FORMATS[one.name].render(report, options, one.output) for one in reports]
    if any(one.name == "github" for one in reports):
        _write_summary(report)
    put(reports, texts)


def put(reports: Sequence[Wanted], texts: Sequence[str]) -> None:
    """Write the texts of some reports, of whatever command, each in one step and as the format of its name demands."""
    from auditor.cli import writing

    for one, text in zip(reports, texts, strict=True):
        made = FORMATS[one.name]
        writing.write(text, one.output, encoding=made.encoding, verbatim=made.is_verbatim)


def _write_summary(report: AuditReport) -> None:
    """The summary of the job, where GitHub wants one; before all else, so that its failure is all there is."""
    file = os.environ.get(SUMMARY)
    if file:
        from auditor.cli import writing
        from auditor.reports.markdown import page

        writing.append(page.render(report), Path(file), named_by=SUMMARY)


def checkout(workspace: Path) -> Path | None:
    """The folder of the repository that a workspace lies in: as a CI service names it, else the nearest with `.git`."""
    named = (Path(value) for value in map(os.environ.get, CHECKOUTS) if value)
    around = (folder for folder in (workspace, *workspace.parents) if there.exists(folder / ".git"))
    return next((folder for folder in chain(named, around) if workspace.is_relative_to(folder)), None)


def _text(report: AuditReport, options: Namespace, output: Path | None) -> str:
    from auditor.cli import writing
    from auditor.reports import text

    return text.render(report, writing.style(options.color, output), verbose=options.verbose)


def _json(report: AuditReport, options: Namespace, _: Path | None) -> str:
    from auditor.reports import json_v1

    return json_v1.render(report, units=options.units)


def _html(report: AuditReport, _: Namespace, __: Path | None) -> str:
    from auditor.reports.html import page

    return page.render(report)


def _sarif(report: AuditReport, _: Namespace, __: Path | None) -> str:
    from auditor.reports.sarif import log

    return log.render(report, checkout(report.evidence.workspace.root))


def _github(report: AuditReport, _: Namespace, __: Path | None) -> str:
    from auditor.reports import github

    return github.render(report, checkout(report.evidence.workspace.root))


def _markdown(report: AuditReport, _: Namespace, __: Path | None) -> str:
    from auditor.reports.markdown import page

    return page.render(report)


def _codeclimate(report: AuditReport, _: Namespace, __: Path | None) -> str:
    from auditor.reports import codeclimate

    return codeclimate.render(report, checkout(report.evidence.workspace.root))


FORMATS = {
    "text": Format("auditor.reports.text", _text, encoding=None, is_verbatim=False),
    "json": Format("auditor.reports.json_v1", _json),
    "html": Format("auditor.reports.html.page", _html),
    "sarif": Format("auditor.reports.sarif.log", _sarif),
    "github": Format("auditor.reports.github", _github),
    "markdown": Format("auditor.reports.markdown.page", _markdown, is_verbatim=False),
    "codeclimate": Format("auditor.reports.codeclimate", _codeclimate),
}
"""By the words of `--format`."""
