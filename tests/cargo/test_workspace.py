"""What old cargos do not say: the default members."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.cargo import metadata, workspace
from auditor.cargo.manifests import Manifests
from tests.builders import Workspace, environment


@pytest.mark.parametrize(
    ("written", "is_rooted", "expected"),
    [
        (None, False, {"a", "b", "deep"}),
        (None, True, {"top"}),
        (["b"], False, {"b"}),
        (["./b", "nested/*"], False, {"b", "deep"}),
        (["."], True, {"top"}),
        ([], False, set()),
    ],
)
def test_default_members(written: list[str] | None, is_rooted: bool, expected: set[str], tmp_path: Path) -> None:
    project = Workspace().package("a", lib="").package("b", lib="").package("deep", lib="", folder="nested/deep")
    if is_rooted:
        project.package("top", lib="", is_root=True)
    if written is not None:
        project.manifest.setdefault("workspace", {})["default-members"] = written
    root = project.write(tmp_path / "project")
    command = ["cargo", "metadata", "--format-version", "1"]
    said = metadata.decode(subprocess.run(command, cwd=root, env=environment(), stdout=-1, check=True).stdout)
    old = replace(said, workspace_default_members=None)
    known, guessed = (workspace.build(one, root / "Cargo.toml", Manifests()) for one in (said, old))
    assert {guessed.packages[one].name for one in guessed.default_members} == expected
    assert set(guessed.default_members) == set(known.default_members)
