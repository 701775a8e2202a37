"""What makes an answer likely beside names that cannot be read: compilers, races, programs without std or source."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor import audit
from auditor.linkage.confidence import artifacts_with_confidence
from auditor.model.linkage import Artifact, Confidence
from auditor.model.report import Evidence
from auditor.model.selection import Mode, Selection
from tests.builders import Workspace, environment

HANDLER = "#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }"


def _evidence(workspace: Workspace, folder: Path, **selection: object) -> Evidence:
    request = audit.AuditRequest(
        Selection(**selection), Mode.AS_CONFIGURED, workspace.write(folder / "project"), environment()
    )  # type: ignore[arg-type]
    return audit.run(request).evidence


def _doubts(artifacts: tuple[Artifact, ...]) -> list[str]:
    assert all(bool(artifact.doubts) is (artifact.confidence is Confidence.LIKELY) for artifact in artifacts)
    return [doubt for artifact in artifacts for doubt in artifact.doubts]


@pytest.mark.parametrize(
    ("release", "is_proved"),
    [
        ("1.93.0", True), ("1.95.0", True), ("1.97.0-nightly", True), ("1.63.0", False), ("1.92.1", False),
        ("1.98.0", False), ("2.0.0", False), ("unknown", False),
    ],
)  # fmt: skip
def test_releases_that_were_not_compared(release: str, is_proved: bool, tmp_path: Path) -> None:
    evidence = _evidence(Workspace().package("app", main="fn main() {}"), tmp_path)
    artifacts = artifacts_with_confidence(replace(evidence.plan, rustc_release=release), evidence.sources)
    assert bool(_doubts(artifacts)) is not is_proved
    assert all((f"rustc {release}" in doubt) is not is_proved for doubt in _doubts(artifacts))


@pytest.mark.parametrize(
    ("source", "panic", "is_sure"),
    [
        ("#![no_std] pub fn f() {}", "abort", False),
        (f"#![no_std] {HANDLER}", "unwind", False),
        (f"#![no_std] {HANDLER}", "abort", True),
        ("pub fn f() {}", "unwind", True),
    ],
)
def test_libraries_without_std(source: str, panic: str, is_sure: bool, tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("al", crate_type=["rlib", "cdylib"], lib=source)
        .package("app", deps=["al"], main="use al as _; fn main() {}")
        .profile("dev", panic=panic)
    )
    doubts = _doubts(_evidence(workspace, tmp_path, packages=("app",)).artifacts)
    assert [doubt.startswith("whether `al` compiles without std") for doubt in doubts] == (
        [] if is_sure else [True] * 2
    )


def test_a_library_whose_source_is_missing(tmp_path: Path) -> None:
    workspace = Workspace().package("app", main="fn main() {}", lib_table={"path": "none.rs"})
    doubts = _doubts(_evidence(workspace, tmp_path, bins=True).artifacts)
    assert [doubt[:23] for doubt in doubts] == ["whether `app` compiles:"]


def test_what_loads_a_racing_file_is_not_sure_either(tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("x", crate_type=["rlib", "dylib"], lib="pub fn f() {}")
        .package("y", package={"name": "x", "version": "0.2.0"}, folder="other", is_member=False,
                 crate_type=["rlib", "dylib"], lib="pub fn f() {}")
        .package("mac", proc_macro=True, deps={"x": {"path": "../x"}}, lib="use x as _;")
        .package("app", deps={"mac": {"path": "../mac"}, "y": {"path": "../other", "package": "x"}},
                 main="use mac as _; use y as _; fn main() {}")
    )  # fmt: skip
    doubts = _doubts(_evidence(workspace, tmp_path).artifacts)
    assert doubts
    assert set(doubts) == {"which `libx.so` is linked: two units write it, and their timing decides"}


@pytest.mark.parametrize(("number", "last"), [(3, None), (4, "and 1 more such name"), (6, "and 3 more such names")])
def test_names_beyond_the_first_are_counted_and_kept(number: int, last: str | None, tmp_path: Path) -> None:
    names = [f"c{one}" for one in range(number)]
    workspace = Workspace().package(
        "m", lib="#[macro_export] macro_rules! perhaps { ($($t:tt)*) => { m::other! { $($t)* } } }"
    )
    for name in names:
        workspace.package(name, crate_type=["dylib"], lib="pub fn f() {}")
    calls = " ".join(f"{name}::f();" for name in names)
    workspace.package("app", main=f"fn main() {{ m::perhaps! {{ {calls} }} }}", deps=["m", *names])
    (app,) = _evidence(workspace, tmp_path, packages=("app",)).artifacts[-1:]
    told = [*app.doubts[:3], *app.further_doubts]
    assert [doubt.partition(":")[0] for doubt in told] == [f"whether `app` loads `{name}`" for name in names]
    assert app.doubts[3:] == (() if last is None else (last,))


def test_argument_files_of_rustc(tmp_path: Path) -> None:
    """Their content counts for rustc; what they say is not shown anywhere."""
    (tmp_path / "flags").write_text("-C\nprefer-dynamic\n")
    flags = f'[build]\nrustflags = ["@{tmp_path}/flags"]\n'
    evidence = _evidence(Workspace().package("app", main="fn main() {}").config(flags), tmp_path)
    assert _doubts(evidence.artifacts) == [
        f"what `@{tmp_path}/flags` among the rustflags holds: rustc takes further options from that file"
    ]
