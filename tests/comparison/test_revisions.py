"""Acceptance: a base commit and eight changes in a real repository, each with what changed and the exit code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from auditor.schema import diff_schema
from tests.cli.invocation import run
from tests.comparison.repository import NEEDS_GIT, begin, commit_all, git, project, write

pytestmark = NEEDS_GIT
SCHEMA = Draft202012Validator(json.loads(diff_schema()))


@dataclass(frozen=True)
class Case:
    """A change, and what it makes."""

    name: str
    change: Callable[[Path], object]
    delta: dict[str, Any] = field(default_factory=dict)
    status: int = 0
    level: str = "warning"
    """What `--fail-on` says."""
    is_committed: bool = False


def replace(path: str, old: str, new: str) -> Callable[[Path], object]:
    """Another text in a file."""

    def change(folder: Path) -> None:
        text = (folder / path).read_text()
        assert old in text
        (folder / path).write_text(text.replace(old, new))

    return change


def add_dylib(folder: Path) -> None:
    workspace = project().package("extra", crate_type=["dylib"], lib="pub fn f() {}")
    app = workspace.packages["app"]
    app.manifest["dependencies"]["extra"] = {"path": "../extra"}
    app.files["src/main.rs"] = "fn main() { base::f(); engine::f(); net::f(); extra::f() }"
    write(workspace, folder.parent)


def upgrade(folder: Path) -> None:
    write(project(net="1.1.0", net_types=["lib", "dylib"]), folder.parent)


NO_FLAG = replace(".cargo/config.toml", 'rustflags = ["-C", "prefer-dynamic"]', "")
CASES = [
    Case(
        "lto-switched-on",
        replace("Cargo.toml", "[workspace]", "[profile.dev]\nlto = true\n[workspace]"),
        {
            "findings": ["new lto-prefer-dynamic", "new lto-not-applied", "fixed libstd-not-found-at-run-time"],
            "outcomes": {"app bin": "links → fails"},
            "settings": {"app bin": {"lto": "thin-local → fat"}},
        },
        status=1,
    ),
    Case(
        "dylib-added",
        add_dylib,
        {
            "appeared": ["extra dylib"],
            "linkage": {"app bin": {"extra": "None → dynamic"}},
            "gained": {"app bin": ["libextra.so"]},
        },
        is_committed=True,
    ),
    Case(
        "rustflag-lost",
        NO_FLAG,
        {
            "findings": ["new std-not-shared", "fixed libstd-not-found-at-run-time"],
            "outcomes": {"app bin": "links → fails"},
            "linkage": {"engine dylib": {"std": "dynamic → static"}},
            "lost": {"engine dylib": ["libstd-*.so"]},
            "settings": {
                "engine dylib": {"prefer-dynamic": "yes → no"},
                "app bin": {"prefer-dynamic": "yes → no"},
            },
            "build": {"rustflags": "-C prefer-dynamic → None"},
        },
        status=1,
        is_committed=True,
    ),
    Case(
        "crate-upgraded",
        upgrade,
        {
            "findings": ["new needless-dylib"],
            "appeared": ["net dylib"],
            "linkage": {"app bin": {"net": "static → dynamic"}},
            "gained": {"app bin": ["libnet-*.so"]},
            "crates": {"net": "1.0.0 rlib-only → 1.1.0 rlib-and-dylib"},
        },
        level="error",
    ),
    Case(
        "artifact-renamed",
        replace("app/Cargo.toml", "[package]", '[[bin]]\nname = "program"\npath = "src/main.rs"\n[package]'),
        {"appeared": ["program bin"], "vanished": ["app bin"], "renamed": [["app bin", "program bin"]]},
        level="note",
    ),
    Case(
        "finding-moved",
        replace("app/Cargo.toml", "[package]", "# moved\n" * 10 + "[package]"),
        level="note",
        is_committed=True,
    ),
    Case(
        "finding-fixed",
        replace("app/Cargo.toml", '[profile."dev"]\n"debug" = false', ""),
        {"findings": ["fixed member-profile-ignored"]},
    ),
    Case("nothing", lambda _: None),
]


def delta(document: dict[str, Any]) -> dict[str, Any]:
    """What changed, in short."""
    artifacts = document["artifacts"]

    def name(one: dict[str, Any]) -> str:
        return f"{one['target']} {one['crate_type']}"

    def files(one: dict[str, Any], key: str) -> list[str]:
        return [re.sub(r"(?<=std-)[0-9a-f]+", "*", file) for file in one[key]]

    found = {
        "findings": [f"{one['status']} {one['rule']}" for one in document["findings"] if one["status"] != "remaining"],
        "appeared": [name(one["artifact"]) for one in artifacts["appeared"]],
        "vanished": [name(one["artifact"]) for one in artifacts["vanished"]],
        "renamed": [[name(one["before"]), name(one["after"])] for one in artifacts["renamed"]],
        "outcomes": {
            name(one["artifact"]): f"{one['before']['outcome']} → {one['after']['outcome']}"
            for one in artifacts["changed"]
            if one["before"]["outcome"] != one["after"]["outcome"]
        },
        "linkage": {
            name(one["artifact"]): {of["crate"]: f"{of['before']} → {of['after']}" for of in one["linkage"]}
            for one in artifacts["changed"]
            if one["linkage"]
        },
        "gained": {
            name(one["artifact"]): files(one, "needed_gained") for one in artifacts["changed"] if one["needed_gained"]
        },
        "lost": {
            name(one["artifact"]): files(one, "needed_lost") for one in artifacts["changed"] if one["needed_lost"]
        },
        "settings": {
            name(one["artifact"]): {of["name"]: f"{of['before']} → {of['after']}" for of in one["settings"]}
            for one in artifacts["changed"]
            if one["settings"]
        },
        "crates": {
            one["name"]: " → ".join(f"{of['version']} {of['classification']}" for of in (one["before"], one["after"]))
            for one in document["crates"]
        },
        "build": {one["name"]: f"{one['before']} → {one['after']}" for one in document["build"]},
        "toolchain": document["toolchain"],
    }
    return {key: value for key, value in found.items() if value}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace in its repository."""
    return begin(tmp_path_factory.mktemp("all") / "my répository")


