"""`explain`: manual pages that fit a terminal, the list of rules, and names that are nearly right."""

from __future__ import annotations

import subprocess
import sys

import pytest

from auditor.cli import explain
from auditor.cli.manual_page import Pen, render
from auditor.errors import AuditorError
from auditor.findings.registry import RULES

PLAIN = Pen(color=False)


@pytest.mark.parametrize("rule", RULES)
def test_page_fits_eighty_columns(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.run(rule, color="never") == 0
    page = capsys.readouterr().out
    assert page.startswith(f"{rule} (")
    assert [line for line in page.splitlines() if len(line) > 80] == []
    assert "\x1b" not in page
    assert "##" not in page


def test_list_has_one_line_for_each_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.run(None, color="never") == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert [line.split()[0] for line in lines if line.startswith("  ")] == sorted(
        RULES, key=lambda rule: -RULES[rule].level
    )


@pytest.mark.parametrize("name", ["lto-prefer-dynamic", "lto_prefer_dynamic", "LTO-PREFER-DYNAMIC"])
def test_spellings_of_a_rule(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.run(name, color="never") == 0
    assert capsys.readouterr().out.startswith("lto-prefer-dynamic (error)")


def test_kind_of_error_that_another_rule_tells(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.run("two-panic-runtimes", color="never") == 0
    assert capsys.readouterr().out.startswith("panic-strategy (error)")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("duplicate-crates", "did you mean `duplicate-crate`"),
        ("dylib", "`needless-dylib`"),
        ("xyz", "`explain` alone lists the rules"),
        ("", "`explain` alone lists the rules"),
    ],
)
def test_unknown_rule(name: str, hint: str) -> None:
    with pytest.raises(AuditorError, match=f"there is no rule `{name}`") as caught:
        explain.run(name, color="never")
    assert hint in (caught.value.hint or "")


def test_unknown_rule_on_the_command_line() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "auditor", "explain", "std-not-shard"], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert "did you mean `std-not-shared`" in finished.stderr


def test_markdown_for_a_terminal() -> None:
    page = render(
        "Title with `code`.\n\n## Why\n\nText that is long enough to be broken, with `-C prefer-dynamic` and "
        "``a `nested` span``.\n\n- one\n  more\n- two\n\n      indented\n\n    $ command\n\n    $ other",
        PLAIN,
        width=40,
    )
    assert page == (
        "Title with `code`.\n\nWhy\n\nText that is long enough to be broken,\nwith `-C prefer-dynamic` and\n"
        '"a `nested` span".\n\n- one more\n- two\n\n      indented\n\n    $ command\n\n    $ other\n'
    )


def test_colour_marks_do_not_run_through_the_indentation() -> None:
    page = render("- `a span that is so long that it is broken over two lines of the page`", Pen(color=True), width=40)
    assert all(line.startswith(("- \x1b[36m", "  \x1b[36m")) for line in page.splitlines())
