"""The estimate for Windows: forty crates would be too many sample files, so they are written here."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from auditor.findings import windows_export_limit
from auditor.model.linkage import Linkage
from auditor.model.report import Evidence
from tests.builders import Workspace
from tests.findings.projects import audited, findings

CRATES = 60


def _large_dylib(folder: Path) -> Evidence:
    workspace = Workspace()
    names = [f"part{number}" for number in range(CRATES)]
    for name in names:
        workspace.package(name, lib="pub fn f() -> u32 { 1 }")
    body = " + ".join(f"{name}::f()" for name in names)
    workspace.package("engine", crate_type=["dylib"], deps=names, lib=f"pub fn f() -> u32 {{ {body} }}")
    report = audited(workspace, folder, "-p engine")
    assert findings(report, "windows-export-limit") == []
    return report.evidence


def test_only_on_windows_and_only_unoptimised(tmp_path: Path) -> None:
    evidence = _large_dylib(tmp_path)
    (fault,) = windows_export_limit.check(_on_windows(evidence, "0"))
    assert fault.message == (
        "`engine` (dylib) contains 61 crates, 61 of them unoptimised: a rough estimate is 73,200 exports, and a DLL "
        "can have 65,535. This is a heuristic; the linker decides (LNK1189, export ordinal too large)."
    )
    assert fault.help is not None
    assert fault.help.startswith('Set `[profile.dev.package."*"] opt-level = 3`')
    assert list(windows_export_limit.check(_on_windows(evidence, "3"))) == []
    assert list(windows_export_limit.check(evidence)) == []
    (artifact,) = (one for one in evidence.artifacts if one.crate_type == "dylib")
    assert sum(entry.linkage is Linkage.STATIC for entry in artifact.linkage) > CRATES


def _on_windows(evidence: Evidence, opt_level: str) -> Evidence:
    cfg = frozenset({("windows", None), ("target_os", "windows")})
    units = tuple(
        replace(unit, platform=replace(unit.platform, cfg=cfg), profile=replace(unit.profile, opt_level=opt_level))
        for unit in evidence.plan.units
    )
    return replace(evidence, plan=replace(evidence.plan, units=units))
