"""What keeps cargo from writing into the working tree, and outside of a revision's private folder.

`cargo metadata` writes the lock file of the workspace, and what it learned of rustc into a target directory.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from auditor import there
from auditor.audit import AuditRequest
from auditor.cargo import harmless
from auditor.cargo.session import open_session
from auditor.errors import AuditorError
from auditor.verify.private_folder import private_folder

_NO_MEMORY = {"CARGO_CACHE_RUSTC_INFO": "0"}
"""Cargo would follow a link `target/.rustc_info.json`, and `build.target-dir` anywhere."""
_LOCK_FILE, _VARIABLE = "resolver.lockfile-path", "CARGO_RESOLVER_LOCKFILE_PATH"


def confined(request: AuditRequest, root: Path) -> AuditRequest:
    """The request under which cargo writes nothing but the revision's own lock file, where its workspace has it.

    Raises AuditorError if that lies outside of the private folder, or is a link that leads out of it.
    """
    environment = {**request.environment, **_NO_MEMORY}
    lock = _lock_file(request)
    if lock is None:  # cargo finds no workspace: it says so when it is asked for more, and writes nothing
        return request._replace(environment=environment)
    require_inside(lock, root)
    environment[_VARIABLE] = str(lock)
    selection = request.selection
    if selection.config:  # which counts more than variables
        value = f"{_LOCK_FILE}={json.dumps(str(lock), ensure_ascii=False)}"
        selection = selection._replace(config=(*selection.config, value))
    return request._replace(environment=environment, selection=selection)


def sparing(request: AuditRequest, folders: ExitStack) -> AuditRequest:
    """The request under which cargo leaves the lock file of the working tree as it is.

    It works on a copy. A cargo before 1.97 knows no other place for it: what it makes there is removed with the
    folders, however the program ends in order; one that it brings up to date stays so.
    """
    environment = {**request.environment, **_NO_MEMORY}
    lock = None if _VARIABLE in environment else _lock_file(request)
    if lock is not None:
        copy = folders.enter_context(private_folder()) / lock.name
        if there.is_file(lock):
            shutil.copyfile(lock, copy)
        elif not os.path.lexists(lock):
            folders.callback(lock.unlink, missing_ok=True)
        environment[_VARIABLE] = str(copy)
    return request._replace(environment=environment)


def require_inside(path: Path, root: Path) -> None:
    """Raise AuditorError if a path, all links followed, is outside of a private folder."""
    try:
        is_inside = path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # links in a circle
        is_inside = False
    if not is_inside:
        raise AuditorError(
            f"a link leads from `{path}` out of the revision, and cargo might write there",
            hint="compare reports of `cargo dynaudit audit --format json`, made in checkouts that you trust",
        )


def _lock_file(request: AuditRequest) -> Path | None:
    """Where cargo has the lock file of the workspace; None if it finds none. Nothing is written to find out."""
    harmless.require_known_toolchain(request.cwd, request.environment)
    session = open_session(request.cwd, request.environment)
    question = ["locate-project", "--workspace", "--message-format", "plain"]
    if request.selection.manifest_path is not None:
        question += ["--manifest-path", str(request.selection.manifest_path)]
    answer = session.start_cargo(question).wait()
    manifest = os.fsdecode(answer.stdout).removesuffix("\n")
    return Path(manifest).parent / "Cargo.lock" if answer.status == 0 and manifest else None
