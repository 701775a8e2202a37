"""What `cargo run`, `cargo test` and the toolchain's own folder show: what no recorded build can."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.builders import Workspace, environment
from tests.oracle.cases.matrix import one_package, with_test
from tests.oracle.cases.sources import PREFER_DYNAMIC, engine, with_lto

pytestmark = pytest.mark.oracle


def cargo(arguments: str, directory: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["cargo", *arguments.split()], cwd=directory, env=environment(**variables), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_a_program_with_a_dylib_runs_and_is_tested(tmp_path: Path) -> None:
    project = with_test(["dylib"]).write(tmp_path)
    assert cargo("run -p app", project).returncode == 0
    assert cargo("test -p app", project).returncode == 0
    assert cargo("test --workspace --target-dir other", project).returncode != 0
    assert cargo("test --workspace", project, **PREFER_DYNAMIC).returncode == 0


def test_cargo_s_own_flag_makes_nothing_stale(tmp_path: Path) -> None:
    """A dylib that was built as a dependency serves as one that is selected, and the other way round."""
    project = with_test(["dylib"]).write(tmp_path)
    assert cargo("build -p app --target-dir one", project).returncode == 0
    assert cargo("build --workspace --target-dir one", project).returncode == 0
    assert cargo("build --workspace --target-dir two", project).returncode != 0
    assert cargo("build -p app --target-dir two", project).returncode != 0


def test_lto_over_a_dylib_runs(tmp_path: Path) -> None:
    assert cargo("run -p app", with_lto(engine(["dylib"])).write(tmp_path)).returncode == 0


def test_lto_and_prefer_dynamic_are_no_matter_to_check(tmp_path: Path) -> None:
    project = with_lto(engine(None)).write(tmp_path)
    assert cargo("check", project, **PREFER_DYNAMIC).returncode == 0
    assert cargo("build", project, **PREFER_DYNAMIC).returncode != 0


def with_doc_test(crate_type: list[str]) -> Workspace:
    workspace = one_package(crate_type)
    workspace.packages["eng"].files["src/lib.rs"] = "/// ```\n/// eng::f();\n/// ```\npub fn f() {}"
    return workspace


def test_a_dylib_and_its_bin_in_one_package(tmp_path: Path) -> None:
    project = one_package(["dylib"]).write(tmp_path)
    assert cargo("test --lib", project).returncode == 0
    assert cargo("test", project).returncode != 0
    assert cargo("test", project, **PREFER_DYNAMIC).returncode == 0


def test_doc_tests_fail_with_prefer_dynamic(tmp_path: Path) -> None:
    project = with_doc_test(["rlib", "dylib"]).write(tmp_path)
    assert cargo("test", project).returncode == 0
    flags = PREFER_DYNAMIC["RUSTFLAGS"]
    failed = cargo("test", project, RUSTFLAGS=flags, RUSTDOCFLAGS=flags)
    assert failed.returncode != 0
    assert "Doc-tests" in failed.stderr


def test_the_toolchain_has_one_dynamic_library() -> None:
    command = ["rustc", "--print", "target-libdir"]
    folder = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60, check=True).stdout
    (library,) = Path(folder.strip()).glob("*.so")
    assert library.name.startswith("libstd-")
