"""A remedy: what could be changed so that a finding goes away."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from auditor.fix.operations import Operation


class Remedy(msgspec.Struct, frozen=True):
    """One way to be rid of a finding."""

    title: str
    """What is done, as a command: `set lto = false in [profile.release]`."""
    operations: tuple[Operation, ...] = ()
    """Changes of files, in their order."""
    options: Mapping[str, Any] = msgspec.field(default_factory=dict)
    """Other values for fields of the selection."""
    command: str | None = None
    """The command line that these options make, for people."""
    variables: Mapping[str, str | None] = msgspec.field(default_factory=dict)
    """Variables of the environment to be set, or, with None, to be unset."""
    afterwards: tuple[str, ...] = ()
    """Commands to be run once it is done: `cargo clean -p eng`."""


class Edit(msgspec.Struct, frozen=True):
    """A file before and after."""

    path: Path
    before: str | None
    """None where it does not exist."""
    after: str

    def diff(self, root: Path) -> Iterator[str]:
        """The lines of a unified diff, as `git apply` takes it in the folder `root`."""
        name = (
            self.path.relative_to(root).as_posix()
            if self.path.is_relative_to(root)
            else self.path.as_posix().lstrip("/")
        )
        old = "/dev/null" if self.before is None else f"a/{name}"
        lines = difflib.unified_diff(_lines(self.before or ""), _lines(self.after), old, f"b/{name}")
        for line in lines:
            text, newline, _ = line.partition("\n")
            yield text
            if not newline:
                yield "\\ No newline at end of file"


def edits(operations: Sequence[Operation], texts: Mapping[Path, str | None]) -> tuple[Edit, ...]:
    """What operations make of files; `texts` are their contents, None where there is no file.

    Raises AuditorError for an operation that cannot be done.
    """
    after: dict[Path, str | None] = {}
    for operation in operations:
        path = operation.path
        after[path] = operation.apply(after.get(path, texts.get(path)))
    return tuple(
        Edit(path, texts.get(path), text)
        for path, text in after.items()
        if text is not None and text != texts.get(path)
    )


def _lines(text: str) -> list[str]:
    """The lines with their ends: only a line feed ends one, as for git."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
