"""What is remembered between audits: the same answers, nothing stale, and no harm from a damaged or locked file."""

from __future__ import annotations

import os
import sqlite3
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from auditor import audit, prediction
from auditor.cache import Cache, open_cache
from auditor.errors import AuditorError
from auditor.model.linkage import Artifact
from auditor.model.selection import Mode, Selection
from auditor.project import Reading
from auditor.sources import reading
from tests.builders import Workspace, environment


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A program that names one of its two dependencies."""
    return (
        Workspace()
        .package("a", lib="pub fn f() {}")
        .package("b", lib="pub fn f() {}")
        .package("app", deps=["a", "b"], main="mod part; fn main() { part::g() }", files={"src/part.rs": _calling("a")})
        .write(tmp_path / "project")
    )


def _calling(crate: str) -> str:
    return f"pub fn g() {{ {crate}::f() }}"


def _audit(project: Path, cache: Path | str, *, uses_cache: bool = True) -> tuple[Artifact, ...]:
    request = audit.AuditRequest(
        Selection(), Mode.AS_CONFIGURED, project, environment(CARGO_DYNAUDIT_CACHE=str(cache)), uses_cache
    )
    return audit.run(request).evidence.artifacts


def _crates(artifacts: tuple[Artifact, ...]) -> list[str]:
    return [entry.crate for artifact in artifacts for entry in artifact.linkage]


def test_a_second_audit_reads_no_source(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _audit(project, tmp_path / "cache")

    def fail(*_: object) -> None:
        raise AssertionError("a source was read")

    monkeypatch.setattr(reading, "UnitReading", fail)
    assert _audit(project, tmp_path / "cache") == first


@pytest.mark.parametrize("file", ["app/src/part.rs", "app/src/main.rs"])
def test_an_edit_is_seen(project: Path, tmp_path: Path, file: str) -> None:
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "a"]
    text = _calling("b") if file.endswith("part.rs") else "fn main() { b::f() }"
    (project / file).write_text(text, encoding="utf-8")
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "b"]


def test_a_new_file_is_seen(project: Path, tmp_path: Path) -> None:
    (project / "app/src/part.rs").unlink()
    assert _crates(_audit(project, tmp_path / "cache")) == ["std"]
    (project / "app/src/part").mkdir()
    (project / "app/src/part/mod.rs").write_text(_calling("b"), encoding="utf-8")
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "b"]


def test_files_outside_of_the_package_are_read_each_time(project: Path, tmp_path: Path) -> None:
    (project / "app/src/main.rs").write_text('#[path = "../../part.rs"] mod part; fn main() { part::g() }')
    (project / "part.rs").write_text(_calling("a"), encoding="utf-8")
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "a"]
    (project / "part.rs").write_text(_calling("b"), encoding="utf-8")
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "b"]


def test_files_behind_a_linked_folder_are_read_each_time(project: Path, tmp_path: Path) -> None:
    (project / "elsewhere").mkdir()
    (project / "elsewhere" / "part.rs").write_text(_calling("a"), encoding="utf-8")
    (project / "app/src/linked").symlink_to(project / "elsewhere")
    (project / "app/src/main.rs").write_text('#[path = "linked/part.rs"] mod part; fn main() { part::g() }')
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "a"]
    (project / "elsewhere" / "part.rs").write_text(_calling("b"), encoding="utf-8")
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "b"]


def test_the_build_is_predicted_while_cargo_is_at_work(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    predicted = []
    predict = prediction.predict
    monkeypatch.setattr(prediction, "predict", lambda *given: predicted.append(given[0]) or predict(*given))
    first = _audit(project, tmp_path / "cache")
    assert _audit(project, tmp_path / "cache") == first
    assert len(predicted) == 2
    manifest = project / "app/Cargo.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"0.1.0"', '"0.2.0"'), encoding="utf-8")
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "a"]
    assert len(predicted) == 4
    assert [one.workspace.packages[one.workspace.members[-1]].version for one in predicted[2:]] == ["0.1.0", "0.2.0"]


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"\xff", b'{"packages": 1}'])
def test_a_wrong_expectation_does_no_harm(project: Path, tmp_path: Path, text: bytes) -> None:
    first = _audit(project, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    with sqlite3.connect(file) as store:
        store.execute("UPDATE answers SET value = ? WHERE length(value) > 200", (zlib.compress(text),))
        assert store.execute("SELECT changes()").fetchone() == (1,)
    store.close()
    assert _audit(project, tmp_path / "cache") == first


def test_what_cargo_refuses_now_is_not_remembered(project: Path, tmp_path: Path) -> None:
    _audit(project, tmp_path / "cache")
    (project / "app/Cargo.toml").write_text("[package", encoding="utf-8")
    with pytest.raises(AuditorError):
        _audit(project, tmp_path / "cache")


def test_another_cfg_is_another_question(project: Path, tmp_path: Path) -> None:
    (project / "app/src/main.rs").write_text("#[cfg(x1)] use a as _; #[cfg(not(x1))] use b as _; fn main() {}")
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "b"]
    request = audit.AuditRequest(
        Selection(),
        Mode.AS_CONFIGURED,
        project,
        environment(CARGO_DYNAUDIT_CACHE=str(tmp_path / "cache"), RUSTFLAGS="--cfg x1"),
    )
    assert _crates(audit.run(request).evidence.artifacts) == ["std", "a"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_does_no_harm(project: Path, tmp_path: Path, content: bytes) -> None:
    first = _audit(project, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(content)
    assert _audit(project, tmp_path / "cache") == first
    assert _audit(project, tmp_path / "cache") == first


def test_damaged_answers_are_read_anew(project: Path, tmp_path: Path) -> None:
    first = _audit(project, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    with sqlite3.connect(file) as store:
        store.execute("UPDATE answers SET value = x'00ff'")
    store.close()
    assert _audit(project, tmp_path / "cache") == first


def test_a_folder_that_cannot_be_made_does_no_harm(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert _crates(_audit(project, tmp_path / "file" / "cache")) == ["std", "a"]


def test_nothing_is_kept_where_it_is_not_wanted(project: Path, tmp_path: Path) -> None:
    _audit(project, tmp_path / "cache", uses_cache=False)
    assert not (tmp_path / "cache").exists()
    assert open_cache({"CARGO_DYNAUDIT_CACHE": "off"}).recall([b"k"]) == {}


def test_many_audits_share_one_file(project: Path, tmp_path: Path) -> None:
    expected = _audit(project, "off")
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda _: _audit(project, tmp_path / "cache"), range(16)))
    assert results == [expected] * 16


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    answers = {str(number).encode(): bytes([number % 256]) for number in range(1200)}
    Cache(tmp_path).keep(answers)
    assert Cache(tmp_path).recall([*answers, b"unknown"]) == answers


def test_another_build_script_is_another_question(project: Path, tmp_path: Path) -> None:
    (project / "app/src/main.rs").write_text("#[cfg(foo)] use a as _; fn main() {}", encoding="utf-8")
    (project / "app/src/bs.rs").write_text('fn main() { println!("cargo:rustc-cfg=foo") }', encoding="utf-8")
    assert _crates(_audit(project, tmp_path / "cache")) == ["std"]
    manifest = project / "app/Cargo.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("[package]\n", '[package]\nbuild = "src/bs.rs"\n'), encoding="utf-8")
    expected = _audit(project, "off")
    assert _audit(project, tmp_path / "cache") == expected
    assert "a" in _crates(expected)


def test_an_edit_while_cargo_is_at_work_is_not_remembered(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, part = Reading.finish, project / "app/src/part.rs"

    def edit(*arguments: object) -> object:
        part.write_text(_calling("b"), encoding="utf-8")
        return finish(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Reading, "finish", edit)
        _audit(project, tmp_path / "cache")
    part.write_text(_calling("a"), encoding="utf-8")
    assert _crates(_audit(project, tmp_path / "cache")) == ["std", "a"]


def test_files_that_a_proc_macro_includes_are_read_each_time(tmp_path: Path) -> None:
    macro = """
        extern crate proc_macro; use proc_macro::TokenStream;
        include!("../gen.rs");
        #[proc_macro] pub fn mk(_: TokenStream) -> TokenStream { T.parse().unwrap() }"""
    root = (
        Workspace()
        .package("a", lib="pub fn f() {}")
        .package("pm", proc_macro=True, lib=macro, files={"gen.rs": 'const T: &str = "fn q() {}";'})
        .package("app", deps=["a", "pm"], main="pm::mk!(); fn main() {}")
        .write(tmp_path / "project")
    )
    assert "a" not in _crates(_audit(root, tmp_path / "cache"))
    (root / "pm/gen.rs").write_text('const T: &str = "fn q() { a::f() }";', encoding="utf-8")
    assert _audit(root, tmp_path / "cache") == _audit(root, "off")
    assert "a" in _crates(_audit(root, tmp_path / "cache"))


