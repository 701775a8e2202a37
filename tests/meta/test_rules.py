"""The set of rules holds together: registered, named, documented, each page made from its docstring."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from auditor import findings
from auditor.findings import pages, registry
from auditor.findings.registry import ABOUT_IGNORES, CHECKS, IGNORE_CHECKS, RULES
from auditor.model.linkage import ErrorKind

FOLDER = Path(findings.__file__).parent
NO_RULES = {"__init__", "registry", "rule_module", "pages"}
HEADINGS = ["What it detects", "Why", "Example", "Remedy"]
TOLD_BY_ANOTHER = {ErrorKind.TWO_PANIC_RUNTIMES: "panic-strategy"}


def test_every_file_is_a_registered_rule() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - NO_RULES
    assert files == {rule.replace("-", "_") for rule in RULES}
    assert len(CHECKS) + len(IGNORE_CHECKS) == len(RULES)
    assert {check.rule.id for check in IGNORE_CHECKS} == ABOUT_IGNORES


@pytest.mark.parametrize("check", [*CHECKS, *IGNORE_CHECKS], ids=lambda check: check.rule.id)
def test_rule_is_named_like_its_file(check: registry.Check | registry.IgnoreCheck) -> None:
    assert check.module.__name__ == f"auditor.findings.{check.rule.id.replace('-', '_')}"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.rule.id)


@pytest.mark.parametrize("check", [*CHECKS, *IGNORE_CHECKS], ids=lambda check: check.rule.id)
def test_manual_page_has_the_fixed_headings(check: registry.Check | registry.IgnoreCheck) -> None:
    manual = check.rule.manual
    assert re.findall(r"^## (.+)$", manual, re.MULTILINE) == HEADINGS
    assert check.rule.summary.endswith(".")
    assert len(check.rule.summary) <= 47, "the list of rules has one line for each"
    assert "    " in manual.partition("## Example")[2], "the example is code"


def test_every_kind_of_error_has_a_rule() -> None:
    assert {TOLD_BY_ANOTHER.get(kind, kind.value) for kind in ErrorKind} <= set(RULES)


def test_errors_come_first() -> None:
    levels = [rule.level for rule in RULES.values()]
    assert levels.index(min(levels)) > levels.index(max(levels))


def test_pages_are_fresh() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in pages.FOLDER.glob("*.md")}
    assert written == pages.pages(), "run `python -m auditor.findings.pages`"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_findings_look_at_evidence_alone(path: Path) -> None:
    """They read no files, start nothing, and know neither the simulation nor Cargo."""
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    ours = {name.split(".")[1] for name in imported if name.startswith("auditor.")}
    assert ours <= {"model", "evidence", "crate_graph", "findings", "documents", "visible"}
    assert not imported & {"os", "subprocess", "networkx", "tomllib", "jinja2"}
