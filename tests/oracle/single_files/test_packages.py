"""Cargo's single-file packages are predicted as the real cargo builds them, where a toolchain has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.audit import AuditRequest, run
from auditor.model.selection import Mode, Selection
from auditor.verify.verification import Verdict, verify
from tests.builders import Workspace, environment
from tests.cli import invocation
from tests.oracle.cases.projects import has_nightly

pytestmark = pytest.mark.oracle

PLAIN = '---\n[package]\nedition = "2021"\n---\nfn main() {}\n'
SHEBANG = f"#!/usr/bin/env -S cargo -Zscript\n\n{PLAIN}"
LTO = '---cargo\n[package]\nedition = "2021"\n\n[profile.release]\nlto = "thin"\n---\nfn main() {}\n'
ABORT = '---\n[profile.dev]\npanic = "abort"\n---\nfn main() {}\n'
WITH_DYLIB = '---\n[dependencies]\neng = { path = "eng" }\n---\nfn main() { eng::f() }\n'
UNUSED = WITH_DYLIB.replace("eng::f()", '"eng::f()";')


@pytest.mark.parametrize(
    ("text", "release", "mode", "verdict"),
    [
        (SHEBANG, False, Mode.PREFER_DYNAMIC, Verdict.AGREES),
        (LTO, True, Mode.PREFER_DYNAMIC, Verdict.FAILS),
        (ABORT, False, Mode.PREFER_DYNAMIC, Verdict.FAILS),
        (WITH_DYLIB, False, Mode.AS_CONFIGURED, Verdict.AGREES),
        (UNUSED, False, Mode.AS_CONFIGURED, Verdict.AGREES),
    ],
    ids=["plain", "lto", "abort", "dylib", "unused-dylib"],
)
def test_as_cargo_does(text: str, release: bool, mode: Mode, verdict: Verdict, tmp_path: Path) -> None:
    if not has_nightly():
        return  # there is no toolchain that has them
    Workspace().package("eng", lib="pub fn f() {}", crate_type=["dylib"]).write(tmp_path)
    (tmp_path / "Cargo.toml").unlink()
    (tmp_path / "script.rs").write_text(text)
    variables = environment(RUSTUP_TOOLCHAIN="nightly")
    selection = Selection(manifest_path=Path("script.rs"), release=release)
    evidence = run(AuditRequest(selection, mode, tmp_path, variables, uses_cache=False)).evidence
    found = verify(evidence, tmp_path, variables)
    assert (found.verdict, found.comparison.differences) == (verdict, ())
    used = {entry.crate: entry.linkage.value for entry in evidence.artifacts[-1].linkage}
    assert used.get("eng") == ("dynamic" if text == WITH_DYLIB else None)


def test_findings_lead_to_the_frontmatter(tmp_path: Path) -> None:
    if not has_nightly():
        return
    (tmp_path / "script.rs").write_text(f"#!/usr/bin/env cargo\n{LTO}")
    result = invocation.run("audit", "script.rs", "-r", cwd=tmp_path, env={"RUSTUP_TOOLCHAIN": "nightly"})
    assert (result.status, result.stderr) == (1, "")
    text = " ".join(result.stdout.split())
    assert "cargo -Zscript build --manifest-path script.rs --release" in text
    assert "(`profile.release.lto` in script.rs:7)" in text


def test_a_toolchain_without_them(tmp_path: Path) -> None:
    (tmp_path / "script.rs").write_text(PLAIN)
    for arguments in (("script.rs",), ("--manifest-path", "script.rs")):
        result = invocation.run("audit", *arguments, cwd=tmp_path)
        assert (result.status, result.stdout) == (2, "")
        assert "this Cargo has no single-file packages" in result.stderr
        assert "`cargo +nightly dynaudit audit script.rs`" in result.stderr
