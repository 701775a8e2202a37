"""The formats of the report as users run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.cli.formats import FORMATS
from tests.cli.invocation import Result, run
from tests.cli.test_bad_input import assert_refused

WITHOUT_CI = {"GITHUB_STEP_SUMMARY": None, "GITHUB_WORKSPACE": None, "CI_PROJECT_DIR": None}


def audit(name: str, cwd: Path, *arguments: str, **env: str) -> Result:
    """Audit in a format, outside of CI services unless the variables say otherwise."""
    return run("audit", "--as-configured", "--offline", "--format", name, *arguments, cwd=cwd, env=WITHOUT_CI | env)


@pytest.mark.parametrize("name", FORMATS)
def test_to_standard_output_and_to_a_file(name: str, faulty: Path) -> None:
    """The same either way, with the exit code of the findings."""
    printed = audit(name, faulty)
    written = audit(name, faulty, "--output", "report")
    assert (printed.status, printed.stderr) == (1, "")
    assert (written.status, written.stdout, written.stderr) == (1, "", "")
    assert printed.stdout
    assert (faulty / "report").read_text(encoding="utf-8") == printed.stdout


@pytest.mark.parametrize("name", ["sarif", "github", "markdown", "codeclimate"])
def test_in_utf_8_whatever_the_terminal_has(name: str, faulty: Path) -> None:
    result = audit(name, faulty, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert result.stdout == audit(name, faulty).stdout


def test_sarif(faulty: Path) -> None:
    log = json.loads(audit("sarif", faulty).stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert "error" in [result["level"] for result in run["results"]]


def test_github_names_files_from_the_checkout(faulty: Path) -> None:
    alone = audit("github", faulty).stdout
    assert alone.startswith("::error file=engine/Cargo.toml,line=")
    inside = audit("github", faulty, GITHUB_WORKSPACE=str(faulty.parent)).stdout
    assert inside.startswith(f"::error file={faulty.name}/engine/Cargo.toml,line=")
    elsewhere = audit("github", faulty, GITHUB_WORKSPACE=str(faulty / "engine" / "src"))
    assert elsewhere.stdout == alone


@pytest.mark.parametrize("marker", ["folder", "file"])
@pytest.mark.parametrize("name", ["github", "sarif", "codeclimate"])
def test_files_are_named_from_the_repository(name: str, marker: str, faulty: Path) -> None:
    """Without a service that names it: the nearest folder upward that has `.git`, which a worktree has as a file."""
    git = faulty.parent / ".git"
    if marker == "folder":
        git.mkdir()
    else:
        git.write_text("gitdir: elsewhere\n", encoding="utf-8")
    file = f"{faulty.name}/engine/Cargo.toml"
    assert file in audit(name, faulty).stdout
    assert file in audit(name, faulty, GITHUB_WORKSPACE=str(faulty / "engine")).stdout
    (faulty / ".git").mkdir()
    assert file not in audit(name, faulty).stdout


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
@pytest.mark.parametrize("name", ["github", "sarif", "codeclimate"])
def test_files_are_named_from_the_checkout(name: str, variable: str, faulty: Path) -> None:
    file = f"{faulty.name}/engine/Cargo.toml"
    assert file not in audit(name, faulty).stdout
    assert file in audit(name, faulty, **{variable: str(faulty.parent)}).stdout


def test_github_ends_with_the_verdict(faulty: Path) -> None:
    last = audit("github", faulty).stdout.splitlines()[-1]
    assert last == audit("text", faulty).stdout.splitlines()[0]


def test_summary_is_appended(faulty: Path, tmp_path: Path) -> None:
    """To what earlier steps wrote, on lines of its own; the commands are the same."""
    summary = tmp_path / "summary.md"
    result = audit("github", faulty, GITHUB_STEP_SUMMARY=str(summary))
    markdown = audit("markdown", faulty).stdout
    assert (result.status, result.stdout) == (1, audit("github", faulty).stdout)
    assert summary.read_text(encoding="utf-8") == markdown
    summary.write_text("earlier: ä", encoding="utf-8")
    audit("github", faulty, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text(encoding="utf-8") == f"earlier: ä\n{markdown}"


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "github"])
def test_other_formats_write_no_summary(name: str, faulty: Path, tmp_path: Path) -> None:
    audit(name, faulty, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    assert not (tmp_path / "summary.md").exists()


def test_empty_variables_are_unset(faulty: Path) -> None:
    assert audit("github", faulty, GITHUB_STEP_SUMMARY="", GITHUB_WORKSPACE="") == audit("github", faulty)


def test_summary_that_cannot_be_written(faulty: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "summary.md"
    result = audit("github", faulty, GITHUB_STEP_SUMMARY=str(missing))
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {missing}: cannot write the summary to the file of GITHUB_STEP_SUMMARY: ")
    assert "\n  help: " in result.stderr


def test_several_at_once(faulty: Path) -> None:
    """Each in its file as it is alone, and one more on standard output."""
    files = ("--format", "html=report.html", "--format", "sarif=out.sarif", "--format", "json=a=b.json")
    result = audit("github", faulty, *files)
    assert (result.status, result.stdout, result.stderr) == (1, audit("github", faulty).stdout, "")
    for name, file in (("html", "report.html"), ("sarif", "out.sarif"), ("json", "a=b.json")):
        assert (faulty / file).read_text(encoding="utf-8") == audit(name, faulty).stdout
    silent = audit("json=out.json", faulty, "--format", "text=out.txt")
    assert (silent.status, silent.stdout) == (1, "")
    assert (faulty / "out.txt").read_text(encoding="utf-8") == audit("text", faulty).stdout


def test_output_is_for_the_one_without_a_file(faulty: Path) -> None:
    result = audit("json=out.json", faulty, "--format", "markdown=-", "--output", "out.md")
    assert (result.status, result.stdout) == (1, "")
    assert (faulty / "out.md").read_text(encoding="utf-8").startswith("<!-- cargo-dynaudit -->")
    assert json.loads((faulty / "out.json").read_text(encoding="utf-8"))["schema_version"] == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("--format text --format json", ("--format text and --format json", "--format json=FILE")),
        ("--format html=- --format json", ("--format html and --format json",)),
        ("--format html=a --format json=./a", ("two reports", "/a: ")),
        ("--format html=a --format json -o a", ("two reports",)),
        ("--format html=a --output b", ("--output", "leave")),
        ("--format html=", ("`html=`", "--format html=FILE")),
        ("--format xml=a", ("`xml`", "sarif")),
    ],
)
def test_reports_that_would_meet(faulty: Path, arguments: str, says: tuple[str, ...]) -> None:
    """Refused before anything is written."""
    before = sorted(faulty.iterdir())
    assert_refused(run("audit", *arguments.split(), cwd=faulty), says)
    assert sorted(faulty.iterdir()) == before


def test_nothing_on_standard_output_if_a_file_cannot_be_written(faulty: Path) -> None:
    result = audit("text", faulty, "--format", "json=no/such/folder.json")
    assert (result.status, result.stdout) == (2, "")
    assert "no/such/folder.json: cannot write the report" in result.stderr
