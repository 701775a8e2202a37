"""Cases that were once predicted wrongly, by people who tried to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.builders import Workspace
from tests.oracle.expect import ABSENT, DYNAMIC, STATIC, Case, Run, fails, links, unproven


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


def macros_of_two_programs() -> Workspace:
    """Both define a macro of one name, and pass on what is not compiled; a third passes on what a foreign one drops."""
    passes = "macro_rules! w { ($($t:tt)*) => { $($t)* } } "
    return (
        Workspace()
        .package("b", crate_type=["dylib"], lib="pub fn f() -> u32 { 1 }")
        .package("x", lib="#[macro_export] macro_rules! w { ($($t:tt)*) => {} }")
        .package(
            "app",
            deps=["b", "x"],
            files={
                "src/bin/one.rs": passes + "w! { #[cfg(windows)] fn f() { b::f(); } } fn main() {}",
                "src/bin/two.rs": passes + "w! { #[cfg(unix)] fn f() { b::f(); } } fn main() { f() }",
                "src/bin/three.rs": "x::w! { use b::f; } fn main() {}",
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


def looked_for_in_vain() -> Workspace:
    """A library that Rust code cannot link, where rustc looks for the crate and goes on without it."""
    beside = {
        "documented": "/// [`b::f`]\npub fn g() {}",
        "imported": "mod x { pub mod b { pub fn f() {} } } use x::b; pub fn g() { b::f() }",
        "hidden": "mod b { pub fn f() {} } use b::f; pub fn g() { f() }",
        "needed": "/// [`b::f`]\npub fn g() { b::f() }",
    }
    workspace = Workspace().package("b", crate_type=["cdylib"], lib="pub fn f() {}")
    for name, source in beside.items():
        workspace = workspace.package(name, crate_type=["dylib"], lib=source, deps=["b"])
    return workspace


def macro_with_dylib() -> Workspace:
    """A proc macro above a dylib, for the rustflags `-C panic=abort`."""
    return (
        Workspace()
        .package("eng", crate_type=["dylib"], lib="pub fn f() {}")
        .package("m", proc_macro=True, lib="fn g() { eng::f() }", deps=["eng"])
        .package("alone", proc_macro=True, lib="")
    )


def host_of_other_cfgs() -> Workspace:
    """With `--target` the rustflags are none of the host's, and neither are their cfgs."""
    named = {"cfg(not(x1))": {"dependencies": {"a": {"path": "../a"}}}}
    return (
        Workspace()
        .package("a", crate_type=["dylib"], lib="pub fn f() {}")
        .package("m", proc_macro=True, lib="fn g() { a::f() }", target=named)
    )


def static_runtime() -> Workspace:
    """With a static C runtime there are no dylibs; nothing shows that of `app`, which is never compiled."""
    return (
        Workspace()
        .package("plain", crate_type=["cdylib", "staticlib"], lib="pub fn f() {}")
        .package("broken", lib="pub fn f() { plain::f() }", deps=["plain"])
        .package("app", crate_type=["rlib", "dylib"], lib="pub fn f() { broken::f() }", deps=["broken"])
        .config('[build]\nrustflags = ["-C", "target-feature=+crt-static"]\n')
    )


def macro_among_examples(resolver: str) -> Workspace:
    """An example that is a proc macro: Cargo plans it, and all below it, for the host."""
    return (
        Workspace(resolver=resolver)
        .package("dep", crate_type=["rlib", "dylib"], lib="pub fn s() {}", features={"h": [], "t": []})
        .package(
            "app",
            lib="",
            build="fn main() {}",
            deps={"dep": {"path": "../dep", "features": ["t"]}},
            build_deps={"dep": {"path": "../dep", "features": ["h"]}},
            files={"examples/expm.rs": "extern crate proc_macro; fn q() { dep::s() }"},
            example=[{"name": "expm", "crate-type": ["proc-macro"]}],
        )
    )


def _runs_of_macro_among_examples() -> Iterator[Run]:
    """With and without `--target`, with and without rustflags."""
    for platform in ("", " --target x86_64-unknown-linux-gnu"):
        for flags in ("", "-Cprefer-dynamic"):
            yield Run(
                f"-p app --examples{platform}",
                {"expm@host": links(dep=STATIC)},
                units={"expm": {"platform": "host"}, "dep": {"platform": "host", "features": ("h", "t")}},
                env={"RUSTFLAGS": flags},
            )


CASES = (
    Case(
        "crate-types-that-no-compilation-shows",
        static_runtime,
        Run(
            "-p app -p plain --target x86_64-unknown-linux-gnu",
            {"app": unproven()},
        ),
    ),
    Case(
        "proc-macro-that-aborts",
        macro_with_dylib,
        Run(
            "--workspace",
            {
                "m": fails(
                    duplicate_crate=["std"],
                    panic_strategy=["panic_unwind"],
                    two_panic_runtimes=["panic_abort", "panic_unwind"],
                ),
                "alone": links(),
            },
            env={"RUSTFLAGS": "-C panic=abort"},
        ),
    ),
    Case(
        "cfgs-of-rustflags-are-none-of-the-host",
        host_of_other_cfgs,
        Run(
            "-p m --target x86_64-unknown-linux-gnu",
            {"m": links(a=DYNAMIC)},
            env={"RUSTFLAGS": "--cfg x1"},
        ),
    ),
    Case(
        "looked-for-in-vain",
        looked_for_in_vain,
        Run(
            "--workspace",
            {
                "documented": links(),
                "imported": links(),
                "hidden": links(),
                "needed": fails(unlinkable_dependency=["b"]),
            },
        ),
    ),
    Case(
        "macros-of-one-program-mean-nothing-in-another",
        two_programs,
        Run("-p app", {"one": links(b=DYNAMIC), "two": links(b=ABSENT), "three": links(b=ABSENT)}),
    ),
    Case(
        "macros-of-one-name-in-two-programs",
        macros_of_two_programs,
        Run(
            "-p app",
            {"one": links(b=ABSENT), "two": links(b=DYNAMIC), "three": links(b=ABSENT)},
            likely=("three",),
        ),
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
    *(
        Case(
            f"macro-among-examples-resolver-{resolver}",
            partial(macro_among_examples, resolver),
            *_runs_of_macro_among_examples(),
        )
        for resolver in ("1", "2")
    ),
)
