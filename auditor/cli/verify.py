"""`cargo dynaudit verify`: builds for real and says where the audit was wrong."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from auditor.cli.ending import ending_in_order
from auditor.exit_codes import ExitCode
from auditor.visible import visible

if TYPE_CHECKING:
    from auditor.audit import AuditRequest
    from auditor.verify.observed import Progress

_NOTICE = """\
This builds the project with the real cargo and so runs its build scripts and
procedural macros. It is built in a folder of its own; the project's target
directory is not touched.
"""


def run(options: Namespace, request: AuditRequest) -> int:
    """Predict, build, compare, and write what was found.

    Exit code 0: all that was observed agrees, 1: something differs, 2: the build fails for another reason.
    """
    from auditor import audit
    from auditor.cargo.session import open_session
    from auditor.cli import writing
    from auditor.verify import case, document, text, verification

    _tell(_NOTICE)
    if options.save_case is not None:
        case.prepare(options.save_case)
    with ending_in_order(), _told_of_an_interrupt(), _progress() as progress:
        progress("predicting", 0, 0)
        evidence = audit.run(request).evidence
        found = verification.verify(evidence, request.cwd, request.environment, progress, keeps=options.keep)
    if options.format == "json":
        writing.write(document.render(found, kept=options.keep), options.output, encoding=writing.UTF_8)
    else:
        style = writing.style(options.color, options.output)
        writing.write(text.render(found, style, verbose=options.verbose, kept=options.keep), options.output)
    if options.save_case is not None:
        home = open_session(request.cwd, request.environment).cargo_home
        case.save(found, options.save_case, request.cwd, request.environment, home)
    exit_codes = {verification.Verdict.DIFFERS: ExitCode.FINDINGS, verification.Verdict.BROKEN: ExitCode.UNUSABLE}
    return exit_codes.get(found.verdict, ExitCode.CLEAN)


def _tell(text: str) -> None:
    """Write to standard error, if somebody reads it."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # closed or full
        return


@contextmanager
def _told_of_an_interrupt() -> Iterator[None]:
    """Say what an interrupt leaves, whatever signal it is."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        folder = next(iter(getattr(interrupt, "__notes__", ())), None)
        left = "is removed" if folder is None else f"is kept in {visible(folder)}"
        _tell(f"interrupted: nothing was compared; what was built {left}\n")
        raise


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error, if that is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield show
