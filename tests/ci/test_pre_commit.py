"""The hook for pre-commit, run by pre-commit itself out of a copy of this repository."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.builders import environment
from tests.ci.conftest import ONLY_INSTALLED, commit
from tests.cli.invocation import CHECKOUT

(HOOK,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
NEEDED = (
    "auditor",
    "templates",
    "pyproject.toml",
    "README.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    ".pre-commit-hooks.yaml",
)


@pytest.mark.parametrize(
    ("file", "matters"),
    [
        ("Cargo.toml", True),
        ("a/b/Cargo.lock", True),
        (".cargo/config.toml", True),
        ("x/.cargo/config", True),
        ("rust-toolchain", True),
        ("dynaudit.toml", True),
        ("src/lib.rs", True),
        ("README.md", False),
        ("config.toml", False),
        ("MyCargo.toml", False),
    ],
)
def test_files_that_matter(file: str, matters: bool) -> None:
    assert bool(re.search(HOOK["files"], file)) == matters


def pre_commit(*arguments: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run pre-commit with its environments below `home`, without asking anybody for packages."""
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=cwd,
        env=environment(PRE_COMMIT_HOME=str(home), **ONLY_INSTALLED),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_hook(repository: Path, tmp_path: Path) -> None:
    """It fails where the audit does, and passes where it does."""
    ours = tmp_path / "ours"
    ours.mkdir()
    for name in NEEDED:
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, ours / name)
    commit(ours, "all")
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ours, capture_output=True, text=True, check=True)
    configured = {"repo": str(ours), "rev": revision.stdout.strip(), "hooks": [{"id": HOOK["id"]}]}
    project = repository / "rust"
    shutil.move(repository / ".git", project / ".git")
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [configured]}), encoding="utf-8")
    commit(project, "with the hook")
    found = pre_commit("run", "--all-files", cwd=project, home=tmp_path / "home")
    assert found.returncode == 1, found.stderr
    assert "cargo dynaudit...........................................................Failed" in found.stdout
    assert "1 of 2 artifacts would fail to link" in found.stdout
    configured["hooks"] = [{"id": HOOK["id"], "args": ["-p", "app", "--as-configured"]}]
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [configured]}), encoding="utf-8")
    passed = pre_commit("run", "--all-files", cwd=project, home=tmp_path / "home")
    assert passed.returncode == 0, passed.stdout
