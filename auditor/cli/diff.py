"""`cargo dynaudit diff`: what changed from one version of the project to another."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from auditor.exit_codes import ExitCode

if TYPE_CHECKING:
    from auditor.audit import AuditRequest


def run(options: Namespace, request: AuditRequest) -> int:
    """Read or audit both versions, compare them, and write what changed.

    Exit code 1: a finding at or above `--fail-on` is new, which one counts as whose level rose, by which another
    artifact fails, or whose suppression ended.
    """
    from msgspec.structs import replace

    from auditor.cli import diff_formats, formats
    from auditor.cli.ending import ending_in_order
    from auditor.cli.progress import progress
    from auditor.comparison.compare import compare
    from auditor.model.finding import Level
    from auditor.model.policy import FailOn
    from auditor.versions.versions import versions
    from auditor.visible import visible

    reports = formats.outputs(options)
    with ending_in_order(), progress() as say:
        base, head, notes, wanted = versions(options.base, options.head, request, say)
    if options.head_name:
        head = replace(head, name=visible(options.head_name))
    changes = compare(base, head, notes)
    diff_formats.write(changes, reports, options)
    fail_on = FailOn(options.fail_on) if options.fail_on else wanted or FailOn.ERROR
    if fail_on is FailOn.NEVER or not changes.has_new(Level[fail_on.name]):
        return ExitCode.CLEAN
    return ExitCode.FINDINGS
