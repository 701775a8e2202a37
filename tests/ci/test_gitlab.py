"""The job for GitLab: what GitLab takes, and its script run as it is written."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.builders import environment
from tests.ci.conftest import installed
from tests.cli.invocation import CHECKOUT
from tests.cli.invocation import script as executable
from tests.reports.html.document import assert_sound

TEMPLATE = CHECKOUT / ".gitlab" / "cargo-dynaudit.yml"
_INPUT = re.compile(r"\$\[\[ inputs\.(\w+) \]\]")


def job(**inputs: str) -> dict[str, Any]:
    """The job with its inputs put in, which GitLab's schema takes."""
    head, _, body = TEMPLATE.read_text(encoding="utf-8").partition("\n---\n")
    known = yaml.safe_load(head)["spec"]["inputs"]
    given = {name: inputs.get(name, one.get("default")) for name, one in known.items()}
    assert set(inputs) <= set(given)
    assert None not in given.values(), "an input without a default must be given"
    assert set(_INPUT.findall(body)) == set(given)
    pipeline = yaml.safe_load(_INPUT.sub(lambda found: given[found[1]], body))
    schema = files("check_jsonschema") / "builtin_schemas/vendor/gitlab-ci.json"
    assert list(Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).iter_errors(pipeline)) == []
    (made,) = pipeline.values()
    assert isinstance(made, dict)
    return made


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A `python3` that makes environments in which the tool is at once, and whose pip notes what it shall install."""
    folder, ready = tmp_path / "programs", tmp_path / "ready"
    installed(ready)
    executable(ready / "pip", f'printf "%s\\n" "$@" >{shlex.quote(str(tmp_path / "installed"))}')
    executable(folder / "python3", f'[ "$1 $2" = "-m venv" ] && ln -s {shlex.quote(str(ready))} "$3/bin"')
    return folder


def run(made: dict[str, Any], repository: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """Run the scripts of a job as a runner does."""
    path = f"{programs}:{environment()['PATH']}"
    variables = {**made["variables"], "CI_PROJECT_DIR": str(repository), "PATH": path}
    lines = "\n".join([*made["before_script"], *made["script"]])
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", lines],
        cwd=repository,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_job(repository: Path, programs: Path) -> None:
    """It fails with the findings, and leaves what GitLab takes as artifacts, named from the root of the repository."""
    made = job(package="the package", directory="rust")
    done = run(made, repository, programs)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("1 of 2 artifacts would fail to link")
    assert (programs.parent / "installed").read_text(encoding="utf-8").splitlines() == [
        "install", "--quiet", "the package",
    ]  # fmt: skip
    (issue,) = json.loads((repository / made["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert issue["location"]["path"] == "rust/eng/Cargo.toml"
    (page,) = made["artifacts"]["paths"]
    assert_sound((repository / page).read_text(encoding="utf-8"))
    assert made["artifacts"]["when"] == "always"


def test_selection(repository: Path, programs: Path) -> None:
    made = job(package="p", directory="rust", selection="-p app --as-configured")
    assert run(made, repository, programs).returncode == 0
    (repository / "rust" / "app1").touch()
    pattern = run(job(package="p", directory="rust", selection="-p app?"), repository, programs)
    assert pattern.returncode == 2
    assert "app?" in pattern.stderr
