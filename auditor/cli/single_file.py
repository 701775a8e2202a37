"""`cargo dynaudit audit FILE`: whether rustc or Cargo compiles a file, and what it is audited with."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import AuditorError

if TYPE_CHECKING:
    from auditor.audit import AuditRequest
    from auditor.model.report import AuditReport

_CHOOSING = ("manifest_path", "packages", "workspace", "exclude")
"""What chooses a package, which a file is already."""


def is_asked_for(options: Namespace) -> bool:
    """Whether the command line names a file, before or behind the `--`."""
    return options.file is not None or options.rustc is not None


def run(
    options: Namespace,
    request: AuditRequest,
    warn: Callable[[str], None],
    say: Callable[[str], None],
    meanwhile: Callable[[], object],
) -> AuditReport:
    """Audit the file. Raises AuditorError where it, or the options with it, cannot be used."""
    from auditor import audit
    from auditor.config import rustc_command
    from auditor.single_file import membership, source

    command = rustc_command.read(options.rustc or (), request.cwd)
    named = _file(options.file, command.input)
    text = source.read(named, request.cwd)
    file = Path(os.path.abspath(request.cwd / named))  # noqa: PTH100 - links stay as they are named
    if source.is_package(text):
        return audit.run(_as_package(options, request, named), say, meanwhile)
    _require_none(request, tuple(request.selection._fields), named, "is compiled by rustc itself")
    question = membership.ask(request.cwd, request.environment, file)
    report = audit.run_file(request, file, text, command, say, meanwhile)
    note = None if question is None else question.note(file)
    if note is not None:
        from auditor.visible import visible

        warn(f"note: {visible(note)}")
    return report


def _file(before: Path | None, behind: str | None) -> Path:
    if before is not None and behind is not None:
        raise AuditorError(f"two files are named: `{before}` and, for rustc, `{behind}`", hint="name one")
    if before is None and behind is None:
        raise AuditorError(
            "no file is named for rustc's options",
            hint="`audit main.rs -- -C prefer-dynamic`; for a Cargo project set RUSTFLAGS, or its configuration",
        )
    return before if before is not None else Path(behind or "")


def _as_package(options: Namespace, request: AuditRequest, named: Path) -> AuditRequest:
    """The audit of a single-file package: Cargo's, with the file as its manifest."""
    if options.rustc:
        raise AuditorError(
            "the file has a frontmatter: it is a package of Cargo's, and rustc alone refuses it",
            path=named,
            hint="leave out the options of rustc; Cargo takes them from RUSTFLAGS or its configuration",
        )
    _require_none(request, _CHOOSING, named, "is a package itself")
    return request._replace(selection=request.selection._replace(manifest_path=named))


def _require_none(request: AuditRequest, fields: tuple[str, ...], named: Path, why: str) -> None:
    """Raise AuditorError for an option of Cargo's that says nothing of the file."""
    from auditor.model.selection import Selection

    for field in fields:
        if getattr(request.selection, field) != Selection._field_defaults[field]:
            raise AuditorError(
                f"`{_spelled(field)}` is an option of Cargo's, and {named} {why}",
                hint=_RUSTC.get(field, "leave it out"),
            )


_RUSTC = {
    "release": "give rustc `-O`: `-- -O`",
    "targets": "give it to rustc: `-- --target TRIPLE`",
    "test": "give rustc its own: `-- --test`",
    "tests": "give rustc its own: `-- --test`",
    "features": "give rustc what a feature is to it: `-- --cfg 'feature=\"NAME\"'`",
}
"""What one says to rustc instead, by the field of the selection."""


def _spelled(field: str) -> str:
    singular = {"packages": "package", "targets": "target"}.get(field, field)
    return f"--{singular.replace('_', '-')}"
