"""Runs a command and turns what can go wrong into one message and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from auditor.cli import parser
from auditor.errors import AuditorError
from auditor.exit_codes import ExitCode

REPORT_A_FAULT = "https://github.com/cargo-dynaudit/cargo-dynaudit/issues"


def run(arguments: list[str]) -> int:
    """Run the program and return its exit code. Cargo passes the word `dynaudit` first; it is dropped."""
    if arguments[:1] == ["dynaudit"]:
        arguments = arguments[1:]
    try:
        return _dispatch(arguments)
    except AuditorError as error:
        _say(f"error: {error}")
        return ExitCode.UNUSABLE
    except BrokenPipeError:
        _discard_stdout()
        return ExitCode.CLEAN
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        return 130
    except RecursionError as error:
        return _internal(error, arguments)
    except Exception as error:  # noqa: BLE001 - the last resort: a message instead of a traceback
        return _internal(error, arguments)


def _dispatch(arguments: Sequence[str]) -> int:
    try:
        options = parser.parser().parse_args(arguments)
    except SystemExit as stop:  # --help and --version have printed
        return int(stop.code or 0)
    match options.command:
        case "audit":
            return _audit(options)
        case "explain":
            from auditor.cli import explain

            return explain.run(options.rule, color=options.color)
        case "schema":
            from auditor.schema import report_schema

            sys.stdout.write(report_schema())
            return ExitCode.CLEAN
        case _:
            parser.parser().print_help(sys.stderr)
            return ExitCode.UNUSABLE


def _audit(options: Namespace) -> int:
    from auditor import audit
    from auditor.cli import writing
    from auditor.cli.progress import progress
    from auditor.model.finding import Level

    request = audit.AuditRequest(
        selection=parser.selection(options), mode=options.mode, cwd=Path.cwd(), environment=dict(os.environ)
    )
    with progress() as say:
        report = audit.run(request, say)
    if options.format == "json":
        from auditor.reports import json_v1

        text = json_v1.render(report, units=options.units)
    else:
        from auditor.reports import text as text_report

        text = text_report.render(report, writing.style(options.color, options.output), verbose=options.verbose)
    writing.write(text, options.output)
    if options.fail_on == "never":
        return ExitCode.CLEAN
    limit = Level[options.fail_on.upper()]
    return ExitCode.FINDINGS if any(finding.level >= limit for finding in report.findings) else ExitCode.CLEAN


def _internal(error: BaseException, arguments: Sequence[str]) -> int:
    """Say what to report; the traceback only for those who ask for it."""
    if os.environ.get("CARGO_DYNAUDIT_BACKTRACE"):
        import traceback

        _say("".join(traceback.format_exception(error)))
    _say(
        f"internal error: {type(error).__name__}: {error}\n"
        f"  This is a fault of cargo-dynaudit. Please report it at {REPORT_A_FAULT}\n"
        f"  with the command line ({' '.join(arguments)}) and what it prints with CARGO_DYNAUDIT_BACKTRACE=1."
    )
    return ExitCode.INTERNAL


def _say(text: str) -> None:
    try:
        sys.stderr.write(f"{text}\n")
    except (OSError, ValueError):
        return


def _discard_stdout() -> None:
    """Keep Python from complaining about the closed pipe when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
