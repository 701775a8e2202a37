"""`verify --save-case`: all that a maintainer needs, and no secret."""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders import Workspace
from tests.cli.verifying import meddling, verify

SECRET = "hunter2"


def test_a_case_holds_no_secret(tmp_path: Path, temporary: Path) -> None:
    root = (
        Workspace()
        .package(
            "app",
            main=f"fn main() {{ /* {SECRET} */ }}",
            package={"metadata": {"key": SECRET}, "description": SECRET, "authors": [SECRET]},
            badges={"x": {"y": SECRET}},
        )
        .config(
            f'[build]\nrustflags = ["--cfg", "shown"]\n[registries.own]\ntoken = "{SECRET}"\n'
            f'index = "sparse+https://user:{SECRET}@example.org/"\n[env]\nKEY = "{SECRET}"\n# {SECRET}\n'
            f'[http]\nproxy = "http://{SECRET}.invalid"\n'
        )
        .write(tmp_path / "project")
    )
    variables = {"CARGO_REGISTRY_TOKEN": SECRET, "MY_PASSWORD": SECRET, "CARGO_PROFILE_DEV_DEBUG": "0"}
    case = tmp_path / "case"
    result = verify("--save-case", str(case), cwd=root, temporary=temporary, **variables)
    assert result.status == 0
    files = [path for path in case.rglob("*") if path.is_file()]
    assert files
    assert [path.name for path in files if SECRET in path.read_text(encoding="utf-8")] == []
    assert not any(path.suffix == ".rs" for path in files)
    environment = json.loads((case / "environment.json").read_text())
    assert environment["CARGO_REGISTRY_TOKEN"] == "(left out)"
    assert environment["CARGO_PROFILE_DEV_DEBUG"] == "0"
    assert "MY_PASSWORD" not in environment
    assert '"shown"' in (case / "configuration/0.toml").read_text(encoding="utf-8")


def test_a_case_of_a_build_that_fails_holds_no_secret(tmp_path: Path, temporary: Path) -> None:
    prints = f'println!("cargo:warning={SECRET}"); eprintln!("{SECRET}"); panic!("{SECRET}")'
    root = (
        Workspace()
        .package("app", main=f'compile_error!("{SECRET}"); fn main() {{ let {SECRET}: u32 = ""; }}')
        .package("script", main="fn main() {}", build=f"fn main() {{ {prints} }}")
        .config(
            f'[target.x86_64-unknown-linux-gnu]\nrunner = "{SECRET}"\nlinker = "cc"\n'
            f'[target.x86_64-unknown-linux-gnu.z]\nrustc-env = {{ KEY = "{SECRET}" }}\n'
            f'rustc-link-search = ["{SECRET}"]\n[build]\nrustdocflags = ["{SECRET}"]\n'
            f'[env]\nCARGO_BUILD_TOKEN = "{SECRET}"\nCARGO_HOST_KEY = {{ value = "{SECRET}" }}\n'
        )
        .write(tmp_path / "project")
    )
    secret = {f"CARGO_{name}": SECRET for name in ("BUILD_TOKEN", "HOST_SECRET", "UNSTABLE_KEY", "RESOLVER_KEY",
                                                   "PROFILE_KEY", "PROFILE_DEV_KEY")}  # fmt: skip
    case = tmp_path / "case"
    option = f'http.proxy="{SECRET}"'
    result = verify(
        "--config",
        option,
        "--config",
        "build.incremental=false",
        "--save-case",
        str(case),
        cwd=root,
        temporary=temporary,
        **secret,
    )
    assert result.status == 2, result.stderr
    files = [path for path in case.rglob("*") if path.is_file()]
    assert [path.name for path in files if SECRET in path.read_text(encoding="utf-8")] == []
    failure = json.loads((case / "verification.json").read_text())["failure"].splitlines()
    assert {"error", "error[E0308]", "error: could not compile", "error: failed to run custom build command"} >= {
        *failure
    }
    assert "error: failed to run custom build command" in failure
    assert "incremental = false" in (case / "configuration/argument-1.toml").read_text()
    assert 'linker = "cc"' in (case / "configuration/0.toml").read_text(encoding="utf-8")


def test_a_case_that_cannot_be_written(hello: Path, temporary: Path) -> None:
    (hello / "file").touch()
    result = verify("--save-case", "file/case", cwd=hello, temporary=temporary)
    assert result.status == 2
    assert "error: file/case: cannot write the case: " in result.stderr
    assert list(temporary.iterdir()) == []
    result = verify("--save-case", ".", cwd=hello, temporary=temporary)
    assert (result.status, result.stdout) == (2, "")
    assert "error: .: the folder for the case is not empty" in result.stderr


def test_the_verdict_is_told_even_if_its_case_is_lost(hello: Path, temporary: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    cargo = meddling(tmp_path, f'rmdir "{case}" && touch "{case}"')
    result = verify("--save-case", str(case), cwd=hello, temporary=temporary, CARGO=cargo)
    assert (result.status, result.stdout[:17]) == (2, "All as predicted:")
    assert "cannot write the case: " in result.stderr
