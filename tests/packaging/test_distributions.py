"""The wheel and the source distribution: what is in them, and that an installed wheel works anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from auditor import __version__
from auditor.documents import template
from tests.cli.invocation import CHECKOUT, TIME_LIMIT, surroundings
from tests.reports import workspaces

NAME = f"cargo_dynaudit-{__version__}"
METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE-APACHE", "licenses/LICENSE-MIT"}


def build(checkout: Path, folder: Path) -> None:
    """Make the source distribution and the wheel of a checkout."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)],
        cwd=checkout,
        check=True,
        capture_output=True,
        timeout=TIME_LIMIT,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build(CHECKOUT, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return built / f"{NAME}-py3-none-any.whl"


def names_in(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def files_below(folder: str) -> set[str]:
    """The files of a folder of the checkout that belong into distributions."""
    return {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    templates = {f"auditor/{name}" for name in files_below("templates")}
    metadata = {f"{NAME}.dist-info/{name}" for name in METADATA}
    assert templates
    assert names_in(wheel) == files_below("auditor") | templates | metadata


def test_wheel_says_what_it_is(wheel: Path) -> None:
    metadata = zipfile.ZipFile(wheel).read(f"{NAME}.dist-info/METADATA").decode()
    fields = [line for line in metadata.partition("\n\n")[0].splitlines() if ": " in line]
    assert f"Version: {__version__}" in fields
    assert "Requires-Python: >=3.11" in fields
    assert "License-Expression: MIT OR Apache-2.0" in fields
    assert {"License-File: LICENSE-MIT", "License-File: LICENSE-APACHE"} <= set(fields)


def test_source_distribution_makes_the_same_wheel(built: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(built / f"{NAME}.tar.gz") as archive:
        tops = {name.split("/")[1] for name in archive.getnames()}
        archive.extractall(tmp_path, filter="data")
    assert tops >= {"auditor", "templates", "tests", "sample_crates", "README.md", "CHANGELOG.md", "pyproject.toml"}
    assert not tops & {".git", ".venv", "target", ".mypy_cache", ".ruff_cache"}
    build(tmp_path / NAME, tmp_path / "again")
    assert names_in(tmp_path / "again" / wheel.name) == names_in(wheel)


def install(wheel: Path, folder: Path) -> Path:
    """The folder of the programs of a fresh environment with the wheel, its dependencies found by pip."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    command = [programs / "python", "-m", "pip", "install", "--quiet", str(wheel)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return programs


def output_of(command: list[str | Path], cwd: Path, status: int = 0) -> str:
    """What an installed program prints; the checkout is not on its path."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=surroundings({"PYTHONPATH": None}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (status, "")
    return done.stdout


def test_installed_wheel_works_anywhere(wheel: Path, tmp_path: Path) -> None:
    installed = install(wheel, tmp_path / "venv")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    check_console_script(installed / "cargo-dynaudit", workspaces.shared().write(tmp_path / "project"), elsewhere)
    check_templates(installed, elsewhere)


def check_console_script(program: Path, project: Path, cwd: Path) -> None:
    manifest = str(project / "Cargo.toml")
    assert output_of([program, "--version"], cwd) == f"cargo-dynaudit {__version__}\n"
    text = output_of([program, "audit", "--as-configured", "--manifest-path", manifest], cwd, status=1)
    assert text.startswith("1 of 2 artifacts would fail to link: std would be linked twice.\n")
    document = json.loads(output_of([program, "audit", "--format", "json", "--manifest-path", manifest], cwd))
    assert [artifact["outcome"] for artifact in document["artifacts"]] == ["links", "links"]
    assert json.loads(output_of([program, "schema"], cwd))["title"]
    assert output_of([program, "explain", "duplicate-crate"], cwd).startswith("duplicate-crate")


def check_templates(installed: Path, cwd: Path) -> None:
    """Every template of the checkout is found in the installed wheel, and is the same."""
    folder = CHECKOUT / "templates"
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.jinja"))
    code = (
        "import json, sys\n"
        "from auditor.documents import template\n"
        "print(json.dumps({name: template(name).filename for name in sys.argv[1:]}))"
    )
    found = json.loads(output_of([installed / "python", "-c", code, *names], cwd))
    assert sorted(found) == names
    for name, place in found.items():
        assert Path(place).is_relative_to(installed.parent)
        assert Path(place).read_text(encoding="utf-8") == (folder / name).read_text(encoding="utf-8")
        assert template(name).filename == str(folder / name)
