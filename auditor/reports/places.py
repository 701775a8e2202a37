"""To which folder a report's paths are relative."""

from __future__ import annotations

from pathlib import Path

from auditor.model.workspace import Workspace


def base_of(workspace: Workspace, checkout: Path | None) -> Path:
    """The folder of the repository, as a CI service names it, if the workspace lies in it; else the workspace's own."""
    return checkout if checkout is not None and workspace.root.is_relative_to(checkout) else workspace.root
