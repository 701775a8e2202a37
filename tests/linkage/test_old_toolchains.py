"""What a toolchain has beside libstd: old ones a shared libtest."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from auditor import audit
from auditor.linkage.simulation import simulate
from auditor.model.linkage import Artifact, ErrorKind
from auditor.model.selection import Mode, Selection
from tests.builders import Workspace, environment


def _needed(artifacts: tuple[Artifact, ...]) -> list[list[str]]:
    return [[name.partition("-")[0] for name in artifact.needed] for artifact in artifacts]


def test_tests_load_a_shared_libtest_where_there_is_one(tmp_path: Path) -> None:
    project = Workspace().package("app", lib="pub fn f() {}", main="fn main() {}").write(tmp_path / "project")
    request = audit.AuditRequest(Selection(tests=True), Mode.PREFER_DYNAMIC, project, environment())
    evidence = audit.run(request).evidence
    platforms = {kind: replace(one, test_dylib="libtest-1.so") for kind, one in evidence.plan.platforms.items()}
    units = tuple(replace(unit, platform=platforms[None]) for unit in evidence.plan.units)
    old = replace(evidence.plan, units=units, platforms=platforms)
    assert _needed(simulate(evidence.plan, evidence.sources)) == [["libstd"], ["libstd"]]
    assert _needed(simulate(old, evidence.sources)) == [["libstd", "libtest"], ["libstd", "libtest"]]


def test_rules_follow_the_release(tmp_path: Path) -> None:
    """LTO for a dylib: 1.63 speaks of prefer-dynamic first, 1.95 of the crate type (both measured)."""
    flags = "-Clto=fat -Cembed-bitcode=yes"
    project = Workspace().package("b", crate_type=["dylib"], lib="pub fn f() {}")
    request = audit.AuditRequest(
        Selection(), Mode.PREFER_DYNAMIC, project.write(tmp_path / "project"), environment(RUSTFLAGS=flags)
    )
    evidence = audit.run(request).evidence
    kinds = [
        error.kind
        for release in ("1.63.0", "1.95.0")
        for artifact in simulate(replace(evidence.plan, rustc_release=release), evidence.sources)
        for error in artifact.errors
    ]
    assert kinds == [ErrorKind.LTO_PREFER_DYNAMIC, ErrorKind.LTO_CRATE_TYPE]
