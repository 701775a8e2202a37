"""The formats of a diff: how each is made, and what it imports only then.

Imports nothing of the program that takes time: the parser reads the words of `--format` here.
"""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli import formats
from auditor.cli.formats import Wanted

if TYPE_CHECKING:
    from auditor.comparison.changes import Changes


def wanted(text: str) -> Wanted:
    """What an argument of `--format` asks for. Raises AuditorError if it is no format of a diff."""
    return formats.one_of(FORMATS, text, "diff")


def write(changes: Changes, reports: Sequence[Wanted], options: Namespace) -> None:
    """Make all reports, then write them, each in one step. Raises AuditorError if one cannot be written."""
    texts = [FORMATS[one.name](changes, options, one.output) for one in reports]
    summary = os.environ.get(formats.SUMMARY)
    if summary and any(one.name == "github" for one in reports):
        from auditor.cli import writing
        from auditor.reports.diff import markdown

        writing.append(markdown.render(changes), Path(summary), named_by=formats.SUMMARY)
    formats.put(reports, texts)


def _text(changes: Changes, options: Namespace, output: Path | None) -> str:
    from auditor.cli import writing
    from auditor.reports.diff import text

    return text.render(changes, writing.style(options.color, output), verbose=options.verbose)


def _json(changes: Changes, _: Namespace, __: Path | None) -> str:
    from auditor.reports.diff import json_v1

    return json_v1.render(changes)


def _html(changes: Changes, _: Namespace, __: Path | None) -> str:
    from auditor.reports.diff import html

    return html.render(changes)


def _github(changes: Changes, _: Namespace, __: Path | None) -> str:
    from auditor.reports.diff import github

    root = changes.head.document.build.workspace_root
    return github.render(changes, None if root is None else formats.checkout(Path(root)))


def _markdown(changes: Changes, _: Namespace, __: Path | None) -> str:
    from auditor.reports.diff import markdown

    return markdown.render(changes)


FORMATS: dict[str, Callable[[Changes, Namespace, Path | None], str]] = {
    "text": _text,
    "json": _json,
    "html": _html,
    "github": _github,
    "markdown": _markdown,
}
"""By the words of `--format`."""
