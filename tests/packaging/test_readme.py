"""README.md says what is so: the printed runs, the commands, the options, the links."""

from __future__ import annotations

import argparse
import os
import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from auditor.cli import parser
from tests.cli.invocation import CHECKOUT, run
from tests.golden import scrubbed
from tests.policy.projects import policy_of

README = CHECKOUT / "README.md"
TEXT = README.read_text(encoding="utf-8")
PRINTED_RUN = re.compile(
    r"(?P<head><!-- printed run: (?P<folder>\S+) -->\n```console\n\$ cargo dynaudit (?P<arguments>[^\n]*)\n)"
    r"(?P<output>.*?)(?P<end>```\n)",
    re.DOTALL,
)
RUNS = [match.group("folder", "arguments") for match in PRINTED_RUN.finditer(TEXT)]


def commands() -> dict[str, str]:
    """The commands of the program with their help."""
    (action,) = (one for one in parser.parser()._actions if isinstance(one, argparse._SubParsersAction))
    return {choice.dest: choice.help or "" for choice in action._choices_actions}


def test_there_is_a_printed_run() -> None:
    assert RUNS


@pytest.mark.parametrize(("folder", "arguments"), RUNS)
def test_printed_run(folder: str, arguments: str) -> None:
    """What README.md shows is what the program prints, but for the toolchain's version and hashes."""
    match = next(one for one in PRINTED_RUN.finditer(TEXT) if one.group("folder", "arguments") == (folder, arguments))
    result = run(*shlex.split(arguments), cwd=CHECKOUT / folder)
    assert result.stderr == ""
    if os.environ.get("UPDATE_GOLDEN"):
        README.write_text(TEXT[: match.start("output")] + result.stdout + TEXT[match.end("output") :], encoding="utf-8")
        return
    assert scrubbed(match["output"]) == scrubbed(result.stdout)
    assert f"The exit code of this run is {result.status}" in TEXT


def test_commands_are_those_of_the_program() -> None:
    rows = dict(re.findall(r"^\| `cargo dynaudit (\w+)` \| (.*) \|$", TEXT, re.MULTILINE))
    assert rows == commands()


def test_options_exist() -> None:
    """Every option that the text names is one of the program, of Cargo, or of rustc as named beside it."""
    help_texts = "".join(run(command, "--help", cwd=CHECKOUT).stdout for command in commands())
    known = set(re.findall(r"(?<!\w)--?[a-zA-Z][a-z-]*", help_texts))
    others = {"-m", "-n", "-e", "-p", "-C", "-Z", "--print", "--unit-graph", "--emit", "--extern", "-L", "-Zscript"}
    named = set(re.findall(r"(?<![\w.-])--?[a-zA-Z][a-z-]*", TEXT))
    assert named - known - others == set()
    for option in ("--as-configured", "--prefer-dynamic", "--format", "--output", "--fail-on", "--units", "--verbose"):
        assert option in named


def test_links_lead_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        text = (CHECKOUT / name).read_text(encoding="utf-8")
        targets = [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
        for target in targets:
            assert (CHECKOUT / target.partition("#")[0]).exists(), f"{name} links {target}"


def test_policy_is_one(tmp_path: Path) -> None:
    """The policy that README.md shows can be read, and says what the text says of it."""
    (text,) = re.findall(r"<!-- policy -->\n```toml\n(.*?)```\n", TEXT, re.DOTALL)
    (tmp_path / "Cargo.toml").write_text(text, encoding="utf-8")
    policy = policy_of(tmp_path)
    (ignore,) = policy.ignores
    assert (policy.fail_on, ignore.crates, ignore.expires) == ("warning", ("log",), date(2027, 1, 31))
    assert list(policy.levels[0].levels) == ["needless-dylib", "rpath-not-portable"]


def test_two_commands() -> None:
    """One command installs and audits, one installs and tests; the gate runs the second as it stands here."""
    lines = [line for line in TEXT.splitlines() if line.startswith("python3 -m venv ")]
    assert len(lines) == 2
    audit, test = lines
    assert " audit " in audit
    manifest = Path(shlex.split(audit)[shlex.split(audit).index("--manifest-path") + 1])
    assert (CHECKOUT / manifest).is_file()
    assert test.endswith(".venv/bin/python -m pytest -n 2")
    gate = (CHECKOUT / ".ci/run").read_text(encoding="utf-8")
    (pattern,) = re.findall(r"grep -E '([^']+)' README\.md", gate)
    assert [line for line in TEXT.splitlines() if re.search(pattern, line)] == [test]


def test_audit_command_audits() -> None:
    """The audit of the first command, without the installation, which the test of the wheel does."""
    (line,) = (line for line in TEXT.splitlines() if line.startswith("python3 -m venv ") and " audit " in line)
    arguments = shlex.split(line.rpartition("cargo-dynaudit ")[2])
    assert run(*arguments, cwd=CHECKOUT).status == 0
