"""The scripts of `completions` in the shells themselves, for `cargo-dynaudit` and for `cargo dynaudit`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_powershell

from auditor.cli import parser
from auditor.cli.arguments.build_options import COLORS
from auditor.cli.arguments.others import SHELLS
from auditor.cli.arguments.report_options import LEVELS
from auditor.cli.diff_formats import FORMATS as DIFF_FORMATS
from auditor.cli.formats import FORMATS
from auditor.cli.matrix_formats import FORMATS as MATRIX_FORMATS
from auditor.findings.registry import RULES
from tests.cli.completion import shells
from tests.cli.invocation import run
from tests.cli.test_bad_input import assert_refused

OFFERED = {
    "": {"audit", "verify", "diff", "matrix", "why", "fix", "explain", "schema", "completions"},
    "explain ": set(RULES),
    "audit --fail-on ": set(LEVELS),
    "audit --format ": set(FORMATS),
    "diff --format ": set(DIFF_FORMATS),
    "matrix --format ": set(MATRIX_FORMATS),
    "audit -A ": set(RULES),
    "diff pla": {"place"},
    "verify --format ": {"text", "json"},
    "verify --workspace --color ": set(COLORS),
    "completions ": set(SHELLS),
    "audit --manifest-path pla": {"place"},
    "verify --save-case pla": {"place"},
    "audit --as-conf": {"--as-configured"},
}
ONE_WORD = {
    "explain std-not-sh": "std-not-shared",
    "audit --fail-on warn": "warning",
    "audit --workspace --format sar": "sarif",
    "audit --as-conf": "--as-configured",
    "verify --save-case pla": "place",
}
"""For a shell that is asked by keys."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "place").mkdir()
    return tmp_path


@pytest.mark.parametrize("program", ["cargo-dynaudit", "cargo dynaudit"])
@pytest.mark.parametrize("shell", [shells.bash, shells.fish], ids=["bash", "fish"])
def test_offers_all_that_may_stand_there(shell: Callable[[str, Path], set[str]], program: str, folder: Path) -> None:
    shells.require(shell.__name__)
    for line, expected in OFFERED.items():
        offered = {one.rstrip("/") for one in shell(f"{program} {line}", folder)}
        assert offered == expected, line


@pytest.mark.parametrize("shell", [shells.bash, shells.fish], ids=["bash", "fish"])
def test_behind_a_toolchain(shell: Callable[[str, Path], set[str]], folder: Path) -> None:
    shells.require(shell.__name__)
    assert shell("cargo +nightly dynaudit explain std-not-sh", folder) == {"std-not-shared"}


@pytest.mark.parametrize("program", ["cargo-dynaudit", "cargo dynaudit"])
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("audit --format html = pla", {"place"}),
        ("audit --format html =", {"place"}),
        ("audit --format = html = pla", {"place"}),
        ("diff --format json = pla", {"place"}),
        ("audit --output = pla", {"place"}),
        ("audit --format = sar", {"sarif"}),
        ("audit --fail-on = warn", {"warning"}),
        ("audit --fail-on =", set(LEVELS)),
    ],
)
def test_bash_behind_an_equals_sign(program: str, line: str, offered: set[str], folder: Path) -> None:
    """It gives the words as they stand here."""
    found = {one for one in shells.bash(f"{program} {line}", folder) if not one.startswith("completions.")}
    assert found == offered


def test_fish_describes_in_short() -> None:
    text = run("completions", "fish", cwd=Path.cwd()).stdout
    said = re.findall(r" -d '((?:[^']|'\"'\"')*)'$", text, re.MULTILINE)
    assert "format of the report" in said
    assert "exit with 1 for findings of this level or worse" in said
    assert max(map(len, said)) < 90


@pytest.mark.parametrize("program", ["cargo-dynaudit", "cargo dynaudit"])
def test_zsh(program: str, folder: Path) -> None:
    shells.require("zsh")
    assert shells.zsh([f"{program} {line}" for line in ONE_WORD], folder) == list(ONE_WORD.values())


def test_other_commands_of_cargo_are_completed_as_before(folder: Path) -> None:
    assert shells.bash("cargo bui", folder) == {"own"}
    assert shells.bash("cargo build --rel", folder) == {"own"}


def test_every_option_is_known_to_every_shell() -> None:
    help_texts = [run(name, "--help", cwd=Path.cwd()).stdout for name in ("audit", "verify", "diff", "fix")]
    options = set(re.findall(r"(?<!\w)--[a-z][a-z-]*", "".join(re.findall(r"^  .*", "".join(help_texts), re.M))))
    for shell in SHELLS:
        text = run("completions", shell, cwd=Path.cwd()).stdout
        spelled = {option if shell != "fish" else f"-l {option[2:]}" for option in options & known()}
        assert len(spelled) > 30
        assert [one for one in spelled if one not in text] == []


def known() -> set[str]:
    """The options of the parser."""
    commands = parser.parser()._subparsers
    assert commands is not None
    (action,) = commands._group_actions
    assert action.choices is not None
    return {option for one in dict(action.choices).values() for option in one._option_string_actions}


def test_powershell_is_powershell() -> None:
    """There is no PowerShell here to ask: its grammar takes the script, and the words are in it."""
    text = run("completions", "powershell", cwd=Path.cwd()).stdout
    grammar = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    assert not grammar.parse(text.encode()).root_node.has_error
    assert "Register-ArgumentCompleter -Native -CommandName cargo-dynaudit " in text
    for word in (*RULES, *LEVELS, *COLORS, *FORMATS):
        assert f"'{word}'" in text


def test_unknown_shell(tmp_path: Path) -> None:
    assert_refused(
        run("completions", "tcsh", cwd=tmp_path), ("tcsh", "bash", "see `cargo dynaudit completions --help`")
    )
