"""`--format html` as users run it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.invocation import run
from tests.reports import workspaces
from tests.reports.html.document import assert_sound


def test_to_standard_output(tmp_path: Path) -> None:
    project = workspaces.hello().write(tmp_path)
    result = run("audit", "--offline", "--as-configured", "--format", "html", cwd=project)
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith("<!DOCTYPE html>\n")
    assert_sound(result.stdout)


def test_to_a_file_with_findings(tmp_path: Path) -> None:
    project = workspaces.diamond().write(tmp_path / "project")
    file = tmp_path / "report.html"
    result = run("audit", "--offline", "--prefer-dynamic", "--format", "html", "-o", str(file), cwd=project)
    assert (result.status, result.stdout, result.stderr) == (1, "", "")
    assert "would be linked twice" in assert_sound(file.read_text(encoding="utf-8")).shown()
