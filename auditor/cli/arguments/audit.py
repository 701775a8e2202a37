"""The arguments of `cargo dynaudit audit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.cli import formats
from auditor.cli.arguments import build_options, report_options

if TYPE_CHECKING:
    from auditor.cli.arguments.command import Commands

_USAGE = """\
cargo dynaudit audit [SELECTION] [--as-configured | --prefer-dynamic]
                            [--format F[=FILE]]... [-o FILE] [--fail-on LEVEL]
                            [--baseline FILE] [-A RULE] [-W RULE] [-D RULE]
                            [--units] [-v] [--color WHEN]"""


def add(commands: Commands) -> None:
    """Add the command `audit`."""
    audit = commands.add_parser(
        "audit",
        help="predict how every artifact of a build is linked",
        usage=_USAGE,
        description="Predict how every artifact of a build is linked, and report what is in the way.\n"
        "SELECTION is spelled as for `cargo build`, and means the same.",
    )
    build_options.add_mode(audit)
    build_options.add_selection(audit)
    report = audit.add_argument_group("report")
    report.add_argument(
        "--format",
        action="append",
        type=formats.wanted,
        metavar="F[=FILE]",
        help="text (default), json, html, sarif for code scanning, github for the log of a GitHub workflow, "
        "codeclimate for GitLab, or markdown for a comment; with =FILE several at once, each to its file",
    )
    report_options.add_output(report)
    report_options.add_fail_on(report, "findings")
    report_options.add_levels(report)
    report.add_argument(
        "--baseline",
        type=build_options.path,
        action="append",
        metavar="FILE",
        help="findings of this earlier JSON report are known and do not count; those that are gone are told",
    )
    report.add_argument("--units", action="store_true", help="list every compiled unit in the JSON report")
    report.add_argument("-v", "--verbose", action="store_true", help="list every artifact and crate in the text report")
    build_options.add_color(report)
