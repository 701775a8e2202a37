"""`cargo dynaudit why`: how a crate is linked into each artifact, and the chain of reasons."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from auditor.exit_codes import ExitCode

if TYPE_CHECKING:
    from auditor.audit import AuditRequest


def run(options: Namespace, request: AuditRequest) -> int:
    """Predict the build, answer, and write the answer: exit code 0.

    A policy that cannot be used is passed over: it says nothing about linkage.
    """
    from auditor import audit
    from auditor.cli import writing
    from auditor.cli.progress import progress
    from auditor.why.answering import answer
    from auditor.why.naming import question

    with progress() as say:
        evidence = audit.run(request, say, forgive=lambda _: None).evidence
    found = answer(evidence, question(evidence, options.crate, options.artifacts))
    if options.format == "json":
        from auditor.reports.why import json_v1

        writing.write(json_v1.render(found), options.output, encoding=writing.UTF_8, verbatim=True)
    else:
        from auditor.reports.why import text

        style = writing.style(options.color, options.output)
        writing.write(text.render(found, style, verbose=options.verbose), options.output)
    return ExitCode.CLEAN
