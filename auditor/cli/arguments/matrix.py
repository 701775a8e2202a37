"""The arguments of `cargo dynaudit matrix`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.cli import matrix_formats
from auditor.cli.arguments import build_options, report_options

if TYPE_CHECKING:
    from auditor.cli.arguments.command import Commands

_USAGE = """\
cargo dynaudit matrix [--command TEXT]... [-p SPEC]...
                             [--as-configured | --prefer-dynamic]
                             [FEATURES] [--manifest-path PATH] [--config ...]
                             [--format F[=FILE]]... [-o FILE] [--fail-on LEVEL]
                             [-v] [--color WHEN]"""

_DESCRIPTION = """\
Show the commands that people run side by side, and what becomes of each
artifact in each: whether it links, with which std, and why not. Without
--command these are the usual ones (build, --release, --workspace, -p,
--all-targets, --target, test, install --path) and those of the policy's key
`matrix`.
Nothing of the project is run."""

_EPILOG = """\
examples:
  cargo dynaudit matrix                       the usual commands
  cargo dynaudit matrix --as-configured       as they are now
  cargo dynaudit matrix --command "build -p app" --command "test --workspace"

exit codes:
  0  every command links all that it builds
  1  some command does not (never with --fail-on never)
  2  the command line, the project or its configuration cannot be used
  3  a fault of cargo-dynaudit itself"""


def add(commands: Commands) -> None:
    """Add the command `matrix`."""
    matrix = commands.add_parser(
        "matrix",
        help="show the commands that people run side by side",
        usage=_USAGE,
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    which = matrix.add_argument_group("which commands")
    which.add_argument(
        "--command",
        action="append",
        dest="commands",
        default=[],
        metavar="TEXT",
        help='only this command, as typed behind cargo: --command "test -p core"; can be repeated',
    )
    which.add_argument(
        "-p",
        "--package",
        action="append",
        default=[],
        metavar="SPEC",
        help="of the commands for one package only those for this one",
    )
    build_options.add_mode(matrix)
    build_options.add_features(matrix)
    build_options.add_manifest(matrix)
    build_options.add_ignore_rust_version(matrix)
    report = matrix.add_argument_group("report")
    report.add_argument(
        "--format",
        action="append",
        type=matrix_formats.wanted,
        metavar="F[=FILE]",
        help="text (default), json, html, or markdown for a comment; with =FILE several at once, each to its file",
    )
    report_options.add_output(report)
    report.add_argument(
        "--fail-on",
        choices=("error", "never"),
        metavar="LEVEL",
        help="error (default): exit with 1 if some command does not link all that it builds; never: with 0",
    )
    report.add_argument(
        "-v", "--verbose", action="store_true", help="a row for every artifact, commands for every package"
    )
    build_options.add_color(report)
