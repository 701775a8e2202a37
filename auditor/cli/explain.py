"""`explain`: the manual page of a rule, or the list of all rules."""

from __future__ import annotations

import sys

from auditor import spelling
from auditor.cli import writing
from auditor.cli.manual_page import Pen, render
from auditor.errors import AuditorError
from auditor.exit_codes import ExitCode
from auditor.findings.registry import RULES
from auditor.model.finding import Level, Rule

_LEVELS = {
    Level.ERROR: "Errors: the build fails",
    Level.WARNING: "Warnings: the build passes, but not as intended",
    Level.NOTE: "Notes: good to know",
}
_TOLD_BY = {"two-panic-runtimes": "panic-strategy"}
"""Kinds of errors that a rule of another name tells."""


def run(rule: str | None, *, color: str) -> int:
    """Print the manual page of a rule, or without one the list of rules; the exit code.

    Raises AuditorError for a rule that does not exist.
    """
    pen = Pen(writing.wants_color(color, is_terminal=sys.stdout.isatty()))
    writing.write(_list(pen) if rule is None else _page(_find(rule), pen), None)
    return ExitCode.CLEAN


def _find(name: str) -> Rule:
    wanted = name.strip().lower().replace("_", "-")
    found = RULES.get(_TOLD_BY.get(wanted, wanted))
    if found is not None:
        return found
    near = spelling.nearest(wanted, RULES, most=3)
    hint = f"did you mean {' or '.join(f'`{one}`' for one in near)}?" if near else "`explain` alone lists the rules"
    raise AuditorError(f"there is no rule `{name}`", hint=hint)


def _page(rule: Rule, pen: Pen) -> str:
    title = f"{pen.heading(rule.id)} {pen.faint(f'({_levels(rule)})')}"
    return f"{title}\n\n{render(rule.manual, pen)}"


def _levels(rule: Rule) -> str:
    return ", at times ".join(
        [rule.level.label, " or ".join(level.label for level in rule.also)][: 1 + bool(rule.also)]
    )


def _list(pen: Pen) -> str:
    parts = []
    for level, heading in _LEVELS.items():
        lines = [_line(rule, pen) for rule in RULES.values() if rule.level is level]
        parts.append("\n".join([pen.heading(heading), *lines]))
    parts.append(pen.faint("`cargo dynaudit explain RULE` shows why it happens and what to do."))
    return "\n\n".join(parts) + "\n"


def _line(rule: Rule, pen: Pen) -> str:
    return f"  {pen.code(rule.id)}{' ' * (_longest() - len(rule.id))}  {rule.summary}"


def _longest() -> int:
    return max(len(name) for name in RULES)
