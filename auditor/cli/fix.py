"""`cargo dynaudit fix`: changes that mend what the audit finds."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from auditor.errors import AuditorError
from auditor.exit_codes import ExitCode

if TYPE_CHECKING:
    from auditor.audit import AuditRequest
    from auditor.fix.offers import Cures
    from auditor.model.finding import Finding
    from auditor.model.report import AuditReport


def run(options: Namespace, request: AuditRequest) -> int:
    """Try remedies and show them; with `--apply` write those that are chosen.

    Exit code 1: errors are left, in the project as it is then.
    """
    from auditor import audit
    from auditor.cli import writing
    from auditor.cli.ending import ending_in_order
    from auditor.cli.progress import progress
    from auditor.fix import document, offers, text
    from auditor.fix.trial import Trials

    _require_rules(options.rule)
    with ending_in_order(), progress() as say:
        report = audit.run(request, say)
        trials = Trials(request, report)
        cures = offers.find(trials, _wanted(report, options.rule), options.remedy, say)
        if options.apply:
            _apply(options, request, report, cures)
    if options.format == "json":
        shown = document.render(report, cures, trials.before, applied=options.apply)
        writing.write(shown, options.output, encoding=writing.UTF_8)
    else:
        style = writing.style(options.color, options.output)
        shown = text.render(report, cures, trials.before, style, applied=options.apply, verbose=options.verbose)
        writing.write(shown, options.output)
    left = trials.before if not options.apply or cures.chosen is None else cures.chosen.result.document
    has_errors = any(finding.level == "error" for finding in left.findings)
    return ExitCode.FINDINGS if has_errors else ExitCode.CLEAN


def _apply(options: Namespace, request: AuditRequest, report: AuditReport, cures: Cures) -> None:
    from auditor.fix import applying

    if cures.chosen is None:
        return
    edits = cures.chosen.result.edits
    if not options.allow_dirty:
        applying.require_clean(edits, request, report.evidence.workspace.root)
    applying.apply(edits)


def _wanted(report: AuditReport, rules: Sequence[str]) -> Iterable[Finding]:
    """The findings about which something could be done, of some rules if any are named."""
    from auditor.fix.proposals.registry import PROPOSALS

    return [one for one in report.findings if one.rule in (rules or PROPOSALS)]


def _require_rules(rules: Iterable[str]) -> None:
    from auditor import spelling
    from auditor.findings.registry import RULES

    for rule in rules:
        if rule not in RULES:
            raise AuditorError(f"there is no rule `{rule}`", hint=spelling.hint(rule, RULES))
