"""Cases that were once predicted wrongly, by people who tried to."""

from __future__ import annotations

from tests.builders import Workspace
from tests.oracle.expect import ABSENT, DYNAMIC, STATIC, Case, Run, fails, links


def two_programs() -> Workspace:
    """One calls `vec!`, another has a macro of that name that drops all; in a third the macro is in a test's folder."""
    return (
        Workspace()
        .package("b", crate_type=["dylib"], lib="pub fn f() -> u32 { 1 }")
        .package(
            "app",
            deps=["b"],
            files={
                "src/bin/one.rs": "fn main() { let _v = vec![b::f()]; }",
                "src/bin/two.rs": "macro_rules! vec { ($($t:tt)*) => { () } } fn main() { vec![b::f()]; }",
                "src/bin/three/main.rs": "#[macro_use] mod own; fn main() { vec![b::f()]; }",
                "src/bin/three/own.rs": "macro_rules! vec { ($($t:tt)*) => { () } }",
            },
        )
    )


def links_override() -> Workspace:
    """The configuration replaces the build script of `app` and gives a cfg that names `a`."""
    return (
        Workspace()
        .package("a", lib="pub fn f() {}")
        .package(
            "app",
            deps=["a"],
            package={"links": "zz"},
            build="fn main() {}",
            main="#[cfg(foo)] use a as _; fn main() {}",
        )
        .config('[target.x86_64-unknown-linux-gnu.zz]\nrustc-cfg = ["foo"]\nrustc-link-search = ["x"]\n')
    )


def selected_from_outside() -> Workspace:
    """A path package beside the workspace, which `-p` can select, with a test without a harness."""
    return (
        Workspace()
        .package(
            "o",
            folder="../o",
            is_member=False,
            crate_type=["dylib"],
            lib="pub fn f() {}",
            files={"tests/t.rs": "fn main() { o::f() }"},
            test=[{"name": "t", "harness": False}],
        )
        .package("app", deps={"o": {"path": "../../o"}}, main="fn main() {}")
    )


CASES = (
    Case(
        "macros-of-one-program-mean-nothing-in-another",
        two_programs,
        Run("-p app", {"one": links(b=DYNAMIC), "two": links(b=ABSENT), "three": links(b=ABSENT)}),
    ),
    Case(
        "links-overrides-give-cfgs-in-place-of-the-build-script",
        links_override,
        Run("-p app", {"app": links(a=STATIC)}),
    ),
    Case(
        "harness-of-a-path-package-outside-of-the-workspace",
        selected_from_outside,
        Run("-p o --tests", {"t": fails(duplicate_crate=["std"])}),
    ),
)
