"""What users trip over, from the workspace as they have it to the answer; the real cargo fails as it says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.builders import Workspace, environment
from tests.cli.invocation import run
from tests.why.asking import F


def _answer(project: Path, *arguments: str) -> str:
    """The text, each paragraph on one line."""
    result = run("why", *arguments, "--as-configured", cwd=project)
    assert (result.status, result.stderr) == (0, "")
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    return " ".join(result.stdout.split())


def _build(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["cargo", "build", "--offline", *options]
    return subprocess.run(command, cwd=project, env=environment(), capture_output=True, text=True, check=False)


def _third_party(crate_type: list[str]) -> Workspace:
    """A program that reaches a library of the registry, with a shared form that nobody here uses, by way of `geo`."""
    return (
        Workspace()
        .registry_package("maxminddb", crate_type=crate_type, lib=F)
        .package("geo", deps={"maxminddb": "1"}, lib="pub fn f() -> u32 { maxminddb::f() }")
        .package("app", deps=["geo"], main='fn main() { println!("{}", geo::f()); }')
        .profile("release", panic="abort")
    )


@pytest.mark.oracle
def test_who_declares_the_dylib_that_cannot_abort(tmp_path: Path) -> None:
    """`panic = "abort"` fails although the program would have used the rlib: which crate, which line."""
    project = _third_party(["lib", "dylib"]).write(tmp_path / "project")
    built = _build(project, "--release", "-p", "app")
    assert "`panic_unwind` is not compiled with this crate's panic strategy `abort`" in built.stderr
    line = _line(project / "vendor/maxminddb/Cargo.toml", "crate-type")
    said = _answer(project, "maxminddb", "--release", "-p", "app")
    assert f'The dylib of `maxminddb` (vendor/maxminddb/Cargo.toml:{line}) cannot be linked: panic = "abort"' in said
    assert "`maxminddb` would be linked statically into binary app, because nothing there asks for its dylib" in said
    assert f'types `crate-type = ["lib", "dylib"]` (vendor/maxminddb/Cargo.toml:{line}): an rlib and a dylib' in said
    assert "flag `-C prefer-dynamic` (from Cargo itself, as for every dylib that is only a dependency)" in said
    assert 'panic `panic = "abort"` (`profile.release.panic` in Cargo.toml:' in said
    assert "blocked waits for `maxminddb` (dylib), which fails" in said


def test_what_brings_a_third_party_cdylib_in(tmp_path: Path) -> None:
    project = _third_party(["lib", "cdylib"]).write(tmp_path / "project")
    said = _answer(project, "maxminddb", "-p", "app")
    first, second = (_line(project / name / "Cargo.toml", start) for name, start in (("app", "geo"), ("geo", "max")))
    assert "cdylib maxminddb 1.0.0: the crate itself" in said
    assert f"path app → geo (app/Cargo.toml:{first}) → maxminddb (geo/Cargo.toml:{second})" in said
    assert "rule Cargo builds every crate type that a library declares, needed or not" in said
    assert said.startswith("`maxminddb` is linked statically into binary app, because it is only an rlib.")


@pytest.mark.oracle
def test_both_ways_to_a_crate_that_appears_twice(tmp_path: Path) -> None:
    project = (
        Workspace()
        .package("c", lib=F)
        .package("d1", crate_type=["dylib"], deps=["c"], lib="pub fn f() -> u32 { c::f() }")
        .package("d2", crate_type=["dylib"], deps=["c"], lib="pub fn f() -> u32 { c::f() }")
        .package("app", deps=["d1", "d2"], main="fn main() { d1::f(); d2::f(); }")
        .write(tmp_path / "project")
    )
    assert "cannot satisfy dependencies so `c` only shows up once" in _build(project, "-p", "app").stderr
    said = _answer(project, "c", "-p", "app")
    assert "`c` would be in binary app more than once, inside libd1.so and inside libd2.so" in said
    for name in ("d1", "d2"):
        types, below = (_line(project / name / "Cargo.toml", start) for start in ("crate-type", "c ="))
        above = _line(project / "app/Cargo.toml", name)
        way = f"app → {name} (app/Cargo.toml:{above}) → c ({name}/Cargo.toml:{below})"
        assert f"inside lib{name}.so (a dylib by {name}/Cargo.toml:{types}): {way}" in said
    assert "rule `c` has no dylib, so each dylib that uses it contains a copy" in said


@pytest.mark.oracle
def test_std_twice_from_a_plain_build(tmp_path: Path) -> None:
    """`-p app` works and a plain build does not: the selected dylib contains std, and why it does."""
    project = (
        Workspace()
        .package("eng", crate_type=["dylib"], lib=F)
        .package("app", deps=["eng"], main="fn main() { eng::f(); }")
        .write(tmp_path / "project")
    )
    assert "so `std` only shows up once" in _build(project).stderr
    said = _answer(project, "std")
    assert "`std` would be in binary app more than once, in its own libstd-" in said
    assert "Cargo adds it to dylibs that are only dependencies, and `eng` is selected" in said
    alone = _answer(project, "std", "-p", "app")
    assert alone.startswith("`std` is linked dynamically into")
    assert "more than once" not in alone


def _line(manifest: Path, start: str) -> int:
    lines = manifest.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.replace('"', "").startswith(start))
