"""`cargo metadata` starts before anything is known: the guesses cost time where they are wrong, never the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cache import Cache
from auditor.cargo import process, questions
from auditor.cargo.questions import Questions
from auditor.cargo.session import open_session
from auditor.model.selection import Selection
from auditor.model.workspace import Workspace as Read
from auditor.project import Reading
from tests.builders import Workspace, environment

PLATFORMS = {"cfg(unix)": "here", "cfg(windows)": "elsewhere"}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The programs that are started, by their first arguments."""
    commands = []
    start = process.start

    def record(command: list[str], **options: object) -> process.Running:
        commands.append(f"{Path(command[0]).name} {command[1]}")
        return start(command, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(process, "start", record)
    return commands


def _project(folder: Path, resolver: str) -> Path:
    workspace = Workspace(resolver=resolver)
    for name in ("here", "elsewhere"):
        workspace.registry_package(name, lib="")
    tables = {platform: {"dependencies": {name: "1"}} for platform, name in PLATFORMS.items()}
    return workspace.package("app", main="fn main() {}", target=tables).write(folder)


def _read(root: Path, **selection: object) -> Read:
    """With the configuration of the sources as the user's own: a project's own is read before cargo is asked."""
    home = root / ".home"
    if not home.exists():
        (root / ".cargo").rename(home)
    session = open_session(root, environment(CARGO_HOME=str(home)))
    return Reading.start(Questions.ask(session, Selection(**selection))).finish(Cache(None)).workspace  # type: ignore[arg-type]


def _names(workspace: Read) -> set[str]:
    return {package.name for package in workspace.packages.values()}


def test_each_question_is_asked_once(tmp_path: Path, started: list[str]) -> None:
    assert _names(_read(_project(tmp_path, "2"))) == {"app", "here"}
    assert sorted(started) == ["cargo -V", "cargo metadata", "rustc -", "rustc -vV"]


def test_the_first_resolver_needs_all_platforms(tmp_path: Path, started: list[str]) -> None:
    assert _names(_read(_project(tmp_path, "1"))) == {"app", "here", "elsewhere"}
    assert started.count("cargo metadata") == 1


def test_targets_of_the_command_line_are_no_guess(tmp_path: Path, started: list[str]) -> None:
    found = _read(_project(tmp_path, "2"), targets=("x86_64-unknown-linux-gnu",))
    assert _names(found) == {"app", "here"}
    assert started.count("cargo metadata") == 1


@pytest.mark.parametrize("host", ["x86_64-pc-windows-msvc", "riscv99-unknown-nowhere"])
def test_another_host_is_asked_about_again(
    tmp_path: Path, started: list[str], monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(questions, "_likely_host", lambda: host)
    assert _names(_read(_project(tmp_path, "2"))) == {"app", "here"}
    assert started.count("cargo metadata") == 2


@pytest.mark.parametrize("resolver", ["1", "2"])
def test_a_resolver_that_words_hide_is_found_out(tmp_path: Path, started: list[str], resolver: str) -> None:
    root = _project(tmp_path, resolver)
    manifest = root / "Cargo.toml"
    misleading = {"1": 'resolver = "\\u0031"', "2": 'resolver = "2" # not "1"'}[resolver]
    words = manifest.read_text(encoding="utf-8")
    assert f'"resolver" = "{resolver}"' in words
    manifest.write_text(words.replace(f'"resolver" = "{resolver}"', misleading), encoding="utf-8")
    expected = {"1": {"app", "here", "elsewhere"}, "2": {"app", "here"}}[resolver]
    assert _names(_read(root)) == expected
    assert started.count("cargo metadata") == 2


def test_targets_of_the_configuration_are_found_out(tmp_path: Path, started: list[str]) -> None:
    root = _project(tmp_path, "2")
    configuration = ('build.target = "x86_64-pc-windows-gnu"',)
    assert _names(_read(root, config=configuration)) == {"app", "here", "elsewhere"}
    assert started.count("cargo metadata") == 2


def test_cfg_of_rustflags_is_none_of_the_host(tmp_path: Path) -> None:
    """With `--target` the rustflags are none of the host's, of which metadata knows nothing."""
    root = (
        Workspace()
        .package("named", lib="")
        .package(
            "app", proc_macro=True, lib="", target={"cfg(not(x1))": {"dependencies": {"named": {"path": "../named"}}}}
        )
        .write(tmp_path)
    )
    session = open_session(root, environment(RUSTFLAGS="--cfg x1"))
    selection = Selection(targets=("x86_64-unknown-linux-gnu",))
    read = Reading.start(Questions.ask(session, selection)).finish(Cache(None)).workspace
    app = next(package for package in read.packages.values() if package.name == "app")
    assert [read.packages[dependency.package_id].name for dependency in read.resolve[app.id]] == ["named"]
