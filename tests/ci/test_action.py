"""`action.yml`: its steps run as they are written, with a stand-in for the runner and for GitHub."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from auditor.cli.formats import FORMATS
from tests.ci.conftest import NewRunner, pull_request
from tests.ci.github import GitHub
from tests.cli.invocation import CHECKOUT
from tests.reports.html.document import assert_sound

IN_RUST = {"working-directory": "rust"}
MARKER = "<!-- cargo-dynaudit action: cargo-dynaudit -->\n<!-- cargo-dynaudit"


def test_all_is_uploaded_before_findings_fail_the_job(new_runner: NewRunner, github: GitHub) -> None:
    runner = new_runner()
    status, outputs = runner.action(CHECKOUT, IN_RUST)
    assert status == 1
    assert runner.steps[-1].name == "Result"
    assert "::error file=rust/eng/Cargo.toml,line=" in runner.log
    assert runner.summary.startswith("<!-- cargo-dynaudit -->\n\n## 1 of 2 artifacts would fail")
    assert list(github.artifacts) == ["cargo-dynaudit.html"]
    assert_sound(github.artifacts["cargo-dynaudit.html"])
    (run,) = github.alerts["cargo-dynaudit"]["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert place == "rust/eng/Cargo.toml"
    (comment,) = github.comments
    assert comment["body"].startswith(MARKER)
    assert {name: outputs[name] for name in ("exit-code", "errors", "warnings", "notes", "codeclimate")} == {
        "exit-code": "1", "errors": "1", "warnings": "0", "notes": "0", "codeclimate": "",
    }  # fmt: skip
    assert json.loads(Path(outputs["json"]).read_text(encoding="utf-8"))["schema_version"] == 1


def test_comment_is_rewritten(new_runner: NewRunner, github: GitHub) -> None:
    """Wherever it stands; a comment of a person is never touched, whatever it begins with."""
    for number in range(120):
        github.say("somebody", f"{MARKER} of my own" if number == 3 else "hello")
    new_runner().action(CHECKOUT, IN_RUST | {"selection": "-p app", "formats": "markdown"})
    assert len(github.comments) == 121
    before = github.comments[-1]["body"]
    new_runner().action(CHECKOUT, IN_RUST | {"formats": "markdown"})
    assert len(github.comments) == 121
    assert before != github.comments[-1]["body"]
    assert "would fail to link" in github.comments[-1]["body"]
    assert github.comments[3]["body"] == f"{MARKER} of my own"
    new_runner().action(CHECKOUT, IN_RUST | {"formats": "markdown", "name": "other"})
    assert len(github.comments) == 122


def test_compared_with_a_revision(new_runner: NewRunner, github: GitHub) -> None:
    """Annotations, summary and comment tell what changed; the page and code scanning have it all."""
    runner = new_runner()
    assert runner.action(CHECKOUT, IN_RUST | {"base": "HEAD^1"})[0] == 1
    assert "::error file=rust/eng/Cargo.toml,line=" in runner.log
    assert runner.summary.startswith("<!-- cargo-dynaudit diff -->")
    assert github.comments[0]["body"].splitlines()[1] == runner.summary.splitlines()[0]
    assert len(github.alerts["cargo-dynaudit"]["runs"][0]["results"]) == 1
    nothing_new = new_runner()
    assert nothing_new.action(CHECKOUT, IN_RUST | {"base": "HEAD"})[0] == 0
    assert "::error" not in nothing_new.log
    assert len(github.comments) == 1


def test_findings_of_a_baseline_do_not_count(new_runner: NewRunner) -> None:
    known = new_runner()
    _, outputs = known.action(CHECKOUT, IN_RUST | {"formats": "json"})
    runner = new_runner()
    status, counted = runner.action(CHECKOUT, IN_RUST | {"formats": "github", "baseline": outputs["json"]})
    assert (status, counted["errors"]) == (0, "0")
    assert "::error" not in runner.log


def test_base_that_cannot_be_audited(new_runner: NewRunner) -> None:
    runner = new_runner()
    assert runner.action(CHECKOUT, IN_RUST | {"base": "no-such-revision", "formats": "github"})[0] == 1
    assert "::warning title=cargo-dynaudit::no comparison with no-such-revision: " in runner.log
    assert "::error file=rust/eng/Cargo.toml,line=" in runner.log


def test_pull_request_of_a_fork(new_runner: NewRunner, github: GitHub) -> None:
    """It may write nothing, and that fails nothing; what cannot be done is in the log."""
    github.refuses = 403
    for head in ("somebody/project", None):
        runner = new_runner(pull_request(head))
        assert runner.action(CHECKOUT, IN_RUST | {"fail-on": "never"})[0] == 0
        assert runner.step("Upload to code scanning").status == 1
        assert "no comment: the token of this run may not write it (HTTP 403)" in runner.log
        assert "pull-requests: write" in runner.log
    assert github.comments == []


def test_code_scanning_that_is_not_allowed_is_a_failure_elsewhere(new_runner: NewRunner, github: GitHub) -> None:
    github.refuses = 403
    runner = new_runner()
    assert runner.action(CHECKOUT, IN_RUST | {"formats": "sarif", "fail-on": "never"})[0] == 1
    assert "Resource not accessible" in runner.steps[-1].log


def test_trouble_at_github_is_a_warning(new_runner: NewRunner, github: GitHub) -> None:
    github.refuses = 502
    runner = new_runner()
    assert runner.action(CHECKOUT, IN_RUST | {"formats": "markdown", "fail-on": "never"})[0] == 0
    assert "::warning title=cargo-dynaudit::the comment was not written: GitHub answers with HTTP 502" in runner.log


def test_no_comment_without_a_pull_request(new_runner: NewRunner, github: GitHub) -> None:
    runner = new_runner({"ref": "refs/heads/main"})
    assert runner.action(CHECKOUT, IN_RUST | {"selection": "-p app"})[0] == 0
    assert "no comment: this is not a run for a pull request" in runner.log
    assert github.comments == []


def test_words_of_the_selection(new_runner: NewRunner) -> None:
    """Split as by a shell, and nothing of it is run."""
    runner = new_runner()
    selection = "--config 'profile.dev.panic = \"unwind\"'\n-p app -p '$(touch attacked)' ; touch attacked"
    status, _ = runner.action(CHECKOUT, IN_RUST | {"selection": selection})
    assert status == 2
    assert not list(runner.workspace.rglob("attacked"))
    sound = new_runner()
    quoted = "--config 'profile.dev.panic = \"unwind\"'\n-p app"
    assert sound.action(CHECKOUT, IN_RUST | {"selection": quoted, "formats": "json"})[0] == 0


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"mode": "static"}, "input mode: there is no `static`; choose from as-configured, "),
        ({"formats": "html, pdf"}, "input formats: there is no `pdf` here; choose from json, "),
        ({"name": "a/../b"}, "input name: `a/../b` cannot name a file; use "),
        ({"selection": "-p 'app"}, "input selection: no closing quotation; close every quote"),
    ],
)
def test_inputs_that_cannot_be_used(new_runner: NewRunner, inputs: dict[str, str], says: str) -> None:
    runner = new_runner()
    assert runner.action(CHECKOUT, IN_RUST | inputs)[0] == 2
    assert f"::error title=cargo-dynaudit::{says}" in runner.log


def test_project_that_cannot_be_audited(new_runner: NewRunner, github: GitHub) -> None:
    """The message stands in the log, and no step comes after it."""
    runner = new_runner()
    assert runner.action(CHECKOUT, {})[0] == 2
    assert runner.steps[-1].name == "Audit"
    assert "or name one by --manifest-path" in runner.log
    assert "::error title=cargo-dynaudit::there is no report; the log of this step says why" in runner.log
    assert (github.artifacts, github.alerts, github.comments) == ({}, {}, [])


def test_action_is_made_with_care() -> None:
    """Every action of others is pinned by its commit, and every input reaches the scripts through the environment."""
    action = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
    for step in action["runs"]["steps"]:
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])
        else:
            assert step["run"].startswith("set -euo pipefail\n")
    described = action["inputs"]["formats"]["description"]
    assert set(re.findall(r"`(\w+)`", described)) == set(FORMATS) - {"text"}
