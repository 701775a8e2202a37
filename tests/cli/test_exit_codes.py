"""Projects and options, and the exit code of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import __version__
from tests.cli.invocation import run


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ("--as-configured", 1),
        ("--as-configured --fail-on error", 1),
        ("--as-configured --fail-on note", 1),
        ("--as-configured --fail-on never", 0),
        ("--as-configured -p app", 0),
        ("--as-configured -p app --fail-on note", 1),
        ("--prefer-dynamic", 0),
        ("--prefer-dynamic --fail-on warning", 0),
        ("--prefer-dynamic --fail-on note", 1),
        ("--prefer-dynamic --fail-on never", 0),
        ("", 0),
        ("--as-configured --format json", 1),
        ("--as-configured --format json --units --fail-on never", 0),
        ("--as-configured --verbose", 1),
    ],
)
def test_audit(faulty: Path, options: str, status: int) -> None:
    result = run("audit", *options.split(), cwd=faulty)
    assert (result.status, result.stderr) == (status, "")
    assert result.stdout.startswith(
        "{\n" if "json" in options else "1 of 2" if status and "note" not in options else ""
    )


@pytest.mark.parametrize(
    ("arguments", "status", "beginning"),
    [
        ("--version", 0, f"cargo-dynaudit {__version__}\n"),
        ("-V", 0, f"cargo-dynaudit {__version__}\n"),
        ("--help", 0, "usage: cargo dynaudit "),
        ("audit --help", 0, "usage: cargo dynaudit audit "),
        ("dynaudit audit --help", 0, "usage: cargo dynaudit audit "),
        ("dynaudit --version", 0, f"cargo-dynaudit {__version__}\n"),
        ("schema", 0, "{\n"),
        ("explain", 0, "Errors"),
        ("explain std-not-shared", 0, "std-not-shared"),
    ],
)
def test_other_commands(tmp_path: Path, arguments: str, status: int, beginning: str) -> None:
    """They need no project and no Rust toolchain."""
    result = run(*arguments.split(), cwd=tmp_path, env={"PATH": ""})
    assert (result.status, result.stderr) == (status, "")
    assert result.stdout.startswith(beginning)


def test_no_command_shows_the_help(tmp_path: Path) -> None:
    result = run(cwd=tmp_path)
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr == run("--help", cwd=tmp_path).stdout


@pytest.mark.parametrize("command", [(), ("audit",), ("explain",), ("schema",)])
def test_help_fits_a_terminal(tmp_path: Path, command: tuple[str, ...]) -> None:
    text = run(*command, "--help", cwd=tmp_path).stdout
    assert max(map(len, text.splitlines())) <= 80


def test_every_build_option_has_help(tmp_path: Path) -> None:
    """Every option of the contract is there, each with an explanation."""
    text = run("audit", "--help", cwd=tmp_path).stdout
    lines = [line for line in text.splitlines() if line.startswith("  -")]
    explained = {
        word.strip(",") for line in lines for word in line.split() if word.startswith("-") and line[27:].strip()
    }
    assert explained >= {
        "--manifest-path", "-p", "--package", "--workspace", "--exclude", "--lib", "--bins", "--bin", "--examples",
        "--example", "--tests", "--test", "--benches", "--bench", "--all-targets", "-r", "--release", "--profile",
        "--target", "-F", "--features", "--all-features", "--no-default-features", "--config", "--locked", "--offline",
        "--frozen", "--as-configured", "--prefer-dynamic", "--format", "--output", "--fail-on", "--units",
    }  # fmt: skip


def test_manifest_path_from_elsewhere(faulty: Path, tmp_path: Path) -> None:
    """The project is named; the configuration is that of the current directory, as for Cargo."""
    (tmp_path / ".cargo").mkdir()
    (tmp_path / ".cargo/config.toml").write_text('[build]\nrustflags = ["-C", "prefer-dynamic"]\n')
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    result = run("audit", "--manifest-path", str(faulty / "Cargo.toml"), cwd=elsewhere)
    assert result.status == 0
    assert "as configured, -C prefer-dynamic (build.rustflags in" in " ".join(result.stdout.split())


def test_internal_error(hello: Path) -> None:
    """A fault of the program itself: exit code 3, no traceback unless asked for, and what to report."""
    broken = hello / "broken"
    (broken / "auditor/cli").mkdir(parents=True)
    hook = (
        "import auditor.audit\n"
        "def run(*_, **__):\n"
        "    raise ZeroDivisionError('by\\x1bzero')\n"
        "auditor.audit.run = run\n"
    )
    (broken / "sitecustomize.py").write_text(hook)
    path = {"PYTHONPATH": f"{broken}:{Path(__file__).parents[2]}"}
    result = run("audit", "--release", cwd=hello, env=path)
    assert (result.status, result.stdout) == (3, "")
    assert result.stderr.startswith("internal error: ZeroDivisionError: by\\u{1b}zero\n")
    assert "cargo dynaudit audit --release" in result.stderr
    assert "Traceback" not in result.stderr
    asked = run("audit", cwd=hello, env={**path, "CARGO_DYNAUDIT_BACKTRACE": "1"})
    assert asked.status == 3
    assert "Traceback (most recent call last):" in asked.stderr
