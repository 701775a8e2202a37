"""Cargo looks for the files of the selected targets before it starts rustc."""

from __future__ import annotations

from collections.abc import Iterable

from auditor import there
from auditor.errors import AuditorError
from auditor.plan.proposals import Proposal


def require_files(selected: Iterable[Proposal]) -> None:
    """Raise AuditorError for a selected target whose file does not exist.

    Source: cargo `validate_target_path_as_source_file`.
    """
    for proposal in selected:
        path = proposal.target.src_path
        if there.is_dir(path) or not there.exists(path):
            what = "is a folder" if there.is_dir(path) else "does not exist"
            raise AuditorError(
                f"the file of the {proposal.target.kind} target `{proposal.target.name}` {what}: {path}",
                hint="correct its `path`, or remove the target",
                path=proposal.package.manifest_path,
            )
