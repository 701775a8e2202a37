"""`cargo dynaudit matrix`: the commands that people run, side by side."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from auditor.exit_codes import ExitCode

if TYPE_CHECKING:
    from auditor.audit import AuditRequest


def run(options: Namespace, request: AuditRequest) -> int:
    """Predict every command, and write the grid.

    Exit code 1: some command does not link all that it builds, unless `--fail-on` or the policy says `never`.
    """
    from auditor.cli import cargo_command, formats, matrix_formats
    from auditor.cli.progress import progress
    from auditor.commands import running
    from auditor.model.policy import FailOn
    from auditor.reports.summary import build

    reports = formats.outputs(options)
    # NOTE: `-p` says which commands there are; it is an option of none of them.
    base = request.selection._replace(packages=())
    request = request._replace(selection=base)
    asked = running.MatrixRequest(
        audit=request,
        parse=lambda text: cargo_command.parse(text, base),
        commands=tuple(options.commands),
        packages=tuple(options.package),
        lists_all=options.verbose,
        options=build.options(base),
    )
    with progress() as say:
        matrix = running.run(asked, say)
    matrix_formats.write(matrix, reports, options)
    fail_on = FailOn(options.fail_on) if options.fail_on else matrix.fail_on or FailOn.ERROR
    return ExitCode.FINDINGS if matrix.fails and fail_on is not FailOn.NEVER else ExitCode.CLEAN
