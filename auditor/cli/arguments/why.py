"""The arguments of `cargo dynaudit why`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.cli.arguments import build_options, report_options

if TYPE_CHECKING:
    from auditor.cli.arguments.command import Commands

_USAGE = """\
cargo dynaudit why CRATE [--artifact A]... [SELECTION]
                          [--as-configured | --prefer-dynamic]
                          [--format F] [-o FILE] [-v] [--color WHEN]"""

_DESCRIPTION = """\
Say how CRATE is linked into each artifact of a build, and the shortest chain of
reasons: the dependency path, the crate types with their manifest lines, the
flag and where it comes from, and the rule of rustc that decides.
SELECTION is spelled as for `cargo build`."""

_EPILOG = """\
examples:
  cargo dynaudit why std                        where std is, and why there
  cargo dynaudit why serde --release            with options of `cargo build`
  cargo dynaudit why serde@1.0.210              one of several versions
  cargo dynaudit why log --artifact app         in one program alone
  cargo dynaudit why log --artifact eng:dylib   in one crate type of a library

exit codes:
  0  answered
  2  the command line, the project or its configuration cannot be used
  3  a fault of cargo-dynaudit itself"""


def add(commands: Commands) -> None:
    """Add the command `why`."""
    why = commands.add_parser(
        "why",
        help="say how a crate is linked into each artifact, and why",
        usage=_USAGE,
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    asked = why.add_argument_group("question")
    asked.add_argument(
        "crate", metavar="CRATE", help="a crate or package, a package id spec such as `name@1.2`, or std"
    )
    asked.add_argument(
        "--artifact",
        dest="artifacts",
        action="append",
        default=[],
        metavar="A",
        help="only this artifact: TARGET or PACKAGE/TARGET, perhaps with :CRATE-TYPE behind it",
    )
    build_options.add_mode(why)
    build_options.add_selection(why)
    report = why.add_argument_group("report")
    report_options.add_text_or_json(report)
    report_options.add_output(report)
    report.add_argument("-v", "--verbose", action="store_true", help="list artifacts with the same reason one by one")
    build_options.add_color(report)
