"""Names that no file can have: on the command line they are refused in one message, in a project they are not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor import there
from tests.builders import Workspace
from tests.cli.invocation import CHECKOUT, run
from tests.cli.test_bad_input import assert_refused

LONG = "n" * 300


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("audit", "--manifest-path", LONG), "no such manifest"),
        (("audit", "--manifest-path", f"{LONG}/Cargo.toml"), "no such manifest"),
        (("audit", "--baseline", LONG), "cannot read the report"),
        (("audit", "--format", f"json={LONG}"), "cannot write the report"),
        (("audit", "-o", f"{LONG}/x"), "cannot write the report"),
        (("audit", "-o", "loop"), None),
        (("audit", "--config", LONG), f"--config {LONG}"),
        (("diff", LONG), LONG),
        (("diff", f"./{LONG}", f"./{LONG}"), LONG),
        (("verify", "-o", ""), "the name is empty"),
        (("audit", "-o", ""), "the name is empty"),
        (("audit", "--baseline", ""), "the name is empty"),
        (("audit", "--manifest-path="), "the name is empty"),
    ],
    ids=lambda one: " ".join(one).replace(LONG, "LONG") if isinstance(one, tuple) else "",
)
def test_on_the_command_line(arguments: tuple[str, ...], says: str | None, hello: Path) -> None:
    (hello / "loop").symlink_to("loop")
    result = run(*arguments, cwd=hello)
    if says is None:
        assert (result.status, result.stderr) == (0, "")
    else:
        assert_refused(result, (says,))


def test_the_longest_name_is_written(hello: Path) -> None:
    name = "n" * 255
    assert run("audit", "-o", name, cwd=hello).status == 0
    assert (hello / name).read_text(encoding="utf-8")


def test_variables(hello: Path) -> None:
    result = run("audit", cwd=hello, env={"CARGO_DYNAUDIT_CACHE": f"{hello}/{LONG}", "GITHUB_WORKSPACE": f"/{LONG}"})
    assert (result.status, result.stderr) == (0, "")


def test_in_a_project(tmp_path: Path) -> None:
    """Names of a library, of its modules, of what its macros and attributes name."""
    name = "n" * 10_000
    source = (
        f'mod {LONG}; automod::dir!("src/{LONG}"); include!("{LONG}.rs"); #[path = "{LONG}.rs"] mod b; pub fn f() {{}}'
    )
    workspace = Workspace().package(
        "a", lib=source, crate_type=["dylib"], lib_table={"name": name}, deps=["automod"], is_root=True
    )
    workspace.package("automod", lib="#[macro_export] macro_rules! dir { ($_:expr) => {} }")
    result = run("audit", "--as-configured", cwd=workspace.write(tmp_path))
    assert (result.status, result.stderr) == (0, "")


def test_a_target_that_cannot_be_there(hello: Path) -> None:
    manifest = hello / "Cargo.toml"
    manifest.write_text(f'{manifest.read_text()}\n[[bin]]\nname = "b"\npath = "{LONG}.rs"\n', encoding="utf-8")
    assert_refused(run("audit", cwd=hello), (LONG,))


def test_nothing_is_raised(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for name in (LONG, "loop", f"{LONG}/x", "a\0b"):
        path = tmp_path / name
        assert (there.exists(path), there.is_file(path), there.is_dir(path)) == (False, False, False)
    assert there.exists(tmp_path)
    assert there.is_dir(tmp_path)


def test_only_what_never_raises_is_asked() -> None:
    asked = re.compile(r"\b(?!there\b|entry\b)\w+\)*\.(?:exists|is_file|is_dir)\(")
    sources = [path for path in (CHECKOUT / "auditor").rglob("*.py") if path.name != "there.py"]
    assert [path for path in sources if asked.search(path.read_text(encoding="utf-8"))] == []
