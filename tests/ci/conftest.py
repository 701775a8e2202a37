"""Repositories of users, and jobs that run in them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ci.github import REPOSITORY, TOKEN, GitHub, serving
from tests.ci.runner import Runner
from tests.cli.invocation import CHECKOUT, PROGRAM
from tests.cli.invocation import script as executable

SAMPLES = CHECKOUT / "sample_crates"
ONLY_INSTALLED = {
    "PYTHONPATH": sysconfig.get_path("purelib"),
    "PIP_NO_DEPS": "1",
    "PIP_NO_INDEX": "1",
    "PIP_NO_BUILD_ISOLATION": "0",
}
"""Variables by which pip takes what is installed for the tests, and asks nobody; the last one says no by zero."""

IN_RUST = {"working-directory": "rust"}
MARKER = "<!-- cargo-dynaudit action: cargo-dynaudit -->\n<!-- cargo-dynaudit"
"""How the comment begins."""
SHA = "0123456789abcdef0123456789abcdef01234567"
NewRunner = Callable[..., Runner]


@pytest.fixture
def github() -> Iterator[GitHub]:
    with serving(GitHub()) as one:
        yield one


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of a user, whose workspace lies in a folder of it."""
    return history(tmp_path / "repository", "rust")


def history(root: Path, folder: str) -> Path:
    """A repository with a sound workspace in a folder, which its second commit breaks."""
    shutil.copytree(SAMPLES / "std-not-shared" / "healthy", root / folder)
    commit(root, "sound")
    shutil.rmtree(root / folder / ".cargo")
    commit(root, "broken")
    return root


def commit(root: Path, message: str) -> None:
    """Commit all that is there."""
    who = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    for arguments in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", message]):
        subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def new_runner(github: GitHub, repository: Path, tmp_path: Path) -> NewRunner:
    """Make jobs, for a pull request and with a tool that is there unless the call says otherwise.

    With `audited`, the outputs of the step that audits, nothing is audited.
    """
    numbers = iter(range(100))

    def make(
        event: object = None,
        *,
        installs: bool = False,
        workspace: Path = repository,
        audited: dict[str, str] | None = None,
    ) -> Runner:
        made = runner(github, workspace, tmp_path / f"temp-{next(numbers)}", event)
        if installs:
            made.variables |= ONLY_INSTALLED
            made.instead.clear()
        if audited is not None:
            made.instead["audit"] = audited
        return made

    return make


def runner(github: GitHub, workspace: Path, temp: Path, event: object = None) -> Runner:
    """A job in which the tool is installed already, for a pull request unless another event is given."""
    temp.mkdir()
    file = temp / "event.json"
    file.write_text(json.dumps(pull_request() if event is None else event), encoding="utf-8")
    variables = {
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_SHA": SHA,
        "GITHUB_API_URL": github.address,
    }
    python = {"python": str(installed(temp / "installed"))}
    return Runner(workspace, temp, github.uses(), variables, {"token": TOKEN}, {"install": python})


def pull_request(head: str | None = REPOSITORY) -> dict[str, object]:
    """The event of pull request 7, from a repository that may be gone."""
    return {"pull_request": {"number": 7, "head": {"repo": None if head is None else {"full_name": head}}}}


def installed(folder: Path) -> Path:
    """What looks like an environment with the tool, and is that of the tests."""
    words = " ".join(map(str, PROGRAM))
    executable(folder / "cargo-dynaudit", f'PYTHONPATH="{CHECKOUT}" exec {words} "$@"')
    python = folder / "python"
    python.symlink_to(sys.executable)
    return python
