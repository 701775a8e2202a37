"""The one kind of error a user can cause: something that cannot be audited, with what to do about it."""

from __future__ import annotations

from pathlib import Path


class AuditorError(Exception):
    """The command line, the project or its configuration cannot be used (exit code 2).

    `message` says what is wrong, in lower case, and names the file; `hint` says what to do.
    `path` and `line` (1-based) are the place, where there is one.
    """

    def __init__(
        self, message: str, *, hint: str | None = None, path: Path | None = None, line: int | None = None
    ) -> None:
        """Keep the parts of the message apart, so that each front end can show them its own way."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = path
        self.line = line

    def __str__(self) -> str:
        """One readable message: place, what is wrong, what to do."""
        place = "" if self.path is None else f"{self.path}{'' if self.line is None else f':{self.line}'}: "
        return f"{place}{self.message}{'' if self.hint is None else f'{chr(10)}  help: {self.hint}'}"
