"""The arguments of `cargo dynaudit audit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.cli import formats
from auditor.cli.arguments import build_options, report_options

if TYPE_CHECKING:
    from auditor.cli.arguments.command import Commands

_USAGE = """\
cargo dynaudit audit [FILE] [SELECTION]
                            [--as-configured | --prefer-dynamic]
                            [--format F[=FILE]]... [-o FILE] [--fail-on LEVEL]
                            [--baseline FILE] [-A RULE] [-W RULE] [-D RULE]
                            [--units] [-v] [--color WHEN] [-- RUSTC-OPTIONS]"""

_DESCRIPTION = """\
Predict how every artifact of a build is linked, and report what is in the way.
SELECTION is spelled as for `cargo build`, and means the same.
FILE is a single Rust file instead of a project, as rustc itself compiles it:
RUSTC-OPTIONS are all that stands behind `rustc` there, and a whole command that
was copied may follow the `--`. With a frontmatter it is Cargo's single-file
package, where the toolchain has them."""

_EPILOG = """\
examples:
  cargo dynaudit audit --workspace --release
  cargo dynaudit audit main.rs -- -C prefer-dynamic -O
  cargo dynaudit audit -- rustc -C prefer-dynamic --crate-type cdylib lib.rs
  cargo +nightly dynaudit audit script.rs"""


def add(commands: Commands) -> None:
    """Add the command `audit`."""
    audit = commands.add_parser(
        "audit",
        help="predict how every artifact of a build is linked",
        usage=_USAGE,
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    what = audit.add_argument_group("what is audited")
    what.add_argument(
        "file", nargs="?", type=build_options.path, metavar="FILE", help="a single Rust file instead of a project"
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
