"""A request about one folder as one about a copy of it, and what comes of it in the user's own paths."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from auditor import there
from auditor.audit import AuditRequest
from auditor.errors import AuditorError


def moved(request: AuditRequest, top: Path, place: Path) -> AuditRequest:
    """The same request for a copy of the folder `top` at `place`."""

    def placed(path: Path) -> Path:
        return place / path.relative_to(top) if path.is_relative_to(top) else path

    selection, cwd = request.selection, placed(request.cwd)
    manifest = selection.manifest_path
    if manifest is not None:
        whole = request.cwd / manifest
        manifest = placed(Path(os.path.realpath(whole.parent)) / whole.name)
    configuration = []
    for value in selection.config:
        own = placed(request.cwd / value)
        is_file = "=" not in value and (there.is_file(own) or there.is_file(request.cwd / value))
        configuration.append(str(own if there.is_file(own) else request.cwd / value) if is_file else value)
    return request._replace(cwd=cwd, selection=selection._replace(manifest_path=manifest, config=tuple(configuration)))


def in_place(value: Any, root: Path) -> Any:
    """Plain data with the user's own paths where it has those below a private root."""
    match value:
        case str():
            return value.replace(f"{root}{os.sep}", root.anchor)
        case list():
            return [in_place(one, root) for one in value]
        case dict():
            return {key: in_place(one, root) for key, one in value.items()}
        case _:
            return value


@contextmanager
def errors_in_place(root: Path) -> Iterator[None]:
    """Errors about a private root as errors about what the user has."""
    try:
        yield
    except AuditorError as error:
        path = None if error.path is None else Path(in_place(str(error.path), root))
        message, hint, said = (in_place(text, root) for text in (error.message, error.hint, error.said))
        raise error.but(message=message, hint=hint, path=path, said=said) from error
