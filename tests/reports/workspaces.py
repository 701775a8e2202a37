"""Small projects that show one situation each, and their audits."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from auditor.model.report import AuditReport
from tests.builders import Workspace
from tests.findings.projects import audited

CRT_STATIC = '[build]\nrustflags = ["-C", "target-feature=+crt-static"]\n'


def hello() -> Workspace:
    return Workspace().package("hello", main='fn main() { println!("Hello, world!"); }', is_root=True)


def shared() -> Workspace:
    """A program over a dylib over an rlib."""
    return (
        Workspace()
        .package("base", lib="pub fn f() {}")
        .package("engine", crate_type=["dylib"], deps=["base"], lib="pub fn f() { base::f() }")
        .package("app", main="fn main() { base::f(); engine::f() }", deps=["base", "engine"])
    )


def diamond() -> Workspace:
    """Two dylibs over one rlib; a program over both, others over one."""
    over_d1 = "pub fn g() { d1::f() }"
    return (
        Workspace()
        .package("c", lib="pub fn f() {}")
        .package("d1", crate_type=["dylib"], deps=["c"], lib="pub fn f() { c::f() }")
        .package("d2", crate_type=["dylib"], deps=["c"], lib="pub fn f() { c::f() }")
        .package("app", main="fn main() { d1::f(); d2::f() }", deps=["d1", "d2"])
        .package("tool", main="fn main() { d1::f() }", deps=["d1"])
        .package("plugin", crate_type=["cdylib"], deps=["d1"], lib=over_d1)
        .package("archive", crate_type=["staticlib"], deps=["d1"], lib=over_d1)
    )


def large() -> Workspace:
    """Many packages of few kinds: what must be summarised."""
    workspace = Workspace()
    utilities = [f"util-{number:02}" for number in range(60)]
    for name in utilities:
        workspace.package(name, lib="pub fn f() {}")
    inside = utilities[:40]
    calls = " ".join(f"{name.replace('-', '_')}::f();" for name in inside)
    workspace.package("engine", crate_type=["dylib"], deps=inside, lib=f"pub fn f() {{ {calls} }}")
    for number in range(25):
        workspace.package(
            f"server-{number:02}",
            main="fn main() { engine::f(); util_55::f(); util_03::f() }",
            deps=["engine", "util-55", "util-03"],
            files={"tests/run.rs": "#[test] fn t() { engine::f() }"},
            build="fn main() {}" if number % 2 else None,
        )
    return workspace.package("mac", proc_macro=True, lib="")


def evidence_only(workspace: Workspace, folder: Path, options: str = "") -> AuditReport:
    """The audit without its findings, whose words are tested elsewhere."""
    return replace(audited(workspace, folder, options), findings=())
