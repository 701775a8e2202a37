"""The inputs of the action: what is refused, and what cannot become an option or a command to the runner."""

from __future__ import annotations

import re

import pytest

from tests.ci.conftest import IN_RUST, NewRunner
from tests.cli.invocation import CHECKOUT


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
        ({"name": "--help"}, "input name: `--help` cannot name a file; use "),
        ({"working-directory": "nowhere"}, "input working-directory: there is no folder `nowhere`; name one"),
        ({"working-directory": "rust/Cargo.toml"}, "input working-directory: there is no folder `rust/Cargo.toml`; "),
        ({"selection": "-p 'app"}, "input selection: no closing quotation; close every quote"),
        ({"selection": "--help"}, "input selection: with `--help` there is no report; leave it out"),
        ({"selection": "-p app -vh"}, "input selection: with `-h` there is no report; leave it out"),
        ({"selection": "-p app --format text"}, "input selection: `--format` is not for it; use the input `formats`"),
        ({"selection": "--output=o"}, "input selection: `--output` is not for it; use the input `formats`"),
        ({"selection": "-oo"}, "input selection: `-o` is not for it; use the input `formats`"),
        ({"selection": "-vroo"}, "input selection: `-o` is not for it; use the input `formats`"),
        ({"selection": "--fail-on never"}, "input selection: `--fail-on` is not for it; use the input `fail-on`"),
        ({"selection": "--baseline=b"}, "input selection: `--baseline` is not for it; use the input `baseline`"),
        ({"base": "--help"}, "input base: `--help` is an option; name a git revision or a file, `./--help` if it is "),
        ({"base": "--output=o"}, "input base: `--output=o` is an option; "),
        ({"base": "-"}, "input base: `-` is an option; "),
        ({"base": "HEAD\n::error::forged"}, "input base: `HEAD%0A::error::forged` has several lines; write it in one"),
        ({"fail-on": "note\n::error::forged"}, "input fail-on: `note%0A::error::forged` has several lines; "),
        ({"baseline": "b\r::error::forged"}, "input baseline: `b%0D::error::forged` has several lines; "),
        ({"fail-on": "--help"}, "there is no report: argument --fail-on: invalid choice: '--help'"),
        ({"baseline": "--help"}, "there is no report: --help: "),
    ],
)
def test_inputs_that_cannot_be_used(new_runner: NewRunner, inputs: dict[str, str], says: str) -> None:
    """One line says why, no step comes after it, and nothing is written."""
    runner = new_runner()
    assert runner.action(CHECKOUT, IN_RUST | inputs)[0] == 2
    assert runner.steps[-1].name == "Audit"
    (told,) = re.findall(r"^\s*::(.*)$", runner.log, re.MULTILINE)
    assert told.startswith(f"error title=cargo-dynaudit::{says}")
    assert "Traceback" not in runner.log
    assert not [*runner.workspace.rglob("o"), *runner.workspace.rglob("oo")]


def test_lines_of_the_selection_are_no_commands(new_runner: NewRunner) -> None:
    runner = new_runner()
    assert (
        runner.action(CHECKOUT, IN_RUST | {"selection": "-p 'x\n::error::forged\r::error::forged ##[error]x'"})[0] == 2
    )
    assert runner.steps[-1].log.startswith("cargo-dynaudit audit --as-configured -p 'x\\n::error::forged\\r::error::")
    (told,) = re.findall(r"^\s*::(.*)$", runner.log, re.MULTILINE)
    assert told.startswith("error title=cargo-dynaudit::there is no report: ")
    assert "##[" not in runner.log.replace(told, "")


def test_ends_of_lines_are_no_part_of_an_input(new_runner: NewRunner) -> None:
    """YAML leaves them behind blocks."""
    inputs = {"working-directory": "rust\n", "base": "HEAD\n", "mode": "auto\n", "name": "n\n", "fail-on": "never\n"}
    runner = new_runner()
    assert runner.action(CHECKOUT, inputs)[0] == 0, runner.log
    assert "::" not in runner.log.replace("::notice", "")
