"""The git repository that a project lies in. It is only read: no reference, index, hook or file of it is touched."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from auditor.cargo import process
from auditor.cargo.process import Output
from auditor.errors import AuditorError

_QUIET = (
    "core.hooksPath=" + os.devnull,
    "core.fsmonitor=false",
    "core.sparseCheckout=false",
    "core.splitIndex=false",
    "core.untrackedCache=false",
    "index.sparse=false",
    "submodule.recurse=false",
    "maintenance.auto=false",
    "gc.auto=0",
)
"""Configuration under which git runs no program of the repository's and writes nothing beside what it is told to."""
_NOT_PASSED_ON = ("GIT_INDEX_FILE", "GIT_PREFIX")
_FOLDERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
_HASH = re.compile(r"[0-9a-f]{40,64}")
_INSTALL = "install git, or name two JSON reports of `cargo dynaudit audit --format json`"


class Repository(NamedTuple):
    """A repository and how to ask it."""

    program: Path
    environment: Mapping[str, str]
    directory: Path
    """The repository's own folder, `.git`."""
    top: Path | None
    """The working tree; None for a bare repository."""
    is_shallow: bool

    @property
    def place(self) -> Path:
        """The folder whose content a revision is."""
        return self.directory if self.top is None else self.top

    def commit(self, revision: str) -> str | None:
        """The commit that a revision stands for; None if there is none."""
        if not revision or revision.startswith("-") or "\0" in revision:
            return None
        answer = self.ask(["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"])
        found = answer.stdout.decode("ascii", "replace").strip()
        return found if answer.status == 0 and _HASH.fullmatch(found) else None

    def merge_base(self, one: str, other: str) -> str | None:
        """The commit at which two commits parted; None if they have none in common, or a shallow clone lacks it."""
        answer = self.ask(["merge-base", one, other])
        found = answer.stdout.decode("ascii", "replace").strip()
        return found if answer.status == 0 and _HASH.fullmatch(found) else None

    def ignored(self, paths: Sequence[Path]) -> list[Path]:
        """Those of the paths that git is told to ignore."""
        if not paths or self.top is None:
            return []
        question = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", *map(str, paths)]
        answer = self.ask(question, cwd=self.top, extra={"GIT_LITERAL_PATHSPECS": "1"})
        return [self.top / os.fsdecode(path) for path in answer.stdout.split(b"\0") if path]

    def unsaved(self, paths: Sequence[Path]) -> list[Path]:
        """Those of the paths whose content no commit has: changed, untracked or ignored."""
        if not paths or self.top is None:
            return []
        question = ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored", "--"]
        answer = self.ask([*question, *map(str, paths)], cwd=self.top, extra={"GIT_LITERAL_PATHSPECS": "1"})
        return [self.top / os.fsdecode(entry[3:]) for entry in answer.stdout.split(b"\0") if entry]

    def ask(
        self, arguments: Sequence[str], *, cwd: Path | None = None, extra: Mapping[str, str] | None = None
    ) -> Output:
        """Run git on the repository and return what it prints."""
        place = [f"--git-dir={self.directory}", *([] if self.top is None else [f"--work-tree={self.top}"])]
        return _run(self.program, [*place, *arguments], cwd or self.directory, {**self.environment, **(extra or {})})


def open_repository(folder: Path, cwd: Path, environment: Mapping[str, str]) -> Repository:
    """The repository that a folder lies in, or that `GIT_DIR` names. Raises AuditorError if there is none."""
    program = process.on_path("git", environment)
    if program is None:
        raise AuditorError("`git` was not found on PATH, and revisions need it", hint=_INSTALL)
    variables = _environment(environment, cwd)
    start = cwd if "GIT_DIR" in variables else folder
    question = ["rev-parse", "--is-shallow-repository", "--is-inside-work-tree", "--absolute-git-dir"]
    answer = _run(program, question, start, variables)
    said = os.fsdecode(answer.stdout).removesuffix("\n").split("\n", 2)
    if answer.status != 0 or len(said) < len(question) - 1:
        raise _no_repository(answer.stderr, folder)
    is_shallow, is_inside, directory = said
    top = None
    if is_inside == "true":
        answer = _run(program, ["rev-parse", "--show-toplevel"], start, variables)
        if answer.status != 0 or not answer.stdout.strip():
            raise _no_repository(answer.stderr, folder)
        top = Path(os.fsdecode(answer.stdout).removesuffix("\n"))
    others = {name: value for name, value in variables.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    return Repository(program, others, Path(directory), top, is_shallow == "true")


def _run(program: Path, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> Output:
    settings = [word for setting in _QUIET for word in ("-c", setting)]
    command = [str(program), *settings, *arguments]
    return process.start(command, cwd=cwd, environment=environment, hint=_INSTALL).wait()


def _environment(environment: Mapping[str, str], cwd: Path) -> dict[str, str]:
    """The user's, but for the index of a hook that runs this; folders do not depend on where git is started."""
    kept = {name: value for name, value in environment.items() if name not in _NOT_PASSED_ON}
    for name in _FOLDERS:
        if kept.get(name):
            kept[name] = str(cwd / kept[name])
    return {**kept, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LANGUAGE": "en"}


def _no_repository(said: str, folder: Path) -> AuditorError:
    """What git's refusal means."""
    if "dubious ownership" in said or "safe.directory" in said:
        return AuditorError(
            "git refuses this repository, since it belongs to another user",
            hint=f"if you trust it: git config --global --add safe.directory {folder}",
            path=folder,
        )
    if "not a git repository" in said:
        return AuditorError(
            "this folder is in no git repository, so that there are no revisions to compare",
            hint="run it in a clone, or name two JSON reports of `cargo dynaudit audit --format json`",
            path=folder,
        )
    return AuditorError(
        f"git cannot read the repository: {(said.strip().splitlines() or ['no reason given'])[0]}",
        hint="see what `git status` says there",
        path=folder,
    )
