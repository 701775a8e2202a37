"""The arguments of `cargo dynaudit diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.cli import diff_formats
from auditor.cli.arguments import build_options, report_options

if TYPE_CHECKING:
    from auditor.cli.arguments.command import Commands

_USAGE = """\
cargo dynaudit diff BASE [HEAD] [SELECTION]
                           [--as-configured | --prefer-dynamic]
                           [--format F[=FILE]]... [-o FILE] [--fail-on LEVEL]
                           [--head-name NAME] [-A RULE] [-W RULE] [-D RULE]
                           [-v] [--color WHEN]"""

_DESCRIPTION = """\
Say what changed in linkage from BASE to HEAD: findings that are new, fixed or
still there, artifacts, what they load, crates, the build, the toolchain.
A version is a JSON report (a file, or - for standard input) or a git revision,
which is audited in a temporary folder. The repository and its working tree are
only read, and nothing of the project is run.
SELECTION is spelled as for `cargo build`, and counts for both sides."""

_EPILOG = """\
examples:
  cargo dynaudit diff HEAD                    what was not committed yet
  cargo dynaudit diff origin/main HEAD        what the branch changes
  cargo dynaudit diff v1.2.0 --workspace      with options of `cargo build`
  cargo dynaudit diff base.json head.json     two reports of `audit`

exit codes:
  0  no new finding at or above --fail-on
  1  new findings at or above --fail-on
  2  the command line or one of the versions cannot be used
  3  a fault of cargo-dynaudit itself"""


def add(commands: Commands) -> None:
    """Add the command `diff`."""
    diff = commands.add_parser(
        "diff",
        help="say what changed between two revisions or two reports",
        usage=_USAGE,
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    versions = diff.add_argument_group("versions")
    versions.add_argument("base", metavar="BASE", help="the version before: a JSON report, or a git revision")
    versions.add_argument("head", nargs="?", metavar="HEAD", help="the version after; without it the working tree")
    build_options.add_mode(diff)
    build_options.add_selection(diff)
    report = diff.add_argument_group("report")
    report.add_argument(
        "--format",
        action="append",
        type=diff_formats.wanted,
        metavar="F[=FILE]",
        help="text (default), json, html, github for the log of a GitHub workflow, or markdown for a comment; "
        "with =FILE several at once, each to its file",
    )
    report_options.add_output(report)
    report_options.add_fail_on(report, "new findings")
    report.add_argument(
        "--head-name", metavar="NAME", help="what the report calls HEAD, instead of what it is given as"
    )
    report_options.add_levels(report)
    report.add_argument("-v", "--verbose", action="store_true", help="list findings that are still there, too")
    build_options.add_color(report)
