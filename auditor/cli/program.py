"""Runs a command and turns what can go wrong into one message and an exit code."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli import parser
from auditor.errors import AuditorError
from auditor.exit_codes import ExitCode

if TYPE_CHECKING:
    from auditor.audit import AuditRequest


_ABOUT_PROJECTS = ("verify", "diff", "matrix", "why", "fix")
"""Commands with a module of that name here, whose `run` takes the options and the request."""


def run(arguments: list[str]) -> int:
    """Run the program and return its exit code. Cargo passes the word `dynaudit` first; it is dropped."""
    if arguments[:1] == ["dynaudit"]:
        arguments = arguments[1:]
    try:
        code = _dispatch(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except AuditorError as error:
        _end_programs()
        _say(f"error: {error}")
        return ExitCode.UNUSABLE
    except BrokenPipeError:
        from auditor.cli import writing

        writing.discard_stdout()
        return ExitCode.CLEAN
    except KeyboardInterrupt as interrupt:
        return _interrupted(getattr(interrupt, "number", None))
    except Exception as error:  # the last resort: a message instead of a traceback
        return _internal(error, arguments)


def _dispatch(arguments: Sequence[str]) -> int:
    try:
        options = parser.parse(arguments)
    except SystemExit as stop:  # --help and --version have printed
        return int(stop.code or 0)
    if options.command in _ABOUT_PROJECTS:
        module = import_module(f"auditor.cli.{options.command}")
        return int(module.run(options, _request(options)))
    match options.command:
        case "audit":
            from auditor.cli import audit

            return audit.run(options, _request(options), _say)
        case "explain":
            from auditor.cli import explain, writing

            writing.require_stdout()
            return explain.run(options.rule, color=options.color)
        case "schema":
            from auditor.cli import writing
            from auditor.schema import SCHEMAS

            chosen = next((name for name in SCHEMAS if getattr(options, name, False)), "report")
            writing.write(SCHEMAS[chosen](), None, encoding=writing.UTF_8)
            return ExitCode.CLEAN
        case "completions":
            from auditor.cli.completion import scripts

            return scripts.run(options.shell)
        case _:
            parser.parser().print_help(sys.stderr)
            return ExitCode.UNUSABLE


def _request(options: Namespace) -> AuditRequest:
    """What the arguments ask to be audited, here and in this environment."""
    from auditor.audit import AuditRequest
    from auditor.model.selection import Mode

    request = AuditRequest(
        selection=parser.selection(options),
        mode=None if options.mode is None else Mode(options.mode),
        cwd=_current_directory(),
        environment=dict(os.environ),
        uses_cache=not options.no_cache,
    )
    if not getattr(options, "levels", None):
        return request
    from auditor.config.policy_options import LevelOption

    return request._replace(levels=tuple(LevelOption(*one) for one in options.levels))


def _current_directory() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise AuditorError(
            f"the current directory cannot be used: {error.strerror}", hint="change into a directory that exists"
        ) from error


def _interrupted(number: int | None) -> int:
    """End what was started, then as the signal would have ended the program, so that shells and scripts see it.

    `number` is the signal's; None for the interrupt.
    """
    _end_programs()
    if os.name == "posix":
        import signal

        number = number or signal.SIGINT
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    return 130


def _end_programs() -> None:
    """End what was started and is not waited for any more."""
    process = sys.modules.get("auditor.cargo.process")
    if process is not None:
        process.kill_all()


def _internal(error: Exception, arguments: Sequence[str]) -> int:
    """Say what to report; the traceback only for those who ask for it."""
    from auditor.visible import visible

    _end_programs()
    if os.environ.get("CARGO_DYNAUDIT_BACKTRACE"):
        import traceback

        _say("".join(traceback.format_exception(error)))
    _say(
        f"internal error: {type(error).__name__}: {visible(str(error))}\n"
        "  This is a fault of cargo-dynaudit, not of your project. Please report it to the maintainers with\n"
        f"  the command line (cargo dynaudit {visible(' '.join(arguments))}), the output of\n"
        "  `cargo dynaudit --version` and `cargo -Vv`, and what it prints when CARGO_DYNAUDIT_BACKTRACE=1 is set."
    )
    return ExitCode.INTERNAL


def _say(text: str) -> None:
    """Write to standard error, where nothing that comes from the project steers a terminal or a runner.

    What it has in a line must be `visible` already: a line break in it would make a line here.
    """
    from auditor.cli import writing
    from auditor.visible import visible

    try:
        sys.stderr.write(writing.for_log("".join(f"{visible(line)}\n" for line in text.split("\n"))))
    except (OSError, ValueError, AttributeError):  # closed: there is nobody to tell
        return
