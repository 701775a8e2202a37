"""What the simulation records of its own steps: which settled each crate, and that it changes no answer."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from auditor.model.linkage import Decision, Linkage, Preference, Step
from tests.builders import Workspace
from tests.findings.projects import audited

F = "pub fn f() -> u32 { 1 }"
STEPS = {
    Linkage.STATIC: {Step.ALL_STATIC, Step.NO_DYLIB},
    Linkage.DYNAMIC: {Step.HAS_DYLIB},
    Linkage.INCLUDED_FROM_DYLIB: {Step.INSIDE_DYLIB},
    Linkage.NOT_LINKED: {Step.LOADED_ONLY, Step.UNDECIDED},
}


def test_steps_fit_the_linkage_and_holders_hold(tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("base", lib=F)
        .package("free", lib=F)
        .package("eng", crate_type=["rlib", "dylib"], deps=["base"], lib="pub use base::f;")
        .package("only", crate_type=["dylib"], deps=["base"], lib=F)
        .package("mac", proc_macro=True, lib="")
        .package("archive", crate_type=["staticlib"], deps=["only"], lib="use only as _;")
        .package("app", deps=["eng", "free", "only", "mac"],
                 main="use mac as _; fn main() { eng::f(); free::f(); only::f(); }")
    )  # fmt: skip
    evidence = audited(workspace, tmp_path).evidence
    seen = set()
    for artifact in evidence.artifacts:
        for entry in artifact.linkage:
            step = artifact.decision.step(entry.unit)
            seen.add(step)
            assert step in STEPS[entry.linkage]
            if step is Step.INSIDE_DYLIB:
                holder = artifact.decision.holders[entry.unit]
                (dylib,) = (one for one in evidence.artifacts if one.unit == holder and one.crate_type == "dylib")
                assert any((one.unit, one.linkage) == (entry.unit, Linkage.STATIC) for one in dylib.linkage)
    assert seen == set(Step)


def test_preferences(tmp_path: Path) -> None:
    workspace = Workspace().package("archive", crate_type=["staticlib"], lib=F).package("app", main="fn main() {}")
    flags = "-Cprefer-dynamic -Ctarget-feature=+crt-static"
    found = audited(workspace, tmp_path, env={"RUSTFLAGS": flags}).evidence.artifacts
    assert {one.crate_type: one.decision.preference for one in found} == {
        "staticlib": Preference.STATIC_BY_CRATE_TYPE,
        "bin": Preference.STATIC_BY_CRT,
    }
    (off, *_) = (one for one in audited(workspace, tmp_path).evidence.artifacts if one.crate_type == "bin")
    assert off.decision.preference is Preference.STATIC


def test_artifacts_that_are_linked_alike_are_the_same_answer(tmp_path: Path) -> None:
    (artifact,) = audited(Workspace().package("app", main="fn main() {}"), tmp_path).evidence.artifacts
    other = replace(artifact, decision=Decision(Preference.DYNAMIC, Step.NO_DYLIB))
    assert artifact == other
    assert hash(artifact) == hash(other)
