"""The arguments of every command, spelled as Cargo spells its own.

Imports nothing of the program that takes time: `--help` and `--version` should answer at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from auditor import __version__
from auditor.cli import build_options, diff_formats, formats
from auditor.cli.help_format import HelpFormat
from auditor.cli.help_texts import (
    AUDIT_USAGE,
    DESCRIPTION,
    DIFF_DESCRIPTION,
    DIFF_EPILOG,
    DIFF_USAGE,
    EPILOG,
    VERIFY_EPILOG,
    VERIFY_USAGE,
)
from auditor.errors import AuditorError

if TYPE_CHECKING:
    from auditor.model.selection import Selection

    _Commands = argparse._SubParsersAction["_Parser"]

LEVELS = ("error", "warning", "note", "never")
SHELLS = ("bash", "zsh", "fish", "powershell")

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
    "head-name",
    "baseline",
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


_OUTPUT = "write the report to FILE; - is stdout. A link of that name is replaced, not followed"


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
    _add_diff(commands)
    _add_explain(commands)
    _add_schema(commands)
    _add_completions(commands)
    return top


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The parsed arguments. Raises AuditorError for those that do not exist, with the nearest that does."""
    options, unknown = parser().parse_known_args(arguments)
    if options.command == "diff" and options.head is None and unknown and not unknown[0].startswith("-"):
        options.head = unknown.pop(0)  # argparse takes no second version behind an option
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
    name = argument.partition("=")[0]
    near = difflib.get_close_matches(name, known, n=1) if command in ("audit", "verify", "diff") else []
    see = f"see `cargo dynaudit {command} --help`" if command else "see `cargo dynaudit --help`"
    if name in _WITHOUT_EFFECT:
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
    report.add_argument("-o", "--output", type=build_options.path, metavar="FILE", help=_OUTPUT)
    report.add_argument(
        "--fail-on",
        choices=LEVELS,
        metavar="LEVEL",
        help="exit with 1 for findings of this level or worse: error (default), warning, note, never",
    )
    _add_levels(report)
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


def _add_levels(report: argparse._ActionsContainer) -> None:
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
    build_options.add_mode(verify)
    build_options.add_selection(verify)
    report = verify.add_argument_group("report")
    report.add_argument(
        "--format", choices=("text", "json"), default="text", metavar="F", help="text (default) or json"
    )
    report.add_argument("-o", "--output", type=build_options.path, metavar="FILE", help=_OUTPUT)
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


def _add_diff(commands: _Commands) -> None:
    diff = commands.add_parser(
        "diff",
        help="say what changed between two revisions or two reports",
        usage=DIFF_USAGE,
        description=DIFF_DESCRIPTION,
        epilog=DIFF_EPILOG,
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
    report.add_argument("-o", "--output", type=build_options.path, metavar="FILE", help=_OUTPUT)
    report.add_argument(
        "--fail-on",
        choices=LEVELS,
        metavar="LEVEL",
        help="exit with 1 for new findings of this level or worse: error (default), warning, note, never",
    )
    report.add_argument(
        "--head-name", metavar="NAME", help="what the report calls HEAD, instead of what it is given as"
    )
    _add_levels(report)
    report.add_argument("-v", "--verbose", action="store_true", help="list findings that are still there, too")
    build_options.add_color(report)


def _add_explain(commands: _Commands) -> None:
    explain = commands.add_parser(
        "explain",
        help="show the manual page of a rule, or list the rules",
        description="Show the manual page of a rule: what it detects, why, an example and the remedy.\n"
        "Without a rule, list them all.",
    )
    explain.add_argument("rule", nargs="?", metavar="RULE", help="a rule's id, as the report shows it")
    build_options.add_color(explain)


def _add_schema(commands: _Commands) -> None:
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of a JSON report, a diff or a policy",
        description="Print the JSON Schema (draft 2020-12) of what `audit --format json` writes.",
    )
    other = schema.add_mutually_exclusive_group()
    other.add_argument("--diff", action="store_true", help="that of `diff --format json` instead")
    other.add_argument("--policy", action="store_true", help="that of dynaudit.toml and of the tables like it instead")


def _add_completions(commands: _Commands) -> None:
    completions = commands.add_parser(
        "completions",
        help="print the script by which a shell completes the command line",
        description="Print the script by which a shell completes the command line.\n"
        "It completes `cargo-dynaudit` and, but for PowerShell, `cargo dynaudit`, too.\n"
        "Its first lines say where to put it.",
    )
    completions.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))
