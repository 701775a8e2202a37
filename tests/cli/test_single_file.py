"""`audit FILE`: the command line, what is refused, and what is said beside the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.schema import report_schema
from tests.builders import Workspace
from tests.cli.invocation import run

MAIN = "fn main() {}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.rs").write_text(MAIN)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("main.rs -p app", "`--package` is an option of Cargo's, and main.rs is compiled by rustc itself"),
        ("main.rs --release", "give rustc `-O`: `-- -O`"),
        ("main.rs --manifest-path Cargo.toml", "`--manifest-path` is an option of Cargo's"),
        ("main.rs -C lto", "the options of rustc go behind `--`"),
        ("main.rs -- other.rs", "two files are named: `main.rs` and, for rustc, `other.rs`"),
        ("-- -C lto", "no file is named for rustc's options"),
        ("main.rs -- --no-such", "rustc has no option `--no-such`"),
        ("main.rs -- -C", "rustc's option `-C` has no value"),
        ("main.rs -- -C lto=sometimes", "incorrect value `sometimes`"),
        ("main.rs -- --crate-name a-b", "invalid character '-' in crate name"),
        ("main.rs -- --print=cfg", "with `--print` rustc compiles nothing"),
        ("main.rs -- --emit=obj,metadata", "with `--emit obj,metadata` rustc links nothing"),
        ("main.rs -- rustc +nightly -O", "cargo +nightly dynaudit audit"),
        ("main.rs -- --extern a=liba.rlib @options", "`@options` cannot be read"),
        ("no.rs", "no.rs: there is no such file"),
        ("folder", "folder: this is a folder, not a Rust file"),
        ("Cargo.toml", "--manifest-path Cargo.toml"),
        ("-", "standard input cannot be audited"),
        ("bytes.rs", "bytes.rs:2: the file is not valid UTF-8"),
        ("empty.rs", "the file is empty"),
        ("pipe.rs", "pipe.rs: this is no plain file"),
        ("unknown.rs", "unknown.rs:2: rustc knows no crate type `program`"),
        ("script.rs -- -O", "the file has a frontmatter"),
        ("script.rs -p app", "script.rs is a package itself"),
    ],
)
def test_refused(folder: Path, arguments: str, says: str) -> None:
    """One message, exit code 2, nothing on standard output."""
    (folder / "folder").mkdir()
    (folder / "Cargo.toml").write_text("")
    (folder / "bytes.rs").write_bytes(b"fn main() {}\n// \xff\n")
    (folder / "empty.rs").write_text(" \n")
    (folder / "unknown.rs").write_text('//! A file.\n#![crate_type = "program"]\n')
    (folder / "script.rs").write_text(f"---\n[package]\n---\n{MAIN}")
    (folder / "pipe.rs").symlink_to("/dev/null")
    result = run("audit", *arguments.split(), cwd=folder)
    assert (result.status, result.stdout) == (2, "")
    assert says in result.stderr
    assert result.stderr.startswith("error: ")


def test_a_name_that_no_option_uses(folder: Path) -> None:
    """A library is only looked at if the file names it, as by rustc."""
    arguments = ("audit", "main.rs", "--as-configured", "--", "--extern", "a=no/liba.rlib")
    assert run(*arguments, cwd=folder).status == 0
    (folder / "main.rs").write_text("extern crate a;\nfn main() {}")
    result = run(*arguments, cwd=folder)
    assert result.status == 2
    assert "no/liba.rlib: there is no such library" in result.stderr
    (folder / "main.rs").write_text("extern crate gone;\nfn main() {}")
    assert "rustc would not find the crate `gone`" in run(*arguments, cwd=folder).stderr


def test_the_command_may_be_copied(folder: Path) -> None:
    (folder / "my options").write_text("-C\npanic=abort\n")
    (folder / "ü b.rs").write_text(MAIN)
    result = run("audit", "--", "rustc", "-Cprefer-dynamic", "@my options", "./ü b.rs", "--crate-name=x", cwd=folder)
    assert result.status == 1
    assert "rustc -C prefer-dynamic -C panic=abort --crate-name=x 'ü b.rs'" in result.stdout.replace(
        "\n           ", " "
    )
    assert "error[panic-runtime]" in result.stdout


@pytest.mark.parametrize("name", ["html", "markdown", "sarif", "github", "codeclimate"])
def test_every_format(folder: Path, name: str) -> None:
    result = run("audit", "main.rs", f"--format={name}", "--", "-Cprefer-dynamic", "-Clto", cwd=folder)
    assert result.status == 1
    assert "lto-prefer-dynamic" in result.stdout
    assert "main.rs" in result.stdout


def test_json_keeps_the_schema(folder: Path) -> None:
    import jsonschema

    result = run("audit", "main.rs", "--units", "--format=json", "--", "--crate-type=cdylib", cwd=folder)
    report = json.loads(result.stdout)
    jsonschema.validate(report, json.loads(report_schema()))
    assert report["build"]["profile"] == "rustc"
    assert report["build"]["rustflags"] == ["--crate-type=cdylib", "-C", "prefer-dynamic"]
    (artifact,) = report["artifacts"]
    assert artifact["package_id"] == f"path+file://{folder / 'main.rs'}#main"
    assert (artifact["crate_type"], artifact["target_kind"]) == ("cdylib", "lib")
    assert len(report["units"]) == 1


def test_configuration_does_not_count(folder: Path) -> None:
    """rustc reads neither RUSTFLAGS nor Cargo's files; the audit says where a user may expect it."""
    (folder / ".cargo").mkdir()
    (folder / ".cargo/config.toml").write_text('[build]\nrustflags = ["-C", "prefer-dynamic"]\n')
    arguments = ("audit", "main.rs", "--as-configured", "--format=json")
    for variables, file, line in (({}, ".cargo/config.toml", 2), ({"RUSTFLAGS": "-Cprefer-dynamic"}, "main.rs", None)):
        report = json.loads(run(*arguments, cwd=folder, env=variables).stdout)
        (finding,) = report["findings"]
        assert (finding["rule"], finding["location"]) == ("config-ignored", {"file": file, "line": line})
        assert report["artifacts"][0]["needed"] == []
    given = json.loads(run(*arguments, "--", "-Cprefer-dynamic", cwd=folder).stdout)
    assert [finding["rule"] for finding in given["findings"]] == ["libstd-not-found-at-run-time"]


def test_a_target_of_a_package(tmp_path: Path) -> None:
    """It is still about rustc; a note names the command for Cargo's build. A module is no target."""
    root = Workspace().package("app", main="mod x;\nfn main() {}", files={"src/x.rs": ""}).write(tmp_path / "a b")
    result = run("audit", "main.rs", cwd=root / "app/src")
    assert result.status == 0
    assert result.stderr.startswith("note: main.rs is the bin target `app` of the package `app`")
    assert result.stderr.endswith(f"audit --manifest-path '{root}/app/Cargo.toml' --bin app\n")
    assert run("audit", "x.rs", "--", "--crate-type=lib", cwd=root / "app/src").stderr == ""


def test_what_lies_beside_it_is_not_read(folder: Path) -> None:
    """Only modules of the file are: its folder may be anybody's home."""
    (folder / "main.rs").write_text("mod inner;\nfn main() { inner::f!(); }")
    (folder / "inner.rs").write_text("macro_rules! f { () => {} }\npub(crate) use f;")
    (folder / "other.rs").symlink_to("/proc/self/mem")
    (folder / "sub").mkdir()
    result = run("audit", "main.rs", "--format=json", cwd=folder)
    assert json.loads(result.stdout)["artifacts"][0]["confidence"] == "certain"
