"""The command `why`: names that do not exist, formats, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from auditor.schema import why_schema
from tests.builders import Workspace
from tests.cli.invocation import CHECKOUT, run
from tests.why.asking import F


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = (
        Workspace()
        .package("serde-like", lib=F)
        .package("eng", crate_type=["rlib", "dylib"], deps=["serde-like"], lib="pub use serde_like::f;")
        .package("app", deps=["eng"], main="fn main() { eng::f(); }")
    )
    return workspace.write(tmp_path_factory.mktemp("why") / "project")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("engg",), ("no crate `engg` in this project", "did you mean `eng`?")),
        (("eng", "--artifact", "ap"), ("this build makes no artifact `ap`", "did you mean `app`")),
        ((), ("the following arguments are required: CRATE", "cargo dynaudit why --help")),
        (("eng", "--format", "html"), ("--format", "cargo dynaudit why --help")),
    ],
)
def test_refused(project: Path, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    result = run("why", *arguments, cwd=project)
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert all(word in result.stderr for word in words), result.stderr


def test_json_keeps_its_schema(project: Path) -> None:
    result = run("why", "serde-like", "--artifact", "app", "--format", "json", cwd=project)
    assert (result.status, result.stderr) == (0, "")
    answer = json.loads(result.stdout)
    assert list(Draft202012Validator(json.loads(why_schema())).iter_errors(answer)) == []
    (crate,) = answer["crates"]
    assert [(one["target"], one["linkage"]) for one in crate["artifacts"]] == [("app", "included-from-dylib")]
    assert [hop["declared_at"] for hop in crate["artifacts"][0]["path"]] == [
        None,
        {"file": "app/Cargo.toml", "line": 7},
        {"file": "eng/Cargo.toml", "line": 10},
    ]


def test_schema() -> None:
    result = run("schema", "--why", cwd=CHECKOUT)
    assert (result.status, result.stdout) == (0, why_schema())
    Draft202012Validator.check_schema(json.loads(why_schema()))


def test_file_and_color(project: Path, tmp_path: Path) -> None:
    result = run("why", "std", "--color", "always", "-o", str(tmp_path / "why.txt"), cwd=project)
    assert (result.status, result.stdout) == (0, "")
    text = (tmp_path / "why.txt").read_text(encoding="utf-8")
    assert "\x1b[" in text
    assert "is linked dynamically into" in text


def test_a_policy_that_cannot_be_used_is_no_matter(tmp_path: Path) -> None:
    workspace = Workspace().package("app", main="fn main() {}").file("dynaudit.toml", "nonsense = 1\n")
    assert run("why", "std", cwd=workspace.write(tmp_path)).status == 0
