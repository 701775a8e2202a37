"""The arguments of `cargo dynaudit fix`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.cli.arguments import build_options, report_options

if TYPE_CHECKING:
    from auditor.cli.arguments.command import Commands

_USAGE = """\
cargo dynaudit fix [SELECTION] [--as-configured | --prefer-dynamic]
                          [--rule RULE]... [--remedy N]... [--apply]
                          [--allow-dirty] [--format F] [-o FILE] [-v]
                          [--color WHEN]"""

_EPILOG = """\
examples:
  cargo dynaudit fix --workspace              what could be changed, as a diff
  cargo dynaudit fix --rule duplicate-crate   about one kind of finding
  cargo dynaudit fix --remedy 2 --apply       make the second change

exit codes:
  0  nothing is wrong, or nothing is wrong once --apply has written the changes
  1  findings that are errors are left
  2  the command line, the project or its configuration cannot be used
  3  a fault of cargo-dynaudit itself"""


def add(commands: Commands) -> None:
    """Add the command `fix`."""
    fix = commands.add_parser(
        "fix",
        help="find changes that mend what is wrong, and make them",
        usage=_USAGE,
        description="Find changes of the project's files that mend what the audit finds. Each is tried\n"
        "before it is offered: the audit is run on the project as it would be. Nothing is\n"
        "written without --apply, and nothing of the project is run.",
        epilog=_EPILOG,
    )
    build_options.add_mode(fix)
    build_options.add_selection(fix)
    what = fix.add_argument_group("remedies")
    what.add_argument("--rule", action="append", default=[], metavar="RULE", help="only findings of this rule")
    what.add_argument(
        "--remedy",
        action="append",
        default=[],
        type=int,
        metavar="N",
        help="the remedy of this number, as they are listed; without it the first for each finding",
    )
    what.add_argument("--apply", action="store_true", help="write the changes: all files or, if one fails, none")
    what.add_argument(
        "--allow-dirty", action="store_true", help="also to files with changes that are not committed to git"
    )
    report = fix.add_argument_group("report")
    report_options.add_text_or_json(report)
    report_options.add_output(report)
    report.add_argument("-v", "--verbose", action="store_true", help="tell what was tried and does not help, too")
    build_options.add_color(report)