def test_vendored_sources_may_change(tmp_path: Path) -> None:
    root = (
        Workspace()
        .registry_package("u", lib="pub fn f() {}")
        .registry_package("v", deps={"u": "1"}, lib="pub fn f() {}")
        .package("app", deps={"v": "1"}, main="fn main() { v::f() }")
        .write(tmp_path / "project")
    )
    assert _crates(_audit(root, tmp_path / "cache")) == ["std", "v"]
    (root / "vendor/v/src/lib.rs").write_text("pub fn f() { u::f() }", encoding="utf-8")
    assert sorted(_crates(_audit(root, tmp_path / "cache"))) == ["std", "u", "v"]


def test_pipes_and_devices_among_the_sources_are_passed_over(project: Path, tmp_path: Path) -> None:
    os.mkfifo(project / "app/src/unused.rs")
    (project / "app/src/endless.rs").symlink_to("/dev/zero")
    with (project / "app/src/huge.rs").open("wb") as file:
        file.truncate(3 << 30)
    for _ in range(2):
        assert _crates(_audit(project, tmp_path / "cache")) == ["std", "a"]


def test_values_of_another_type_are_passed_over(project: Path, tmp_path: Path) -> None:
    first = _audit(project, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    for value in ("text", 5, None):
        with sqlite3.connect(file) as store:
            store.execute("UPDATE answers SET value = ?", (value,))
        store.close()
        assert _audit(project, tmp_path / "cache") == first
