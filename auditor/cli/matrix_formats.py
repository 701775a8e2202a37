"""The formats of the matrix: how each is made, and what it imports only then.

Imports nothing of the program that takes time: the parser reads the words of `--format` here.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli import formats
from auditor.cli.formats import Wanted

if TYPE_CHECKING:
    from auditor.matrix.model import Matrix


def wanted(text: str) -> Wanted:
    """What an argument of `--format` asks for. Raises AuditorError if it is no format of the matrix."""
    return formats.one_of(FORMATS, text, "matrix")


def write(matrix: Matrix, reports: Sequence[Wanted], options: Namespace) -> None:
    """Make all reports, then write them, each in one step. Raises AuditorError if one cannot be written."""
    texts = [FORMATS[one.name](matrix, options, one.output) for one in reports]
    formats.put(reports, texts)


def _text(matrix: Matrix, options: Namespace, output: Path | None) -> str:
    from auditor.cli import writing
    from auditor.reports.matrix import text

    return text.render(matrix, writing.style(options.color, output), verbose=options.verbose)


def _json(matrix: Matrix, _: Namespace, __: Path | None) -> str:
    from auditor.reports.matrix import json_v1

    return json_v1.render(matrix)


def _html(matrix: Matrix, _: Namespace, __: Path | None) -> str:
    from auditor.reports.matrix import html

    return html.render(matrix)


def _markdown(matrix: Matrix, options: Namespace, __: Path | None) -> str:
    from auditor.reports.matrix import markdown

    return markdown.render(matrix, verbose=options.verbose)


FORMATS: dict[str, Callable[[Matrix, Namespace, Path | None], str]] = {
    "text": _text,
    "json": _json,
    "html": _html,
    "markdown": _markdown,
}
"""By the words of `--format`."""
