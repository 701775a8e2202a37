"""Which commands are shown, which are one, and what is said of those that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cargo import process
from auditor.cli import cargo_command
from auditor.errors import AuditorError
from auditor.matrix.model import Given, Matrix
from auditor.matrix.telling import notes
from auditor.model.selection import Command, Mode, Selection
from tests.builders import Workspace
from tests.matrix.workspaces import HOST, engine, matrix

MAIN = "fn main() {}"


def titles(found: Matrix) -> list[str]:
    return [one.title.removeprefix("cargo ") for one in found.columns]


def many(number: int) -> Workspace:
    workspace = Workspace()
    for one in range(number):
        workspace.package(f"app{one}", main=MAIN)
    return workspace


def test_of_a_lone_package(tmp_path: Path) -> None:
    """There is no workspace to speak of, and `-p` would be the same."""
    found = matrix(Workspace().package("app", main=MAIN, is_root=True), tmp_path)
    assert titles(found) == [
        "build", "build --release", "build --all-targets", f"build --target {HOST}", "test", "install --path .",
    ]  # fmt: skip


def test_what_comes_to_the_same_is_one(tmp_path: Path) -> None:
    """In a virtual workspace plain `cargo build` builds all; with a root package it does not."""
    found = matrix(engine(), tmp_path / "virtual")
    assert found.columns[0].also == ("cargo build --workspace",)
    assert "build --workspace" not in titles(found)
    rooted = Workspace().package("eng", lib="pub fn f() {}").package("app", deps=["eng"], main=MAIN, is_root=True)
    found = matrix(rooted, tmp_path / "rooted")
    assert found.columns[0].also == ("cargo build -p app",)
    assert "build --workspace" in titles(found)


def test_of_many_packages_a_few(tmp_path: Path) -> None:
    project = many(7).write(tmp_path)
    found = matrix(project, tmp_path)
    assert [title for title in titles(found) if title.startswith("build -p")] == [f"build -p app{n}" for n in range(4)]
    assert found.without_columns == ("app4", "app5", "app6")
    assert any("3 more packages" in note for note in notes(found))
    every = matrix(project, tmp_path, lists_all=True)
    assert "install --path app6" in titles(every)
    assert every.without_columns == ()
    one = matrix(project, tmp_path, packages=["app5"])
    assert [title for title in titles(one) if "app" in title] == ["build -p app5", "install --path app5"]


@pytest.mark.parametrize(("name", "says"), [("nobody", "matches"), ("eng", "has no binary")])
def test_a_package_that_gets_no_commands(name: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match=says):
        matrix(engine(), tmp_path, packages=[name])


def test_named_commands_are_the_only_ones(tmp_path: Path) -> None:
    found = matrix(engine(), tmp_path, commands=["build -p app", "cargo test -p eng -- --nocapture", "bench -p eng"])
    assert titles(found) == ["build -p app", "test -p eng -- --nocapture", "bench -p eng"]
    assert {one.given for one in found.columns} == {Given.OPTION}
    assert [one.directory for one in found.columns] == ["debug", "debug", "release"]


def test_the_policy_adds_commands(tmp_path: Path) -> None:
    workspace = engine().file("dynaudit.toml", 'matrix = ["build --release -p app", "test -p eng"]\n')
    found = matrix(workspace, tmp_path)
    assert [one.title for one in found.columns if one.given is Given.POLICY] == [
        "cargo build --release -p app", "cargo test -p eng",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("build -p nobody", "`matrix`: no package matches `-p nobody`"),
        ("biuld", "`matrix`: `biuld` is no command of Cargo"),
        ("run -p app", "`matrix`: `run` is no command that can be shown here"),
        ("test --bin nothing", "`matrix`: no bin target named `nothing`"),
        ("build --nonsense", "unexpected argument `--nonsense`"),
        ("install", "`install` without --path"),
        ("install --path nowhere", "`matrix`"),
        ("build 'x", "cannot be read"),
    ],
)
def test_a_bad_command_of_the_policy_is_told_with_its_line(text: str, says: str, tmp_path: Path) -> None:
    policy = f'fail-on = "never"\nmatrix = [\n  "build",\n  "{text}",\n]\n'
    with pytest.raises(AuditorError) as caught:
        matrix(engine().file("dynaudit.toml", policy), tmp_path)
    assert says in caught.value.message
    assert (caught.value.path, caught.value.line) == (tmp_path / "dynaudit.toml", 4)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("bench --release", "`cargo bench` has no --release"),
        ("install --path app -p app", "`cargo install` has no -p"),
        ("install --path app --release", "`cargo install` has no --release"),
        ("install --path app --debug --profile x", "cannot be used with"),
        ("test it", "unexpected argument `it`"),
        ("+nightly build", "names a toolchain"),
        ("", "no command of Cargo"),
        ("build --no-run", "unexpected argument `--no-run`"),
    ],
)
def test_what_cargo_does_not_know(text: str, says: str) -> None:
    with pytest.raises(AuditorError, match=says.replace("+", "\\+")) as caught:
        cargo_command.parse(text, Selection())
    assert caught.value.hint


def test_a_command_with_the_options_of_all() -> None:
    base = Selection(features=("a",), locked=True, config=("k=1",), manifest_path=Path("x/Cargo.toml"))
    selection = cargo_command.parse("t --workspace -F b --config l=2", base)
    assert selection == Selection(
        command=Command.TEST, workspace=True, features=("a", "b"), config=("k=1", "l=2"), locked=True,
        manifest_path=Path("x/Cargo.toml"),
    )  # fmt: skip
    installed = cargo_command.parse("install --path app --debug", base)
    assert (installed.manifest_path, installed.profile) == (Path("app/Cargo.toml"), "dev")


def test_a_usual_command_that_cargo_refuses_is_a_column(tmp_path: Path) -> None:
    """`-F x` is a feature of one package, and no other has it."""
    workspace = many(2).package("app0", main=MAIN, features={"x": []})
    found = matrix(workspace, tmp_path, base=Selection(features=("x",)))
    refused = {one.title: one.problem for one in found.columns if one.evidence is None}
    assert list(refused) == ["cargo build -p app1", "cargo install --path app1"]
    assert "has the feature x" in str(refused["cargo build -p app1"])
    assert found.fails


def test_cargo_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All usual commands, `--target` and `install --path` among them, from one `cargo metadata`."""
    asked: list[str] = []
    start = process.start

    def counted(command: list[str], **options: object) -> process.Running:
        asked.append(" ".join(command))
        return start(command, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(process, "start", counted)
    found = matrix(engine(), tmp_path)
    assert len(found.columns) == 7
    assert sum(" metadata " in command for command in asked) == 1
    assert len(asked) <= 8


def test_another_configuration_is_another_reading(tmp_path: Path) -> None:
    """`cargo install` takes its configuration from the folder that it installs from."""
    workspace = engine().config('[build]\nrustflags = ["-C", "prefer-dynamic"]\n', "app")
    found = matrix(workspace, tmp_path)
    flags = {one.title: one.evidence.rustflags.flags for one in found.columns if one.evidence is not None}
    assert flags["cargo build"] == ()
    assert flags["cargo install --path app"] == ("-C", "prefer-dynamic")


def test_an_installation_passes_the_lock_file_over(tmp_path: Path) -> None:
    """Where there are dependencies of which others may be taken, and nothing says `--locked`."""
    workspace = (
        Workspace()
        .registry_package("x", lib="pub fn f() {}")
        .package("app", deps={"x": "1"}, main="fn main() { x::f(); }")
    )
    project = workspace.write(tmp_path)
    assert any(note.startswith("Without `--locked`") for note in notes(matrix(project, tmp_path)))
    assert not any("--locked" in note for note in notes(matrix(project, tmp_path, base=Selection(locked=True))))
    assert not any("--locked" in note for note in notes(matrix(engine(), tmp_path / "own")))


def test_the_mode_is_one_for_all(tmp_path: Path) -> None:
    project = engine().write(tmp_path)
    assumed = matrix(project, tmp_path, None)
    assert (assumed.mode, assumed.fails) == (Mode.PREFER_DYNAMIC, False)
    failing = [assumed.columns[number].title for number in assumed.fails_as_configured]
    assert "cargo build" in failing
    assert "cargo build -p app" not in failing
    assert any("`cargo dynaudit matrix --as-configured` shows why" in note for note in notes(assumed))
    configured = matrix(project, tmp_path, None, RUSTFLAGS="-C prefer-dynamic")
    assert (configured.mode, configured.fails_as_configured) == (Mode.AS_CONFIGURED, ())
