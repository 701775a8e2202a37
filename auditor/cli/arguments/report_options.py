"""The options of a report that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from auditor.cli.arguments import build_options

LEVELS = ("error", "warning", "note", "never")

_RULE_LEVELS = (
    ("-A", "--allow", "allow", "findings of this rule are known and do not count"),
    ("-W", "--warn", "warning", "they are warnings"),
    ("-D", "--deny", "error", "they are errors"),
)
"""Spelled as for rustc: option, long form, the level in the words of a policy, help."""


def add_text_or_json(report: argparse._ActionsContainer) -> None:
    """The two formats of the commands that have no others."""
    report.add_argument(
        "--format", choices=("text", "json"), default="text", metavar="F", help="text (default) or json"
    )


def add_output(report: argparse._ActionsContainer) -> None:
    """Where the report goes."""
    what = "write the report to FILE; - is stdout. A link of that name is replaced, not followed"
    report.add_argument("-o", "--output", type=build_options.path, metavar="FILE", help=what)


def add_fail_on(report: argparse._ActionsContainer, findings: str) -> None:
    """From which level on `findings` make the exit code 1."""
    report.add_argument(
        "--fail-on",
        choices=LEVELS,
        metavar="LEVEL",
        help=f"exit with 1 for {findings} of this level or worse: error (default), warning, note, never",
    )


def add_levels(report: argparse._ActionsContainer) -> None:
    """The levels that a policy can give to rules, on the command line."""
    for option, long, level, what in _RULE_LEVELS:
        report.add_argument(
            option,
            long,
            dest="levels",
            action="append",
            type=_given_level(option, level),
            metavar="RULE",
            help=what,
        )


def _given_level(option: str, level: str) -> Callable[[str], tuple[str, str, str]]:
    """What such an option adds to the list of all of them, whose order counts."""
    return lambda rule: (option, level, rule)
