"""The arguments of every command, spelled as Cargo spells its own.

Imports nothing of the program that takes time: `--help` and `--version` should answer at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from auditor import __version__
from auditor.cli import formats
from auditor.cli.help_format import HelpFormat
from auditor.cli.help_texts import AUDIT_USAGE, DESCRIPTION, EPILOG, VERIFY_EPILOG, VERIFY_USAGE
from auditor.errors import AuditorError

if TYPE_CHECKING:
    from auditor.model.selection import Selection

    _Commands = argparse._SubParsersAction["_Parser"]

LEVELS = ("error", "warning", "note", "never")
COLORS = ("auto", "always", "never")

_RULE_LEVELS = (
    ("-A", "--allow", "allow", "findings of this rule are known and do not count"),
    ("-W", "--warn", "warning", "they are warnings"),
    ("-D", "--deny", "error", "they are errors"),
)
"""Spelled as for rustc: option, long form, the level in the words of a policy, help."""


_LISTS = {
    "packages": "package",
    "exclude": "exclude",
    "bin": "bin",
    "example": "example",
    "test": "test",
    "bench": "bench",
    "targets": "target",
    "features": "features",
    "config": "config",
}
"""Options that can be repeated, by the field of the selection."""


_OTHERS = (
    "as-configured",
    "prefer-dynamic",
    "format",
    "output",
    "fail-on",
    "allow",
    "warn",
    "deny",
    "units",
    "verbose",
    "color",
    "keep",
    "save-case",
)


_WITHOUT_EFFECT = frozenset(
    {
        "-q", "--quiet", "-j", "--jobs", "--target-dir", "--message-format", "--timings", "--keep-going", "--future",
        "--build-plan", "--artifact-dir", "--out-dir", "--future-incompat-report", "--no-run", "--unit-graph",
    }
)  # fmt: skip
"""Options of `cargo build` that decide nothing of what is told here."""


class _Parser(argparse.ArgumentParser):
    """argparse, with its complaints raised as the one kind of error that the program reports."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=HelpFormat, allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise AuditorError(message, hint=f"see `{self.prog} --help`")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line. Bad arguments raise AuditorError."""
    top = _Parser(prog="cargo dynaudit", description=DESCRIPTION, epilog=EPILOG)
    top.add_argument("-V", "--version", action="version", version=f"cargo-dynaudit {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_audit(commands)
    _add_verify(commands)
    _add_explain(commands)
    _add_schema(commands)
    return top


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The parsed arguments. Raises AuditorError for those that do not exist, with the nearest that does."""
    options, unknown = parser().parse_known_args(arguments)
    if unknown:
        raise AuditorError(f"unexpected argument `{unknown[0]}`", hint=_hint(unknown[0], options.command))
    return options


def selection(options: argparse.Namespace) -> Selection:
    """The build selection of parsed arguments."""
    from auditor.model.selection import Selection

    lists = {field: tuple(getattr(options, option)) for field, option in _LISTS.items()}
    single = {name: getattr(options, name) for name in Selection._fields if name not in _LISTS}
    values: dict[str, Any] = {**lists, **single}
    return Selection(**values)


def _hint(argument: str, command: str | None) -> str:
    """What was perhaps meant by an unknown argument."""
    import difflib

    from auditor.model.selection import Selection

    names = {*Selection._fields}.difference(_LISTS).union(_LISTS.values(), _OTHERS)
    known = [f"--{name.replace('_', '-')}" for name in sorted(names)]
    near = difflib.get_close_matches(argument.partition("=")[0], known, n=1) if command in ("audit", "verify") else []
    see = f"see `cargo dynaudit {command} --help`" if command else "see `cargo dynaudit --help`"
    if argument.partition("=")[0] in _WITHOUT_EFFECT:
        return f"leave it out: it changes nothing about linkage; {see}"
    return f"did you mean `{near[0]}`? {see}" if near else see


def _add_audit(commands: _Commands) -> None:
    audit = commands.add_parser(
        "audit",
        help="predict how every artifact of a build is linked",
        usage=AUDIT_USAGE,
        description="Predict how every artifact of a build is linked, and report what is in the way.\n"
        "SELECTION is spelled as for `cargo build`, and means the same.",
    )
    _add_mode(audit)
    _add_selection(audit)
    report = audit.add_argument_group("report")
    report.add_argument(
        "--format",
        action="append",
        type=formats.wanted,
        metavar="F[=FILE]",
        help="text (default), json, html, sarif for code scanning, github for the log of a GitHub workflow, "
        "or markdown for a comment; with =FILE several at once, each to its file",
    )
    report.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the report to FILE; - is stdout")
    report.add_argument(
        "--fail-on",
        choices=LEVELS,
        metavar="LEVEL",
        help="exit with 1 for findings of this level or worse: error (default), warning, note, never",
    )
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
    report.add_argument("--units", action="store_true", help="list every compiled unit in the JSON report")
    report.add_argument("-v", "--verbose", action="store_true", help="list every artifact and crate in the text report")
    _add_color(report)


def _given_level(option: str, level: str) -> Callable[[str], tuple[str, str, str]]:
    """What such an option adds to the list of all of them, whose order counts."""
    return lambda rule: (option, level, rule)


def _add_verify(commands: _Commands) -> None:
    verify = commands.add_parser(
        "verify",
        help="build for real, and say where the prediction is wrong",
        usage=VERIFY_USAGE,
        description="Build for real and compare with the audit, artifact by artifact and unit by unit.\n"
        "This runs the project's build scripts and procedural macros. The build lies in a\n"
        "folder of its own; the project's target directory is not touched.",
        epilog=VERIFY_EPILOG,
    )
    _add_mode(verify)
    _add_selection(verify)
    report = verify.add_argument_group("report")
    report.add_argument(
        "--format", choices=("text", "json"), default="text", metavar="F", help="text (default) or json"
    )
    report.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the report to FILE; - is stdout")
    report.add_argument("--keep", action="store_true", help="keep what was built and recorded, and say where it is")
    report.add_argument(
        "--save-case",
        type=Path,
        metavar="DIR",
        help="write to DIR what a maintainer needs to understand a difference: manifests, configuration, both "
        "answers; no sources, no comments, and of the environment only what Cargo and rustc read for the build",
    )
    report.add_argument("-v", "--verbose", action="store_true", help="list all that was not observed")
    _add_color(report)


def _add_mode(command: argparse.ArgumentParser) -> None:
    mode = command.add_argument_group("which build").add_mutually_exclusive_group()
    mode.add_argument(
        "--as-configured",
        dest="mode",
        action="store_const",
        const="as-configured",
        help="exactly as Cargo would run it now",
    )
    mode.add_argument(
        "--prefer-dynamic",
        dest="mode",
        action="store_const",
        const="prefer-dynamic",
        help="the same with -C prefer-dynamic added to the rustflags. Without either option: as configured "
        "if that prefers dynamic linking anywhere, else as if --prefer-dynamic",
    )


def _add_explain(commands: _Commands) -> None:
    explain = commands.add_parser(
        "explain",
        help="show the manual page of a rule, or list the rules",
        description="Show the manual page of a rule: what it detects, why, an example and the remedy.\n"
        "Without a rule, list them all.",
    )
    explain.add_argument("rule", nargs="?", metavar="RULE", help="a rule's id, as the report shows it")
    _add_color(explain)


def _add_schema(commands: _Commands) -> None:
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of the JSON report or of a policy",
        description="Print the JSON Schema (draft 2020-12) of what `audit --format json` writes.",
    )
    schema.add_argument("--policy", action="store_true", help="that of dynaudit.toml and of the tables like it instead")


def _add_color(group: argparse._ActionsContainer) -> None:
    group.add_argument("--color", choices=COLORS, default="auto", metavar="WHEN", help="auto (default), always, never")


def _add_selection(command: argparse.ArgumentParser) -> None:
    """The options that mean for us what they mean for `cargo build`."""
    packages = command.add_argument_group("package selection (as for cargo build)")
    packages.add_argument("-p", "--package", action="append", default=[], metavar="SPEC", help="this package")
    packages.add_argument("--workspace", "--all", action="store_true", help="all members of the workspace")
    packages.add_argument("--exclude", action="append", default=[], metavar="SPEC", help="all members but this one")
    targets = command.add_argument_group("target selection (as for cargo build)")
    targets.add_argument("--lib", action="store_true", help="the library")
    for singular, plural, what in (
        ("bin", "bins", "binary"),
        ("example", "examples", "example"),
        ("test", "tests", "test target"),
        ("bench", "benches", "bench target"),
    ):
        targets.add_argument(f"--{singular}", action="append", default=[], metavar="NAME", help=f"this {what}")
        targets.add_argument(f"--{plural}", action="store_true", help=f"every {what}")
    targets.add_argument("--all-targets", action="store_true", help="all of the above")
    features = command.add_argument_group("features (as for cargo build)")
    features.add_argument("-F", "--features", action="append", default=[], metavar="LIST", help="features to switch on")
    features.add_argument("--all-features", action="store_true", help="all features")
    features.add_argument("--no-default-features", action="store_true", help="not the default features")
    compilation = command.add_argument_group("compilation (as for cargo build)")
    compilation.add_argument("-r", "--release", action="store_true", help="the release profile")
    compilation.add_argument("--profile", metavar="NAME", help="this profile")
    compilation.add_argument("--target", action="append", default=[], metavar="TRIPLE", help="build for this platform")
    compilation.add_argument("--ignore-rust-version", action="store_true", help="ignore `rust-version`")
    manifest = command.add_argument_group("manifest and configuration (as for cargo build)")
    manifest.add_argument("--manifest-path", type=Path, metavar="PATH", help="path to Cargo.toml")
    manifest.add_argument("--config", action="append", default=[], metavar="KEY=VALUE|FILE", help="configuration")
    manifest.add_argument("--locked", action="store_true", help="the lock file must stay as it is")
    manifest.add_argument("--offline", action="store_true", help="no network")
    manifest.add_argument("--frozen", action="store_true", help="both --locked and --offline")
    manifest.add_argument("--no-cache", action="store_true", help="use and keep nothing of other audits")
