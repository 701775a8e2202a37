"""Audits of versions: of the working tree as it is, of a revision in a private folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from auditor import audit, there
from auditor.audit import AuditRequest, Say
from auditor.cargo import rustup
from auditor.cargo.session import find_manifest, open_session
from auditor.comparison.document import Document
from auditor.comparison.reading import taken
from auditor.elsewhere.confinement import confined, require_inside, sparing
from auditor.elsewhere.moving import errors_in_place, in_place, moved
from auditor.errors import AuditorError, NotThereError
from auditor.git.checkout import check_out, take_from_working_tree
from auditor.model.policy import FailOn
from auditor.model.selection import Mode
from auditor.reports import json_v1
from auditor.verify.private_folder import private_folder
from auditor.versions.sources import Finder, Source

_Forgive = Callable[[AuditorError], object]


class Audited(NamedTuple):
    """What came of an audit."""

    document: Document
    fail_on: FailOn | None
    """What the policy of that version says; None where it says nothing, and for a report."""


class Auditor:
    """Audits the versions that are not reports yet."""

    def __init__(self, finder: Finder, request: AuditRequest, say: Say, folders: ExitStack) -> None:
        """Take what finds the repository, and what removes private folders in the end."""
        self.notes: list[str] = []
        """What a reader must know to judge a comparison."""
        self._finder, self._request, self._say, self._folders = finder, request, say, folders

    def prepared(self, source: Source, *, is_base: bool) -> Callable[[Mode | None], Audited]:
        """How to audit a version; what is needed for it is there, what is missing is said at once.

        A policy of the base that cannot be used is a note: what repairs it can be compared with it.
        """
        report = source.report
        if report is not None:
            return lambda _: Audited(report, None)
        if source.commit is None:
            request = sparing(self._request, self._folders)
            return lambda mode: self._audit(request, mode)
        repository = self._finder.repository()
        self._say(f"checking out {source.name}")
        root = self._folders.enter_context(private_folder())
        home = open_session(self._request.cwd, self._request.environment).cargo_home
        place = check_out(repository, source.commit, root, home)
        for name in take_from_working_tree(repository, place, self._finder.folder):
            self.notes.append(f"`{name}` is not in {source.name}: that of the working tree counts there, too")
        if there.is_file(place / ".gitmodules"):
            self.notes.append("submodules are not checked out: what lies in them is missing in revisions")
        environment = rustup.chosen(self._request.environment, self._request.cwd)
        request = moved(self._request, repository.place, place)._replace(environment=environment)
        if request.cwd.is_relative_to(place):
            with _by_the_users_paths(root, source):
                require_inside(request.cwd, root)
            request.cwd.mkdir(parents=True, exist_ok=True)
        _require_manifest(request, place, source)
        forgive = partial(self._without_policy, root, source) if is_base else None
        return lambda mode: self._audit_below(root, request, mode, source, forgive)

    def _audit(self, request: AuditRequest, mode: Mode | None) -> Audited:
        try:
            report = audit.run(request._replace(mode=mode), self._say)
        except NotThereError as error:
            raise AuditorError(f"in the working tree: {error.message}", hint=_in_both(error)) from error
        return Audited(taken(json_v1.document(report)), report.fail_on)

    def _audit_below(
        self, root: Path, request: AuditRequest, mode: Mode | None, source: Source, forgive: _Forgive | None
    ) -> Audited:
        """Audit what was checked out; its paths become those of the user."""
        with _by_the_users_paths(root, source):
            report = audit.run(confined(request, root)._replace(mode=mode), self._say, forgive=forgive)
            return Audited(taken(in_place(json_v1.document(report), root)), report.fail_on)

    def _without_policy(self, root: Path, source: Source, error: AuditorError) -> None:
        said = in_place(str(error).partition("\n")[0], root)
        self.notes.append(f"the policy of {source.name} cannot be used, and does not count there: {said}")


def _in_both(error: NotThereError) -> str:
    """What to do about something that one of two versions does not have."""
    also = "" if error.hint is None else f" ({error.hint})"
    return f"what is selected must be in both versions: leave the option out, or name what both have{also}"


@contextmanager
def _by_the_users_paths(root: Path, source: Source) -> Iterator[None]:
    """Errors of a checkout as those of a revision."""
    try:
        with errors_in_place(root):
            yield
    except AuditorError as error:
        hint = _in_both(error) if isinstance(error, NotThereError) else error.hint
        message = f"in revision `{source.name}`: {error.message}"
        raise AuditorError(message, hint=hint, path=error.path, line=error.line, said=error.said) from error


def _require_manifest(request: AuditRequest, place: Path, source: Source) -> None:
    """Raise AuditorError if the project is not in a revision: Cargo would look for it outside."""
    try:
        found = find_manifest(request.selection, request.cwd).is_relative_to(place)
    except AuditorError:
        found = False
    if not found:
        wanted = request.selection.manifest_path or request.cwd / "Cargo.toml"
        shown = wanted.relative_to(place) if wanted.is_relative_to(place) else wanted
        raise AuditorError(
            f"revision `{source.name}` has no `{shown.as_posix()}`",
            hint="name the manifest by --manifest-path, or a revision that has it",
        )
