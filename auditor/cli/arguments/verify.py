"""The arguments of `cargo dynaudit verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.cli.arguments import build_options, report_options

if TYPE_CHECKING:
    from auditor.cli.arguments.command import Commands

_USAGE = """\
cargo dynaudit verify [SELECTION] [--as-configured | --prefer-dynamic]
                             [--format F] [-o FILE] [--keep] [--save-case DIR]
                             [-v] [--color WHEN]"""

_EPILOG = """\
exit codes:
  0  all that was observed is as predicted
  1  something differs
  2  the build fails for a reason other than linkage, or cannot be made
  3  a fault of cargo-dynaudit itself"""


def add(commands: Commands) -> None:
    """Add the command `verify`."""
    verify = commands.add_parser(
        "verify",
        help="build for real, and say where the prediction is wrong",
        usage=_USAGE,
        description="Build for real and compare with the audit, artifact by artifact and unit by unit.\n"
        "This runs the project's build scripts and procedural macros. The build lies in a\n"
        "folder of its own; the project's target directory is not touched.",
        epilog=_EPILOG,
    )
    build_options.add_mode(verify)
    build_options.add_selection(verify)
    report = verify.add_argument_group("report")
    report_options.add_text_or_json(report)
    report_options.add_output(report)
    report.add_argument("--keep", action="store_true", help="keep what was built and recorded, and say where it is")
    report.add_argument(
        "--save-case",
        type=build_options.path,
        metavar="DIR",
        help="write to DIR what a maintainer needs to understand a difference: manifests, configuration, both "
        "answers; no sources, no comments, and of the environment only what Cargo and rustc read for the build",
    )
    report.add_argument("-v", "--verbose", action="store_true", help="list all that was not observed")
    build_options.add_color(report)
