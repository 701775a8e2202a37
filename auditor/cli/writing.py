"""Where a report goes: standard output, or a file that is replaced in one step."""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

from auditor import beside, there
from auditor.errors import AuditorError
from auditor.reports.style import Style
from auditor.visible import encodes_signs, inert

UTF_8 = "utf-8"
_WIDTHS = (40, 100)
"""The narrowest and the widest layout for a terminal."""


def style(color: str, output: Path | None) -> Style:
    """The style for standard output or a file: colour only where it was asked for or a terminal reads.

    `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE` count as elsewhere; the option counts more.
    """
    is_terminal = output is None and sys.stdout is not None and sys.stdout.isatty()
    width = shutil.get_terminal_size((80, 24)).columns if is_terminal else 80
    return Style(
        color=wants_color(color, is_terminal=is_terminal),
        width=max(_WIDTHS[0], min(width, _WIDTHS[1])),
        signs=output is not None or sys.stdout is None or encodes_signs(sys.stdout.encoding),
    )


def wants_color(option: str, *, is_terminal: bool) -> bool:
    """Whether to colour output, from the option, the environment and the terminal, in this order."""
    if option != "auto":
        return option == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_terminal and os.environ.get("TERM") != "dumb"


def for_log(text: str) -> str:
    """The text as it may stand in a log: in a job of GitHub Actions no line of it is a command to the runner."""
    return inert(text) if os.environ.get("GITHUB_ACTIONS") else text


def write(text: str, output: Path | None, *, encoding: str | None = None, verbatim: bool = False) -> None:
    """Write the report; `encoding` is for formats that must not follow the terminal's.

    `verbatim` is for formats that are commands to a GitHub runner, or can hold none.
    Raises AuditorError if that fails; the old file is then untouched. A reader that has seen enough and closed
    the pipe is no failure.
    """
    if not verbatim:
        text = for_log(text)
    if output is None or output == Path("-"):
        _write_to_stdout(text, encoding)
        return
    if there.is_dir(output):
        raise AuditorError("cannot write the report: this is a folder", hint="name a file in it", path=output)
    try:
        if _is_stream(output):
            output.write_text(text, encoding=UTF_8)
        else:
            _replace(output, text)
    except BrokenPipeError:
        return
    except OSError as error:
        raise AuditorError(
            f"cannot write the report: {error.strerror or error}",
            hint="name a file in a folder that exists and can be written",
            path=output,
        ) from error


def append(text: str, path: Path, *, named_by: str) -> None:
    """Add text to the end of a file that a variable names, on lines of its own.

    Raises AuditorError, which names the variable, if that fails.
    """
    try:
        with path.open("a", encoding=UTF_8, errors="backslashreplace", newline="\n") as file:
            file.write(f"\n{text}" if file.tell() else text)
    except OSError as error:
        raise AuditorError(
            f"cannot write the summary to the file of {named_by}: {error.strerror or error}",
            hint=f"let {named_by} name a file that can be written, or unset it",
            path=path,
        ) from error


def require_stdout() -> None:
    """Raise AuditorError if the program was started with its standard output closed."""
    if sys.stdout is None:
        raise AuditorError("standard output is closed", hint="leave it open, or name a file by --output")


def discard_stdout() -> None:
    """Keep Python from complaining about a closed pipe when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_to_stdout(text: str, encoding: str | None) -> None:
    require_stdout()
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors="backslashreplace")
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        discard_stdout()
    except OSError as error:
        discard_stdout()
        raise AuditorError(
            f"cannot write to standard output: {error.strerror or error}", hint="name a file by --output"
        ) from error


def _is_stream(path: Path) -> bool:
    """Whether a path is a device, a pipe or one of the process's own files: written to, never replaced."""
    if path.is_symlink() and path.readlink().parts[:2] in (("/", "proc"), ("/", "dev")):  # /dev/stdout
        return True
    return there.exists(path) and not there.is_file(path) and not there.is_dir(path)


def _replace(output: Path, text: str) -> None:
    """Write a file beside the old one and put it in its place, with the old one's mode.

    A link is replaced, not followed: a project may have planted it.
    """
    temporary = beside.write(output, text.encode(UTF_8, "backslashreplace"))
    try:
        temporary.replace(output)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
