"""Libraries that rustc would not take, or takes by an order that the audit does not follow."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from auditor.audit import AuditRequest, run_file
from auditor.config import rustc_command
from auditor.errors import AuditorError
from auditor.model.linkage import Confidence
from auditor.model.report import Evidence
from auditor.model.selection import Mode, Selection
from tests.builders import environment
from tests.oracle.single_files.libraries import EDITION
from tests.oracle.single_files.observed import rustc

pytestmark = pytest.mark.oracle


def predicted(text: str, options: str, folder: Path) -> Evidence:
    command = rustc_command.read([*EDITION, *options.split()], folder)
    request = AuditRequest(Selection(), Mode.AS_CONFIGURED, folder, environment(), uses_cache=False)
    (folder / "main.rs").write_text(text)
    return run_file(request, folder / "main.rs", text, command).evidence


def refused(text: str, options: str, folder: Path) -> tuple[str, str]:
    """What the audit says, and what rustc does."""
    with pytest.raises(AuditorError) as error:
        predicted(text, options, folder)
    done = rustc(["main.rs", *EDITION, *options.split()], folder)
    assert done.returncode != 0
    return str(error.value), done.stderr


def test_two_compilations(libs: Path, tmp_path: Path) -> None:
    """Files of one name that belong to different compilations, of which rustc takes none."""
    for name in ("liba.rlib", "liba.so"):
        shutil.copy(libs / ("rlibs" if name.endswith("rlib") else "own_std") / name, tmp_path / name)
    rustc([str(libs / "a.rs"), *EDITION, "--crate-type=rlib", "-Cmetadata=x", "-oliba.rlib"], tmp_path)
    said, theirs = refused("extern crate a;\nfn main() { a::f(); }", "-L .", tmp_path)
    assert "E0464" in said
    assert "E0464" in theirs
    (tmp_path / "liba.so").rename(tmp_path / "liba-2.so")
    said, theirs = refused("extern crate a;\nfn main() { a::f(); }", "-L .", tmp_path)
    assert "rustc finds several crates `a`" in said
    assert "E0464" in theirs


def test_what_is_no_library(libs: Path, tmp_path: Path) -> None:
    use = "fn main() { a::f(); }"
    said, theirs = refused(use, f"--extern a={libs}/for_c/liba.so", tmp_path)
    assert "rustc cannot use this library" in said
    assert "E0786" in theirs or "E0463" in theirs
    shutil.copy(libs / "rlibs/liba.rlib", tmp_path / "a.rlib")
    said, theirs = refused(use, "--extern a=a.rlib", tmp_path)
    assert "its name is neither `lib*.rlib` nor `lib*.so`" in said
    assert "file name should be lib*.rlib or lib*.so" in theirs
    said, theirs = refused("fn main() { b::g(); }", f"--extern b={libs}/rlibs/libb.rlib", tmp_path)
    assert "rustc would not find the crate `a`" in said
    assert "E0463" in theirs


def test_another_target(libs: Path, tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="is compiled for x86_64-unknown-linux-gnu, not for wasm32-unknown-unknown"):
        predicted(
            "fn main() { a::f(); }", f"--target wasm32-unknown-unknown --extern a={libs}/rlibs/liba.rlib", tmp_path
        )


def test_the_order_of_names_decides(libs: Path, tmp_path: Path) -> None:
    """A dependency that only `--extern` has is found if the file names it first: that is told as a doubt."""
    options = f"--extern b={libs}/rlibs/libb.rlib --extern a={libs}/rlibs/liba.rlib"
    works = {}
    for text in ("extern crate a; extern crate b;", "extern crate b; extern crate a;"):
        evidence = predicted(f"{text}\nfn main() {{ a::f(); b::g(); }}", options, tmp_path)
        (artifact,) = evidence.artifacts
        assert artifact.confidence is Confidence.LIKELY
        assert "`--extern` counts only if the file names it before" in artifact.doubts[0]
        works[text] = rustc(["main.rs", *EDITION, *options.split()], tmp_path).returncode == 0
    assert sorted(works.values()) == [False, True]