def state(repository: Path) -> list[str]:
    """All that a diff might touch."""
    return [
        git(repository, *command.split())
        for command in ("status --porcelain --ignored", "for-each-ref", "worktree list", "reflog", "stash list")
    ] + [str(sorted(path.relative_to(repository) for path in (repository / ".git").rglob("*")))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_change(case: Case, folder: Path, tmp_path: Path) -> None:
    """The delta is exactly this; nothing of the repository is touched, nothing of it runs, nothing is left behind."""
    repository = folder.parent
    git(repository, "checkout", "--quiet", "--force", "--detach", "base")
    git(repository, "clean", "--quiet", "--force", "-d", "-x")
    case.change(folder)
    versions = ["base", commit_all(repository)] if case.is_committed else ["base"]
    git(repository, "status")
    before = state(repository)
    (tmp_path / "tmp").mkdir()
    options = ["--format", "json", "--offline", "--fail-on", case.level]
    trapped = tmp_path / "trapped"
    env = {"TMPDIR": str(tmp_path / "tmp"), "TRAPPED": str(trapped)}
    result = run("diff", *versions, *options, cwd=folder, env=env)
    assert (result.status, result.stderr) == (case.status, "")
    document = json.loads(result.stdout)
    assert delta(document) == case.delta
    assert document["changed"] == bool(case.delta)
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    assert str(tmp_path) not in result.stdout
    assert state(repository) == before
    assert not trapped.exists()
    assert list((tmp_path / "tmp").iterdir()) == []
