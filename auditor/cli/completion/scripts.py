"""`completions`: scripts that teach a shell the command line, made from its parser by shtab.

What shtab does not do is in a file of its own for each shell that allows it: to complete `cargo dynaudit`, too.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import shtab

from auditor import there
from auditor.cli import diff_formats, formats, matrix_formats, parser, writing
from auditor.cli.arguments import build_options
from auditor.exit_codes import ExitCode
from auditor.findings.registry import RULES

PROGRAM = "cargo-dynaudit"
_BY_CARGO = Path(__file__).parent
_FILES, _FOLDERS = {"BASE", "HEAD"}, {"DIR"}
"""Placeholders of what may be a file or is a folder; paths that are neither are files."""
_WORDS: Mapping[object, Iterable[str]] = {
    "RULE": RULES,
    formats.wanted: formats.FORMATS,
    diff_formats.wanted: diff_formats.FORMATS,
    matrix_formats.wanted: matrix_formats.FORMATS,
}
"""The words that argparse does not hold as its choices, by placeholder or by what reads them."""

_SHORT = {"format": "format of the report"}
"""Where the help begins with the choices."""
_CLAUSE_ENDS = re.compile(r"[;:,(]|\. ")


def run(shell: str) -> int:
    """Print the script for a shell; the exit code."""
    writing.write(script(shell), None, encoding=writing.UTF_8)
    return ExitCode.CLEAN


def script(shell: str) -> str:
    """The script for a shell."""
    described = parser.parser()
    described.prog = PROGRAM
    for action in _actions(described):
        _describe(action)
        if shell == "fish":
            action.help = _in_short(action)
    by_cargo = _BY_CARGO / f"cargo.{shell}"
    more = f"\n{by_cargo.read_text(encoding='utf-8')}" if there.is_file(by_cargo) else ""
    return f"{shtab.complete(described, shell).rstrip()}\n{more}"


def _in_short(action: argparse.Action) -> str:
    """What an option is for, in few words: fish shows it beside each choice, and cuts it where the line ends."""
    text = _SHORT.get(action.dest, action.help or "")
    return _CLAUSE_ENDS.split(text, maxsplit=1)[0]


def _actions(described: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All options and arguments of a parser and of its commands."""
    for action in described._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)


def _describe(action: argparse.Action) -> None:
    """Say what may stand there, in the way that shtab reads it."""
    words = _WORDS.get(action.metavar) or _WORDS.get(action.type)
    if action.choices is None and words is not None:
        action.choices = list(words)
    elif action.type is build_options.path or action.metavar in _FILES:
        action.complete = shtab.DIRECTORY if action.metavar in _FOLDERS else shtab.FILE  # type: ignore[attr-defined]
