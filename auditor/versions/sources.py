"""What the arguments of a diff name: a JSON report, a revision of the project's repository, or the working tree."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from auditor import there
from auditor.audit import AuditRequest
from auditor.comparison.document import Document
from auditor.comparison.reading import STDIN, read, read_standard_input
from auditor.errors import AuditorError
from auditor.git.repository import Repository, open_repository
from auditor.visible import visible

_SHALLOW = "this clone is shallow: fetch the revision (`git fetch --unshallow`; `fetch-depth: 0` for actions/checkout)"


class Source(NamedTuple):
    """One of the two versions, before it is audited."""

    name: str
    """What the user called it."""
    report: Document | None = None
    commit: str | None = None
    """None for a report and for the working tree."""


class Finder:
    """Finds out what arguments name."""

    def __init__(self, request: AuditRequest) -> None:
        """Take what is to be audited: its folder tells the repository."""
        self._request = request
        self._repository: Repository | None = None

    @property
    def folder(self) -> Path:
        """Where the project lies."""
        named = self._request.selection.manifest_path
        return self._request.cwd if named is None else Path(os.path.realpath((self._request.cwd / named).parent))

    def repository(self) -> Repository:
        """The repository of the project. Raises AuditorError if there is none."""
        if self._repository is None:
            folder = self.folder if there.is_dir(self.folder) else self._request.cwd
            self._repository = open_repository(folder, self._request.cwd, self._request.environment)
        return self._repository

    def source(self, argument: str) -> Source:
        """What an argument of the command line names."""
        if argument == STDIN:
            return Source("standard input", read_standard_input())
        path = self._request.cwd / argument
        if argument and os.path.lexists(path) and not there.is_dir(path):
            if not argument.startswith((".", os.sep)) and self._is_revision(argument):
                raise AuditorError(
                    f"`{argument}` is a file and a git revision, too",
                    hint=f"write `./{argument}` for the file, or the revision's hash or full name (`heads/{argument}`)",
                )
            return Source(visible(argument), read(path))
        return self._revision(argument)

    def range(self, argument: str) -> tuple[Source, Source] | None:
        """The versions that `A...B` names, as git means it: where the two parted, and B; None for anything else."""
        first, found, second = argument.partition("...")
        if not found or os.path.lexists(self._request.cwd / argument):
            return None
        old, new = self._revision(first or "HEAD"), self._revision(second or "HEAD")
        repository = self.repository()
        commit = repository.merge_base(str(old.commit), str(new.commit))
        if commit is None:
            raise AuditorError(
                f"`{old.name}` and `{new.name}` have no commit in common",
                hint=_SHALLOW if repository.is_shallow else "name two revisions one after the other",
                path=repository.place,
            )
        return Source(f"merge base of {old.name} and {new.name}", commit=commit), new

    def _is_revision(self, argument: str) -> bool:
        try:
            return self.repository().commit(argument) is not None
        except AuditorError:  # no git, no repository: then it can only be the file
            return False

    def _revision(self, argument: str) -> Source:
        try:
            repository = self.repository()
        except AuditorError as error:
            raise AuditorError(
                f"there is no file `{argument}`, and no revision of that name: {error.message}", hint=error.hint
            ) from error
        commit = repository.commit(argument)
        if commit is None:
            folder = "a folder, " if argument and there.is_dir(self._request.cwd / argument) else ""
            raise AuditorError(
                f"`{argument}` is {folder}neither a file nor a revision of the git repository",
                hint=_hint(argument, repository),
                path=repository.place,
            )
        return Source(visible(argument), commit=commit)


def _hint(argument: str, repository: Repository) -> str:
    """What was perhaps meant by a revision that there is not."""
    if "..." in argument:
        return f"`{argument}` names both versions: leave out the other one"
    first, found, second = argument.partition("..")
    if found:
        return f"name the two revisions one after the other: `{first or 'HEAD'} {second or 'HEAD'}`"
    if repository.commit(f"origin/{argument}"):
        return f"did you mean `origin/{argument}`?"
    if repository.is_shallow:
        return _SHALLOW
    return "see `git branch --all` and `git log`, or name a report of `cargo dynaudit audit --format json`"
