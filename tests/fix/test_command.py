"""The command: what it shows, what it writes, what it refuses."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from auditor.schema import fix_schema
from tests.builders import Workspace
from tests.cli.invocation import CHECKOUT, Result, run
from tests.golden import assert_golden

SAMPLES = CHECKOUT / "sample_crates"
LTO = Workspace().package("app", main="fn main() {}").profile("release", lto="thin")


def fix(*arguments: str, cwd: Path, **env: str | None) -> Result:
    return run("fix", *arguments, cwd=cwd, env=env)


def sample(rule: str, folder: Path) -> Path:
    """A copy of a faulty sample workspace."""
    return shutil.copytree(SAMPLES / rule / "faulty", folder / "project", ignore=shutil.ignore_patterns("target"))


def content(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_text(tmp_path: Path) -> None:
    result = fix("-p", "app", "--prefer-dynamic", cwd=sample("duplicate-crate", tmp_path))
    assert result.status == 1
    assert_golden(Path(__file__).parent / "golden" / "duplicate-crate.txt", result.stdout)


def test_nothing_is_written_without_apply(tmp_path: Path) -> None:
    project = sample("duplicate-crate", tmp_path)
    before = content(project)
    assert fix("-p", "app", cwd=project).status == 1
    assert content(project) == before


def test_json(tmp_path: Path) -> None:
    result = fix("-p", "app", "--format", "json", cwd=sample("duplicate-crate", tmp_path))
    document = json.loads(result.stdout)
    schema = json.loads(fix_schema())
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    (finding,) = document["findings"]
    assert finding["rule"] == "duplicate-crate"
    assert document["chosen"] == finding["remedies"][0]
    assert [one["failing"] for one in finding["remedies"]] == [0, 0, 0]
    assert run("schema", "--fix", cwd=tmp_path).stdout == fix_schema()


@pytest.mark.parametrize("number", [1, 2])
def test_apply_and_audit_again(tmp_path: Path, number: int) -> None:
    project = sample("duplicate-crate", tmp_path)
    result = fix("-p", "app", "--remedy", str(number), "--apply", cwd=project)
    assert (result.status, result.stderr) == (0, "")
    assert "The changes below were made." in result.stdout
    assert run("audit", "-p", "app", cwd=project).status == 0
    assert not list(project.rglob(".dynaudit-*"))


def test_a_fault_that_another_one_hides(tmp_path: Path) -> None:
    """A dylib that contains std, below a program with LTO: sharing std alone only brings the next fault."""
    project = (
        Workspace()
        .package("eng", lib="pub fn f() {}", crate_type=["dylib"])
        .package("app", main="fn main() { eng::f() }", deps=["eng"])
        .profile("release", lto=True)
        .write(tmp_path)
    )
    arguments = ("--workspace", "--release", "--as-configured")
    document = json.loads(fix(*arguments, "--format", "json", cwd=project).stdout)
    titles = [one["title"] for one in document["findings"][0]["remedies"]]
    assert any("`-C prefer-dynamic`" in title and "; then set `lto = false`" in title for title in titles), titles
    assert fix(*arguments, "--apply", cwd=project).status == 0
    assert run("audit", *arguments, cwd=project).status == 0


def test_paths_with_spaces_and_letters_of_other_languages(tmp_path: Path) -> None:
    folder = tmp_path / "a b" / "привет"
    folder.mkdir(parents=True)
    project = sample("std-not-shared", folder)
    result = fix("--workspace", "--as-configured", "--apply", cwd=project / "app")
    assert (result.status, result.stderr) == (0, "")
    assert content(project)[".cargo/config.toml"] == '[build]\nrustflags = ["-C", "prefer-dynamic"]\n'


def test_configuration_of_the_current_directory_counts(tmp_path: Path) -> None:
    project = sample("std-not-shared", tmp_path)
    own = project / "app" / ".cargo"
    own.mkdir()
    (own / "config.toml").write_text('[build]\nrustflags = ["--cfg", "mine"] # of app\n')
    assert fix("--workspace", "--as-configured", "--apply", cwd=project / "app").status == 0
    expected = '[build]\nrustflags = ["--cfg", "mine", "-C", "prefer-dynamic"] # of app\n'
    assert (own / "config.toml").read_text() == expected


def test_a_file_that_is_not_committed(tmp_path: Path) -> None:
    project = LTO.write(tmp_path / "p")
    arguments = ("--release", "--prefer-dynamic", "--apply")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=project, check=True)
    manifest = project / "Cargo.toml"
    mine = manifest.read_text() + "# mine\n"
    manifest.write_text(mine)
    refused = fix(*arguments, cwd=project)
    assert (refused.status, refused.stdout) == (2, "")
    assert "changes that are not committed" in refused.stderr
    assert "Cargo.toml" in refused.stderr
    assert manifest.read_text() == mine
    assert fix(*arguments, "--allow-dirty", cwd=project).status == 0
    assert manifest.read_text() == mine.replace('"thin"', "false")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--rule", "duplicate-crates"), "did you mean `duplicate-crate`?"),
        (("--remedy", "9", "--release", "--prefer-dynamic"), "there is no remedy 9"),
        (("--remedy", "x"), "invalid int value"),
        (("-p", "nobody"), "no package matches"),
    ],
)
def test_bad_input(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    result = fix(*arguments, cwd=LTO.write(tmp_path))
    assert (result.status, result.stdout) == (2, "")
    assert message in result.stderr


def test_nothing_to_mend(tmp_path: Path) -> None:
    result = fix("--as-configured", cwd=LTO.write(tmp_path))
    assert result.status == 0
    assert result.stdout.startswith("Nothing was found for which a change of the project is known.")


def test_a_crate_of_somebody_else(tmp_path: Path) -> None:
    """A package of the registry that declares `dylib`: its manifest is not ours to change."""
    project = (
        Workspace()
        .registry_package("theirs", lib="pub fn f() {}", crate_type=["rlib", "dylib"])
        .package("app", main="fn main() { theirs::f() }", deps={"theirs": "1"})
        .profile("dev", panic="abort")
        .write(tmp_path)
    )
    shown = fix("--as-configured", cwd=project).stdout
    assert "text for its authors: `theirs` declares" in shown.replace("\n  ", " ")
    document = json.loads(fix("--as-configured", "--format", "json", cwd=project).stdout)
    remedies = [remedy for finding in document["findings"] for remedy in finding["remedies"]]
    assert next(one["title"] for one in remedies) == 'set `panic = "unwind"` in `[profile.dev]` of Cargo.toml'
    assert {file["file"] for one in remedies for file in one["files"]} == {"Cargo.toml"}
