"""Where a report goes: standard output, or a file that is replaced in one step."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import AuditorError


@dataclass(frozen=True, slots=True)
class Style:
    """How a text report may look."""

    color: bool
    width: int
    """Columns."""


def style(color: str, output: Path | None) -> Style:
    """The style for standard output or a file: colour only where it was asked for or a terminal reads.

    `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE` count as elsewhere; the option counts more.
    """
    is_terminal = output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size((80, 24)).columns if is_terminal else 80
    return Style(color=wants_color(color, is_terminal=is_terminal), width=max(40, min(width, 120)))


def wants_color(option: str, *, is_terminal: bool) -> bool:
    """Whether to colour output, from the option, the environment and the terminal, in this order."""
    if option != "auto":
        return option == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_terminal and os.environ.get("TERM") != "dumb"


def write(text: str, output: Path | None) -> None:
    """Write the report. Raises AuditorError if the file cannot be written; the old file is then untouched."""
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    except OSError as error:
        raise _cannot_write(output, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        _keep_usual_permissions(temporary)
        Path(temporary).replace(output)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise _cannot_write(output, error) from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _keep_usual_permissions(path: str) -> None:
    """A temporary file is private; the report should be as readable as any new file."""
    mask = os.umask(0)
    os.umask(mask)
    Path(path).chmod(0o666 & ~mask)


def _cannot_write(output: Path, error: OSError) -> AuditorError:
    return AuditorError(
        f"cannot write the report: {error.strerror or error}", hint="name a file in a folder that exists", path=output
    )
