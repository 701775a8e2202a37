"""The arguments of the commands that audit nothing: `explain`, `schema`, `completions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.cli.arguments import build_options

if TYPE_CHECKING:
    from auditor.cli.arguments.command import Commands

SHELLS = ("bash", "zsh", "fish", "powershell")


def add_explain(commands: Commands) -> None:
    """Add the command `explain`."""
    explain = commands.add_parser(
        "explain",
        help="show the manual page of a rule, or list the rules",
        description="Show the manual page of a rule: what it detects, why, an example and the remedy.\n"
        "Without a rule, list them all.",
    )
    explain.add_argument("rule", nargs="?", metavar="RULE", help="a rule's id, as the report shows it")
    build_options.add_color(explain)


def add_schema(commands: Commands) -> None:
    """Add the command `schema`."""
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of a JSON report or a policy",
        description="Print the JSON Schema (draft 2020-12) of what `audit --format json` writes.",
    )
    other = schema.add_mutually_exclusive_group()
    other.add_argument("--diff", action="store_true", help="that of `diff --format json` instead")
    other.add_argument("--fix", action="store_true", help="that of `fix --format json` instead")
    other.add_argument("--why", action="store_true", help="that of `why --format json` instead")
    other.add_argument("--matrix", action="store_true", help="that of `matrix --format json` instead")
    other.add_argument("--policy", action="store_true", help="that of dynaudit.toml and of the tables like it instead")


def add_completions(commands: Commands) -> None:
    """Add the command `completions`."""
    completions = commands.add_parser(
        "completions",
        help="print the script by which a shell completes the command line",
        description="Print the script by which a shell completes the command line.\n"
        "It completes `cargo-dynaudit` and, but for PowerShell, `cargo dynaudit`, too.\n"
        "Its first lines say where to put it.",
    )
    completions.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))
