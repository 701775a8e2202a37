"""A policy from the command line: exit codes, messages, and that a changed policy is never overlooked."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from auditor.findings.registry import RULES
from tests.cli.invocation import Result, run
from tests.cli.test_bad_input import assert_refused

NOTE = "libstd-not-found-at-run-time"


def audit(project: Path, options: str = "", **env: str) -> Result:
    """The program that loads a shared std: one note."""
    return run("audit", "--prefer-dynamic", "--format", "json", *options.split(), cwd=project, env=env)


def levels(result: Result) -> tuple[dict[str, str], list[str]]:
    """The findings that count with their levels, and the rules of those that do not."""
    document = json.loads(result.stdout)
    counting = {one["rule"]: one["level"] for one in document["findings"]}
    return counting, [one["rule"] for one in document["suppressed"]]


@pytest.mark.parametrize(
    ("policy", "options", "status", "counting", "known"),
    [
        ("", f"-D {NOTE}", 1, {NOTE: "error"}, []),
        ("", f"--deny={NOTE} --fail-on never", 0, {NOTE: "error"}, []),
        ("", f"-D {NOTE} -A {NOTE} --fail-on note", 0, {}, [NOTE]),
        ("", f"--allow {NOTE} --warn {NOTE} --fail-on warning", 1, {NOTE: "warning"}, []),
        (f'[rules]\n{NOTE} = "error"', f"-W {NOTE}", 0, {NOTE: "warning"}, []),
        ('fail-on = "note"', "", 1, {NOTE: "note"}, []),
        ('fail-on = "note"', "--fail-on error", 0, {NOTE: "note"}, []),
        (f'fail-on = "note"\n[[ignore]]\nrule = "{NOTE}"\nreason = "x"', "", 0, {}, [NOTE]),
        (
            f'[[ignore]]\nrule = "{NOTE}"',
            "--fail-on warning",
            1,
            {NOTE: "note", "ignore-without-reason": "warning"},
            [],
        ),
    ],
)
def test_exit_code(
    hello: Path, policy: str, options: str, status: int, counting: dict[str, str], known: list[str]
) -> None:
    (hello / "dynaudit.toml").write_text(policy)
    result = audit(hello, options)
    assert (result.status, result.stderr) == (status, "")
    assert levels(result) == (counting, known)


def test_allowed_error_stays_a_failing_artifact(faulty: Path) -> None:
    """The user decides what counts; what becomes of the build does not change by it."""
    result = run("audit", "--as-configured", "--format", "json", "-A", "std-not-shared", cwd=faulty)
    document = json.loads(result.stdout)
    assert result.status == 0
    assert "fails" in [one["outcome"] for one in document["artifacts"]]
    assert [one["suppression"]["reason"] for one in document["suppressed"]] == [
        "allowed by `-A std-not-shared` on the command line"
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("-A needless-dylb", ("argument -A: there is no rule `needless-dylb`", "did you mean `needless-dylib`?")),
        ("--warn zzz", ("argument -W: there is no rule `zzz`", "`cargo dynaudit explain`")),
        ("-D warnings", ("there is no rule `warnings`", "`--fail-on warning`")),
        ("-D", ("-D", "expected one argument")),
        ("--alow needless-dylib", ("`--alow`", "did you mean `--allow`")),
    ],
)
def test_unknown_rule(hello: Path, options: str, says: tuple[str, ...]) -> None:
    assert_refused(run("audit", *options.split(), cwd=hello), says)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("dynaudit.toml", '[rules]\nneedless-dylb = "note"\n', ("dynaudit.toml:2: `rules.needless-dylb`",)),
        ("dynaudit.toml", '[rules]\n"a\\u001b[31m" = "note"\n', (r"dynaudit.toml:2: ", r"\u{1b}[31m")),
        ("dynaudit.toml", b"# caf\xe9\n", ("dynaudit.toml:1: ", "UTF-8")),
        ("Cargo.toml", "\n[package.metadata.dynaudit]\nrule = 1\n", ("metadata.dynaudit.rule`", "`rules`")),
        ("Cargo.toml", "\n[workspace]\n[workspace.metadata]\ndynaudit = 1\n", ("`workspace.metadata.dynaudit`",)),
    ],
)
def test_invalid_policy(hello: Path, file: str, text: str | bytes, says: tuple[str, ...]) -> None:
    path = hello / file
    before = path.read_bytes().partition(b"[workspace]")[0] if path.is_file() else b""
    path.write_bytes(before + (text.encode() if isinstance(text, str) else text))
    assert_refused(run("audit", cwd=hello), says)


def test_pipe(hello: Path) -> None:
    os.mkfifo(hello / "dynaudit.toml")
    assert_refused(run("audit", cwd=hello), ("dynaudit.toml: this is no plain file",))


def test_changes_count_at_once(hello: Path, tmp_path: Path) -> None:
    """What earlier audits learned is used again, the policy never."""
    cache = {"CARGO_DYNAUDIT_CACHE": str(tmp_path / "cache")}
    manifest = hello / "Cargo.toml"
    plain = manifest.read_text()
    table = f'\n[package.metadata.dynaudit.rules]\n{NOTE} = "LEVEL"\n'
    steps = [
        (plain, f'[rules]\n{NOTE} = "error"', {NOTE: "error"}),
        (plain, f'[rules]\n{NOTE} = "warning"', {NOTE: "warning"}),
        (plain + table.replace("LEVEL", "allow"), None, {}),
        (plain, None, {NOTE: "note"}),
    ]
    for manifest_text, policy, wanted in steps:
        manifest.write_text(manifest_text)
        (hello / "dynaudit.toml").unlink(missing_ok=True)
        if policy is not None:
            (hello / "dynaudit.toml").write_text(policy)
        assert levels(audit(hello, **cache))[0] == wanted


def test_schema(tmp_path: Path) -> None:
    result = run("schema", "--policy", cwd=tmp_path, env={"PATH": ""})
    assert (result.status, result.stderr) == (0, "")
    assert list(RULES) == json.loads(result.stdout)["$defs"]["rule"]["enum"]
