"""`action.yml`: its steps run as they are written, with a stand-in for the runner and for GitHub."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from auditor.cli.formats import FORMATS
from tests.ci.conftest import IN_RUST, MARKER, SHA, NewRunner, pull_request
from tests.ci.github import GitHub
from tests.ci.runner import Inputs
from tests.cli.invocation import CHECKOUT
from tests.cli.invocation import script as executable
from tests.reports.html.document import assert_sound


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


def test_compared_with_a_revision(new_runner: NewRunner, github: GitHub) -> None:
    """Annotations, summary and comment tell what changed; the page and code scanning have it all."""
    runner = new_runner()
    assert runner.action(CHECKOUT, IN_RUST | {"base": "HEAD^1"})[0] == 1, runner.log
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


def test_compared_versions_are_called_by_their_commits(new_runner: NewRunner, github: GitHub) -> None:
    """What is checked out, that is, which the commit of the run need not be."""
    runner = new_runner()
    runner.action(CHECKOUT, IN_RUST | {"base": "HEAD^1"})
    base, head = commits(runner.workspace)
    for text in (github.comments[0]["body"], runner.summary):
        shown = text.replace("<!-- -->", "")
        assert f"- Base: HEAD^1 ({base})\n- Head: HEAD ({head})\n" in shown
    same = new_runner()
    same.action(CHECKOUT, IN_RUST | {"base": "HEAD", "formats": "github"})
    assert f"Nothing changed from HEAD ({head}) to HEAD ({head}); " in same.log


def commits(root: Path) -> list[str]:
    """The beginnings of the hashes of all commits, the first one first."""
    log = subprocess.run(
        ["git", "log", "--reverse", "--format=%H"], cwd=root, check=True, capture_output=True, text=True
    )
    return [one[:9] for one in log.stdout.split()]


def test_compared_with_a_report(new_runner: NewRunner) -> None:
    """It says itself what it is about; options that are for the audit alone do not reach the diff."""
    first = new_runner()
    inputs = IN_RUST | {"selection": "--workspace --units", "formats": "github"}
    _, outputs = first.action(CHECKOUT, inputs)
    runner = new_runner()
    runner.variables["GIT_DIR"] = "/nowhere"
    assert runner.action(CHECKOUT, inputs | {"base": outputs["json"]})[0] == 0, runner.log
    assert f"to HEAD ({SHA[:9]}); 1 finding is still there." in runner.log
    revision = new_runner()
    assert revision.action(CHECKOUT, inputs | {"base": "HEAD^1"})[0] == 1
    assert "::warning" not in revision.log


def test_base_that_cannot_be_audited(new_runner: NewRunner) -> None:
    """Why is in the annotation, with what to do."""
    runner = new_runner()
    assert runner.action(CHECKOUT, IN_RUST | {"base": "no-such-revision", "formats": "github"})[0] == 1
    (told,) = re.findall(r"^::warning title=cargo-dynaudit::(.*)$", runner.log, re.MULTILINE)
    assert told.startswith("no comparison with no-such-revision: ")
    assert "`no-such-revision` is neither a file nor a revision of the git repository; see `git branch" in told
    assert told.endswith("; all findings count")
    assert "::error file=rust/eng/Cargo.toml,line=" in runner.log


@pytest.mark.parametrize(("inputs", "texts"), [({}, 0), ({"base": "HEAD^1"}, 0), ({"formats": "json"}, 1)])
def test_log_says_it_once(new_runner: NewRunner, inputs: dict[str, str], texts: int) -> None:
    """By annotations, or else by the text."""
    runner = new_runner()
    runner.action(CHECKOUT, IN_RUST | inputs)
    assert runner.log.count("error[std-not-shared]") == texts
    assert runner.log.count("::error ") == 1 - texts


def test_what_the_tool_prints_is_no_command(new_runner: NewRunner) -> None:
    """Only annotations are, in the format that makes them."""
    words = "printf '%s\\n' '::error::forged' '  ::set-output name=x::y' 'a ##[error]forged'"
    runner = new_runner()
    executable(runner.temp / "installed" / "cargo-dynaudit", f"{words}; {words} >&2; exit 2")
    assert runner.action(CHECKOUT, {"formats": "json"})[0] == 2
    assert commands(runner.log) == ["error title=cargo-dynaudit"]
    assert runner.log.count("forged") == 4


def commands(log: str) -> list[str]:
    """The workflow commands that the runner finds in a log."""
    return re.findall(r"^\s*::(.*?)::", log, re.MULTILINE) + re.findall(r"##\[(.*?)\]", log)


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ("kill -9 $$", 2, "cargo-dynaudit ended with -9 and wrote none; the log of this step"),
        ("exit 0", 2, "cargo-dynaudit ended with 0 and wrote none; the log of this step"),
        ("echo 'internal error: OSError: no' >&2; exit 3", 3, "internal error: OSError: no"),
        ('for one; do case $one in *json=*) : >"${one#*json=}" ;; esac; done', 3, "JSONDecodeError: "),
    ],
)
def test_tool_that_fails_is_one_line(new_runner: NewRunner, words: str, status: int, says: str) -> None:
    runner = new_runner()
    executable(runner.temp / "installed" / "cargo-dynaudit", words)
    assert runner.action(CHECKOUT, IN_RUST)[0] == status
    assert runner.steps[-1].name == "Audit"
    assert f"::error title=cargo-dynaudit::there is no report: {says}" in runner.log
    assert "Traceback" not in runner.log


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


@pytest.mark.parametrize("level", ["error", "never"])
def test_uploads_that_fail_stop_nothing(new_runner: NewRunner, github: GitHub, level: str) -> None:
    """The findings alone decide about the job, and each upload is tried whatever became of the others."""
    runner = new_runner()
    runner.uses = dict.fromkeys(runner.uses, refused) | {"actions/setup-python": runner.uses["actions/setup-python"]}
    assert runner.action(CHECKOUT, IN_RUST | {"fail-on": level})[0] == (level == "error")
    names = [step.name for step in runner.steps[-4:]]
    assert names == ["Keep the HTML report", "Upload to code scanning", "Comment on the pull request", "Result"]
    assert len(github.comments) == 1
    assert "::warning title=cargo-dynaudit::the HTML report was not kept; " in runner.log
    assert "::warning title=cargo-dynaudit::nothing was uploaded to code scanning; " in runner.log
    assert "`security-events: write`" in runner.log


def refused(_: Inputs) -> dict[str, str]:
    raise PermissionError("Resource not accessible by integration")


def test_project_that_cannot_be_audited(new_runner: NewRunner, github: GitHub) -> None:
    """The message is the annotation, too, and no step comes after it."""
    runner = new_runner()
    assert runner.action(CHECKOUT, {})[0] == 2
    assert runner.steps[-1].name == "Audit"
    assert "or name one by --manifest-path" in runner.log
    assert "::error title=cargo-dynaudit::there is no report: there is no Cargo.toml in " in runner.log
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
