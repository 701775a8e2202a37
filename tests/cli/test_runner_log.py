"""In the log of a GitHub workflow nothing that the project or the command line says becomes a command to the runner."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.invocation import Result, run
from tests.cli.test_bad_input import assert_refused
from tests.reports import workspaces

ATTACK = "##[error]k\n ::error::z"
SPELLED = r"##[error]k\n ::error::z"
BROKEN = r"## [error]k\n ::error::z"
IN_A_JOB = {"GITHUB_ACTIONS": "true"}


def commands(result: Result) -> list[str]:
    """The lines that a runner would obey."""
    lines = (result.stdout + result.stderr).splitlines()
    return [line for line in lines if line.lstrip().startswith("::") or "##[" in line]


@pytest.mark.parametrize(
    "arguments",
    [
        ("audit", "-p", ATTACK),
        ("audit", "--bin", ATTACK),
        ("audit", "--target", ATTACK),
        ("audit", "--config", ATTACK),
        ("audit", "--profile", ATTACK),
        ("audit", "--format", ATTACK),
        ("audit", "--manifest-path", ATTACK),
        ("audit", "-A", ATTACK),
        ("audit", ATTACK),
        ("explain", ATTACK),
        ("diff", ATTACK),
        (ATTACK,),
    ],
    ids=lambda arguments: "-".join(arguments[:-1]) or "command",
)
def test_command_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    project = workspaces.hello().write(tmp_path)
    there, elsewhere = run(*arguments, cwd=project, env=IN_A_JOB), run(*arguments, cwd=project)
    for result in (there, elsewhere):
        assert_refused(result, ())
    assert commands(there) == []
    assert re.sub(r"^  .*\n", "", there.stderr, flags=re.MULTILINE).count("\n") == 1
    assert elsewhere.stderr.replace("##[", "## [") == there.stderr


@pytest.mark.parametrize("table", ['"KEY" = 1', 'rules = { needless-dylib = "KEY" }', 'ignore = [{ rule = "KEY" }]'])
def test_policy(table: str, tmp_path: Path) -> None:
    project = workspaces.hello().write(tmp_path)
    escaped = ATTACK.replace("\n", "\\n")
    (project / "dynaudit.toml").write_text(table.replace("KEY", escaped), encoding="utf-8")
    result = run("audit", cwd=project, env=IN_A_JOB)
    assert_refused(result, (BROKEN,))
    assert commands(result) == []
    assert_refused(run("audit", cwd=project), (SPELLED,))


def test_words_of_cargo(tmp_path: Path) -> None:
    project = workspaces.hello().write(tmp_path)
    manifest = project / "Cargo.toml"
    manifest.write_text(f"{manifest.read_text()}\n[dependencies]\n'::error::x ##[error]y' = 1\n", encoding="utf-8")
    result = run("audit", cwd=project, env=IN_A_JOB)
    assert_refused(result, ("## [error]y",))
    assert commands(result) == []


def test_text_and_markdown(tmp_path: Path) -> None:
    """Wherever the lines are wrapped: words of the project stand at the beginning of some."""
    attack = " ".join(["::error::pwn", "##[error]x"] * 40)
    config = f"[target.'cfg(all())']\nrustflags = ['--cfg', 'k']\n[build]\nrustflags = ['-Clink-arg={attack}']\n"
    project = workspaces.hello().config(config).write(tmp_path)
    text = run("audit", "--verbose", cwd=project)
    assert text.status == 0
    assert len(commands(text)) > 10
    assert any(line.lstrip().startswith("::") for line in commands(text))
    for arguments in ((), ("-o", "/dev/stdout"), ("--format", "markdown"), ("--format", "json"), ("--format", "html")):
        result = run("audit", "--verbose", *arguments, cwd=project, env=IN_A_JOB)
        assert (result.status, result.stderr) == (0, "")
        assert "pwn" in result.stdout
        assert "##[" not in result.stdout
        assert commands(result) == [] or arguments == ("--format", "html")  # its style has `::placeholder`
