"""The one kind of error a user can cause: something that cannot be audited, with what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from auditor.visible import visible


class AuditorError(Exception):
    """The command line, the project or its configuration cannot be used (exit code 2).

    `message` says what is wrong, in lower case, and names the file; `hint` says what to do.
    `path` and `line` (1-based) are the place, where there is one. `said` is the output of a program that refused.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        path: Path | None = None,
        line: int | None = None,
        said: str | None = None,
    ) -> None:
        """Keep the parts of the message apart, so that each front end can show them its own way."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = path
        self.line = line
        self.said = said

    def but(self, **parts: Any) -> Self:
        """The same error with some of its parts replaced, for whoever knows more about where it comes from."""
        known = {"message": self.message, "hint": self.hint, "path": self.path, "line": self.line, "said": self.said}
        return type(self)(**(known | parts))

    def __str__(self) -> str:
        """One readable message: place, what is wrong, what was said, what to do.

        Only the output of another program has several lines: what a name or a value holds begins none.
        """
        line = "" if self.line is None else f":{self.line}"
        place = "" if self.path is None else f"{self.path}{line}: "
        parts = [visible(f"{place}{self.message}")]
        if self.said is not None:
            said = [one for one in self.said.strip().splitlines() if one.strip()]
            parts = [f"{parts[0]}:", *(f"  {visible(one)}" for one in said or ["(it printed nothing)"])]
        if self.hint is not None:
            parts.append(f"  help: {visible(self.hint)}")
        return "\n".join(parts)


class NotThereError(AuditorError):
    """The command line names something that the project does not have; another version of it may."""
