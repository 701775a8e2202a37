"""`cargo dynaudit audit`: what Cargo and rustc would link, and what is in the way."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import AuditorError
from auditor.exit_codes import ExitCode

if TYPE_CHECKING:
    from auditor.audit import AuditRequest
    from auditor.comparison.document import Document


def run(options: Namespace, request: AuditRequest, warn: Callable[[str], None]) -> int:
    """Audit, and write the reports. `warn` gets one line of text for standard error.

    Exit code 1: findings at or above `--fail-on`.
    """
    from auditor import audit
    from auditor.cli import formats, single_file
    from auditor.cli.progress import progress

    reports = formats.outputs(options)
    known = None if options.baseline is None else _baseline(options.baseline)
    with progress() as say:
        if single_file.is_asked_for(options):
            report = single_file.run(options, request, warn, say, lambda: formats.prepare(reports))
        else:
            report = audit.run(request, say, meanwhile=lambda: formats.prepare(reports))
    if known is not None:
        from auditor.baseline import with_baseline
        from auditor.visible import visible

        report, notes = with_baseline(report, known, str(options.baseline[0]))
        for note in notes:
            warn(f"warning: {visible(note)}")
    formats.write(report, reports, options)
    from auditor.model.policy import FailOn

    fail_on = FailOn(options.fail_on) if options.fail_on else report.fail_on or FailOn.ERROR
    return ExitCode.FINDINGS if fail_on.fails(report.findings) else ExitCode.CLEAN


def _baseline(named: Sequence[Path]) -> Document:
    """The earlier report, read before anything is asked of cargo."""
    from auditor.comparison.reading import STDIN, read, read_standard_input

    if len(named) > 1:
        raise AuditorError("--baseline is given twice", hint="name one report: the latest knows what it was made with")
    return read_standard_input() if str(named[0]) == STDIN else read(named[0])
