"""The project as each command sees it, read from cargo and rustc once where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from auditor.cache import Cache
from auditor.cargo.questions import Questions
from auditor.config.files import find_files
from auditor.model.selection import Command, Selection
from auditor.project import Project, Reading

_OF_METADATA = (
    "features", "all_features", "no_default_features", "config", "locked", "offline", "frozen",
)  # fmt: skip
"""What changes cargo's answer, beside the manifest and the platforms."""


class Readings:
    """A project that was read for one command, for others."""

    def __init__(self, first: Project, cache: Cache, say: Callable[[str], None]) -> None:
        """Take the project as it was read first."""
        self._known = [first]
        self._cache = cache
        self._say = say

    def of(self, selection: Selection) -> Project:
        """The project for a command. Raises AuditorError where it cannot be read so."""
        for project in self._known:
            found = self._derived(project, selection)
            if found is not None:
                return found
        self._say("asking cargo and rustc")
        questions = Questions.ask(self._known[0].session, selection)
        fresh = Reading.start(questions).finish(self._cache)
        self._known.append(fresh)
        return fresh

    def _derived(self, project: Project, selection: Selection) -> Project | None:
        """The project by what was read for another command; None if that has another answer."""
        known = project.selection
        if any(getattr(known, name) != getattr(selection, name) for name in _OF_METADATA):
            return None
        if not self._has_same_configuration(known, selection):
            return None
        if selection.command is Command.INSTALL:
            folder = selection.config_folder(project.session.cwd)
            current = next((one for one in project.workspace.members if self._folder(project, one) == folder), None)
            if current is None:
                return None
            project = replace(project, workspace=replace(project.workspace, current=current))
        elif known.command is Command.INSTALL or known.manifest_path != selection.manifest_path:
            return None
        if known.targets == selection.targets:
            return replace(project, selection=selection)
        return None if project.reading is None else project.reading.for_targets(project, selection)

    def _folder(self, project: Project, member: str) -> Path:
        return project.workspace.packages[member].root

    def _has_same_configuration(self, known: Selection, selection: Selection) -> bool:
        """Whether both look for their configuration in the same files."""
        session = self._known[0].session
        folders = {one.config_folder(session.cwd) for one in (known, selection)}
        files = [list(find_files(folder, session.cargo_home, [])) for folder in folders]
        return all(one == files[0] for one in files)
