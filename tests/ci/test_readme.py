"""The workflow of README.md, run as it is written there: only GitHub and the runner are stood in for."""

from __future__ import annotations

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.ci.conftest import NewRunner, history
from tests.ci.github import GitHub
from tests.ci.runner import Inputs
from tests.cli.invocation import CHECKOUT
from tests.reports.html.document import assert_sound

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
(TEXT,) = re.findall(r"<!-- workflow -->\n```yaml\n(.*?)```\n", README, re.DOTALL)
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
(JOB,) = WORKFLOW["jobs"].values()


def test_workflow_runs_as_written(new_runner: NewRunner, github: GitHub, tmp_path: Path) -> None:
    """From the checkout of the project to the comment; the action is installed as it says, from what is installed."""
    project = history(tmp_path / "project", ".")
    action = project / ".github" / "cargo-dynaudit"

    def check_out(given: Inputs) -> dict[str, str]:
        assert given == {"fetch-depth": "2", "persist-credentials": "False", "submodules": "True"}
        shutil.copytree(CHECKOUT, action, ignore=shutil.ignore_patterns(".git", ".venv", "target", "sample_crates"))
        return {}

    runner = new_runner(installs=True, workspace=project)
    runner.uses = {**runner.uses, "actions/checkout": check_out}
    assert runner.job(JOB["steps"]) == 1, runner.log
    assert runner.steps[-1].name == "Result"
    assert runner.step("Install").outputs["python"].startswith(str(runner.temp))
    assert "::error file=eng/Cargo.toml,line=7,title=std-not-shared::" in runner.log
    assert_sound(github.artifacts["cargo-dynaudit.html"])
    assert len(github.alerts["cargo-dynaudit"]["runs"][0]["results"]) == 1
    (comment,) = github.comments
    assert "std-not-shared" in comment["body"]
    assert "std-not-shared" in runner.summary


def test_workflow_may_do_what_it_does_and_no_more() -> None:
    assert WORKFLOW["permissions"] == {}
    assert JOB["permissions"] == {"contents": "read", "pull-requests": "write", "security-events": "write"}
    schema = files("check_jsonschema") / "builtin_schemas/vendor/github-workflows.json"
    errors = Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).iter_errors(yaml.load(TEXT, AsWritten))
    assert list(errors) == []


class AsWritten(yaml.SafeLoader):
    """YAML 1.2, in which `on` is a word."""


AsWritten.yaml_implicit_resolvers = {
    letter: [one for one in resolvers if one[0] != "tag:yaml.org,2002:bool"] if letter in "oO" else resolvers
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_inputs_are_those_of_the_action() -> None:
    action = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.*?) ?\| .* \|$", README.partition("### GitHub")[2], re.MULTILINE))
    defaults = {name: f"`{one['default']}`" if one["default"] else "" for name, one in action["inputs"].items()}
    assert rows == defaults
    told = README.partition("Outputs are ")[2].partition(". What")[0]
    assert set(re.findall(r"`([\w-]+)`", told)) == set(action["outputs"])


@pytest.mark.parametrize("pinned", sorted(set(re.findall(r"uses: (\S+/\S+@\S+ # \S+)", README))))
def test_pins_are_those_of_the_project(pinned: str) -> None:
    """What README.md shows is what this project's own workflow uses."""
    assert pinned in (CHECKOUT / ".github/workflows/ci.yml").read_text(encoding="utf-8")


def test_pins_have_their_versions() -> None:
    """One commit for each action, with the version that a person can read."""
    texts = [README, *(file.read_text(encoding="utf-8") for file in (CHECKOUT / ".github").rglob("*.yml"))]
    texts.append((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
    pins = set(re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40}) # (v[\d.]+)\n", "\n".join(texts)))
    assert len({action for action, _, _ in pins}) == len(pins) >= 4


def test_hook_and_job_are_those_of_the_project() -> None:
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```\n", README, re.DOTALL)]
    (repository,) = next(block for block in blocks if "repos" in block)["repos"]
    (hook,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert repository["hooks"] == [{"id": hook["id"], "args": hook["args"]}]
    (included,) = next(block for block in blocks if "include" in block)["include"]
    assert (CHECKOUT / included["local"]).is_file()
