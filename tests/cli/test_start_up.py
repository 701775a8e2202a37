"""What is imported for what: start-up time is part of the product."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.invocation import TIME_LIMIT, surroundings

HEAVY = {
    "asyncio", "dataclasses", "inspect", "jinja2", "msgspec", "networkx", "rich", "shtab", "subprocess",
    "tomlkit", "tree_sitter",
}  # fmt: skip
LIST_MODULES = """
import contextlib, io, json, sys
from auditor.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    status = main(sys.argv[1:])
print(json.dumps([status, sorted(sys.modules)]))
"""


def imported(*arguments: str, cwd: Path) -> set[str]:
    """The modules that a run of the program imports."""
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES, *arguments],
        cwd=cwd,
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=True,
    )
    status, modules = json.loads(done.stdout)
    assert status == 0
    return {name.partition(".")[0] for name in modules} | set(modules)


@pytest.mark.parametrize("arguments", ["--help", "--version", "audit --help", "explain --help"])
def test_help_imports_nothing_heavy(tmp_path: Path, arguments: str) -> None:
    assert HEAVY & imported(*arguments.split(), cwd=tmp_path) == set()


def test_schema_imports_no_library(tmp_path: Path) -> None:
    assert HEAVY & imported("schema", cwd=tmp_path) == set()
    assert HEAVY & imported("schema", "--policy", cwd=tmp_path) == set()


def test_audit_imports_what_its_format_needs(hello: Path) -> None:
    """A sound project needs no way through the crate graph, and JSON no terminal."""
    for_json = imported("audit", "--format", "json", "--as-configured", cwd=hello)
    assert {"jinja2", "networkx", "rich", "auditor.reports.text"} & for_json == set()
    assert "msgspec" in for_json
    assert "tree_sitter_toml" not in for_json, "there is no policy to be read with lines"
    for_text = imported("audit", "--as-configured", cwd=hello)
    assert {"jinja2", "networkx", "auditor.reports.json_v1"} & for_text == set()
    assert "rich" in for_text


@pytest.mark.parametrize("name", ["json", "sarif", "github", "codeclimate"])
def test_formats_for_programs_need_no_template(hello: Path, name: str) -> None:
    """Nor the other formats, nor a terminal."""
    modules = imported("audit", "--format", name, "--as-configured", cwd=hello)
    assert {"jinja2", "networkx", "rich", "auditor.reports.text", "auditor.reports.html.page"} & modules == set()
    assert ("auditor.reports.sarif.log" in modules) == (name == "sarif")
    assert "auditor.reports.markdown.page" not in modules


def test_comment_needs_no_terminal(hello: Path) -> None:
    modules = imported("audit", "--format", "markdown", "--as-configured", cwd=hello)
    assert {"networkx", "rich", "auditor.reports.json_v1", "auditor.reports.html.page"} & modules == set()
    assert "jinja2" in modules
