"""The arguments of every command, spelled as Cargo spells its own.

Imports nothing of the program that takes time: `--help` and `--version` should answer at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from auditor import __version__
from auditor.cli.arguments import audit, diff, fix, matrix, others, verify, why
from auditor.cli.arguments.command import CommandParser
from auditor.errors import AuditorError

if TYPE_CHECKING:
    from auditor.model.selection import Selection

_DESCRIPTION = """\
Says, before anything is compiled, what Cargo and rustc will link dynamically in
this workspace, what would fail to link and why, and what to do about it.
Nothing of the audited project is run."""

_EPILOG = """\
examples:
  cargo dynaudit audit                        what dynamic linking does here, or
                                              would do if it were switched on
  cargo dynaudit audit --as-configured        `cargo build` exactly as it is now
  cargo dynaudit audit --workspace --release  with options of `cargo build`
  cargo dynaudit audit --format json          for other programs
  cargo dynaudit audit --format html -o FILE  a page for people, in one file
  cargo dynaudit audit --format github        annotations in a GitHub job
  cargo dynaudit diff origin/main             what this working tree changes
  cargo dynaudit matrix                       the commands that people run,
                                              side by side
  cargo dynaudit why serde                    how one crate is linked, and why
  cargo dynaudit verify                       build for real, and compare
  cargo dynaudit explain duplicate-crate      the manual page of a rule

exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  the command line, the project or its configuration cannot be used
  3  a fault of cargo-dynaudit itself"""

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


_WITHOUT_EFFECT = frozenset(
    {
        "-q", "--quiet", "-j", "--jobs", "--target-dir", "--message-format", "--timings", "--keep-going", "--future",
        "--build-plan", "--artifact-dir", "--out-dir", "--future-incompat-report", "--no-run", "--unit-graph",
        "--no-fail-fast", "--root", "--force", "-f", "--no-track",
    }
)  # fmt: skip
"""Options of `cargo build` that decide nothing of what is told here."""
_OF_RUSTC = frozenset(
    {"-C", "-O", "-L", "-Z", "-g", "--codegen", "--crate-type", "--crate-name", "--edition", "--cfg", "--extern"}
)
"""Options of rustc, which have a place of their own."""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line. Bad arguments raise AuditorError."""
    top = CommandParser(prog="cargo dynaudit", description=_DESCRIPTION, epilog=_EPILOG)
    top.add_argument("-V", "--version", action="version", version=f"cargo-dynaudit {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    audit.add(commands)
    verify.add(commands)
    diff.add(commands)
    matrix.add(commands)
    why.add(commands)
    fix.add(commands)
    others.add_explain(commands)
    others.add_schema(commands)
    others.add_completions(commands)
    return top


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The parsed arguments. Raises AuditorError for those that do not exist, with the nearest that does."""
    top = parser()
    arguments, rustc = _without_rustc(arguments)
    options, unknown = top.parse_known_args(arguments)
    if options.command == "diff" and options.head is None and unknown and not unknown[0].startswith("-"):
        options.head = unknown.pop(0)  # argparse takes no second version behind an option
    if options.command == "audit":
        options.rustc = rustc
    if unknown:
        raise AuditorError(f"unexpected argument `{unknown[0]}`", hint=_hint(unknown[0], options.command, top))
    return options


def _without_rustc(arguments: Sequence[str]) -> tuple[Sequence[str], list[str] | None]:
    """The arguments before a `--` of `audit`, and what stands behind it for rustc; None without one."""
    if arguments[:1] != ["audit"] or "--" not in arguments:
        return arguments, None
    place = list(arguments).index("--")
    return arguments[:place], list(arguments[place + 1 :])


def selection(options: argparse.Namespace) -> Selection:
    """The build selection of parsed arguments."""
    from auditor.model.selection import Selection

    lists = {field: tuple(getattr(options, option, ())) for field, option in _LISTS.items()}
    default = Selection()
    names = (name for name in Selection._fields if name not in (*_LISTS, "command"))
    single = {name: getattr(options, name, getattr(default, name)) for name in names}
    values: dict[str, Any] = {**lists, **single}
    return Selection(**values)


def hint_without_effect(argument: str) -> str | None:
    """What to do with an option of Cargo that decides nothing here; None for any other argument."""
    is_without = argument.partition("=")[0] in _WITHOUT_EFFECT
    return "leave it out: it changes nothing about linkage" if is_without else None


def _hint(argument: str, command: str | None, top: argparse.ArgumentParser) -> str:
    """What was perhaps meant by an unknown argument."""
    import difflib

    name = argument.partition("=")[0]
    near = difflib.get_close_matches(name, _options(top, command), n=1)
    if (command == "audit" and name[:2] in _OF_RUSTC) or name in _OF_RUSTC:
        return "the options of rustc go behind `--`, for a file that it compiles itself: `audit main.rs -- -O`"
    see = f"see `cargo dynaudit {command} --help`" if command else "see `cargo dynaudit --help`"
    without_effect = hint_without_effect(argument)
    if without_effect is not None:
        return f"{without_effect}; {see}"
    return f"did you mean `{near[0]}`? {see}" if near else see


def _options(top: argparse.ArgumentParser, command: str | None) -> list[str]:
    """The long options of a command."""
    commands = (action.choices for action in top._actions if isinstance(action, argparse._SubParsersAction))
    chosen = next((choices[command] for choices in commands if command in choices), top)
    return sorted(option for option in chosen._option_string_actions if option.startswith("--"))
