"""Facts 24 to 30: what cargo adds to rustc's command lines."""

from __future__ import annotations

from auditor.verify.observed import Observation
from tests.builders import Workspace
from tests.oracle.cases.sources import (
    EMPTY_MAIN,
    ON_TARGET,
    PREFER_DYNAMIC,
    F,
    aborting,
    bins,
    macro,
    plain,
)
from tests.oracle.expect import ABSENT, DYNAMIC, STATIC, Case, Run, fails, links, units_named

TWICE = fails(duplicate_crate=["std"])
BY_CARGO = {"prefer_dynamic": True}
NOT_BY_CARGO = {"prefer_dynamic": False}


def root_package() -> Workspace:
    """`app` is the workspace's own package; `a` and `b` are members below it."""
    return plain().package("app", is_root=True, deps=["a", "b"], main="fn main() { a::f(); b::f(); }")


def default_members() -> Workspace:
    """W, of which only `app` is a default member."""
    workspace = plain()
    workspace.manifest["workspace"] = {"default-members": ["app"]}
    return workspace


def outside() -> Workspace:
    """W, with `b` outside the workspace."""
    return plain().package("b", crate_type=["dylib"], deps=["a"], lib="pub fn f() -> u32 { a::f() }", is_member=False)


def dylib_example() -> Workspace:
    """A package with an example that is a dylib, and one that is a program."""
    return Workspace().package(
        "a", lib=F, example=[{"name": "shared", "crate-type": ["dylib"]}],
        files={"examples/shared.rs": "pub fn g() { a::f(); }", "examples/program.rs": "fn main() { a::f(); }",
               "tests/i.rs": "#[test] fn i() { a::f(); }"},
        main="fn main() { a::f(); }",
    )  # fmt: skip


def unlinkable() -> Workspace:
    """A cdylib that binaries name in several ways or not at all."""
    sources = {
        "by_use": "#[allow(unused_imports)] use e::f; fn main() {}",
        "by_use_as": "use e as _; fn main() {}",
        "by_path": "fn main() { e::f(); }",
        "by_root_path": "fn main() { ::e::f(); }",
        "by_root_use": "#[allow(unused_imports)] use ::e::f; fn main() {}",
        "by_nested_use": "#[allow(unused_imports)] use {std::fmt, e::f}; fn main() {}",
        "by_type": "fn main() { let _x: Option<e::T> = None; }",
        "by_extern_crate": "extern crate e; fn main() {}",
        "not_named": "fn main() {}",
        "by_doc_link": "//! [`e::f`]\nfn main() {}",
    }
    return (
        Workspace()
        .package("e", crate_type=["cdylib"], lib=F)
        .package("e2", crate_type=["staticlib"], lib=F)
        .package("app", deps=["e", "e2"], files=bins(**sources, by_both="use e as _; fn main() { e2::f(); }"))
    )


def own_cdylib() -> Workspace:
    """A package whose library is a cdylib, with a binary."""
    return Workspace().package("own", crate_type=["cdylib"], lib=F, main=EMPTY_MAIN)


def used_by_host_and_target() -> Workspace:
    """A path dylib that a proc macro and a program use."""
    return (
        Workspace()
        .package("e", crate_type=["dylib"], lib=F)
        .package("app", deps=["e"], build_deps=["e"], main="fn main() { e::f(); }", build="fn main() { e::f(); }")
    )


def shared_below() -> Workspace:
    """`a` for a proc macro, a build script and a program."""
    return (
        Workspace()
        .package("a", lib=F)
        .package("m", proc_macro=True, deps=["a"], lib=macro("a::f();"))
        .package("app", deps=["a", "m"], build_deps=["a"], main="fn main() { a::f(); m::one!(); }",
                 build="fn main() { a::f(); }")
    )  # fmt: skip


CASES = (
    Case(
        "fact-24-prefer-dynamic-for-packages-without-a-root-unit",
        plain,
        Run("", {"app": TWICE}, units={"b": NOT_BY_CARGO}),
        Run("--bins", {"app": links(b=DYNAMIC)}, units={"b": BY_CARGO}),
        Run("-p app", {"app": links(b=DYNAMIC)}, units={"b": BY_CARGO}),
        Run("--workspace --bins", {"app": links(b=DYNAMIC)}, units={"b": BY_CARGO}),
        Run("--workspace --exclude b", {"app": links(b=DYNAMIC)}, units={"b": BY_CARGO}),
        Run("-p b -p app", {"app": TWICE}, units={"b": NOT_BY_CARGO}),
        Run("-p b", {"b": links(std=STATIC)}, units={"b": NOT_BY_CARGO}),
    ),
    Case(
        "fact-25-members-below-a-root-package-are-no-roots",
        root_package,
        Run("", {"app": links(b=DYNAMIC, std=DYNAMIC)}, units={"b": BY_CARGO}),
        Run("--workspace", {"app": TWICE}, units={"b": NOT_BY_CARGO}),
        Run("", {"b": links(std=STATIC)}, directory="b", units={"b": NOT_BY_CARGO}),
    ),
    Case(
        "fact-25-default-members-are-the-selection",
        default_members,
        Run("", {"app": links(b=DYNAMIC, std=DYNAMIC)}, units={"b": BY_CARGO}),
    ),
    Case(
        "fact-25-a-package-outside-can-be-a-root",
        outside,
        Run("", {"app": links(b=DYNAMIC)}, units={"b": BY_CARGO}),
        Run("-p b", {"b": links(std=STATIC)}, units={"b": NOT_BY_CARGO}),
        Run("-p app -p b", {"app": TWICE}, units={"b": NOT_BY_CARGO}),
    ),
    Case(
        "fact-26-rlib-and-dylib-get-the-flag-for-both",
        lambda: plain().package("b", crate_type=["rlib", "dylib"], deps=["a"], lib="pub fn f() -> u32 { a::f() }"),
        Run("-p app", {"app": links(std=STATIC, a=STATIC, b=STATIC), "b": links(std=DYNAMIC)}, units={"b": BY_CARGO}),
    ),
    Case(
        "fact-27-bins-examples-and-tests-never-get-the-flag",
        dylib_example,
        Run("--all-targets", {"shared:dylib": links(std=STATIC, a=STATIC)},
            units={"shared": NOT_BY_CARGO, "program": NOT_BY_CARGO, "i!test": NOT_BY_CARGO}),
        Run("--all-targets", {"shared:dylib": links(std=DYNAMIC, a=STATIC), "program": links(std=DYNAMIC)},
            PREFER_DYNAMIC),
    ),
    Case(
        "fact-28-a-library-that-rust-cannot-link",
        unlinkable,
        Run("-p app", {name: fails(unlinkable_dependency=["e"]) for name in (
            "by_use", "by_use_as", "by_path", "by_root_path", "by_root_use", "by_nested_use", "by_type",
            "by_extern_crate")} | {name: links(std=STATIC, e=ABSENT) for name in ("not_named", "by_doc_link")}),
    ),
    Case(
        "fact-28-a-bin-does-not-depend-on-its-own-cdylib",
        own_cdylib,
        Run("--bins", {"bin/own": links(std=STATIC)}, check=lambda seen: _compiled_once(seen, "own")),
        Run("", {"bin/own": links(std=STATIC), "lib/own": links(std=STATIC)}),
    ),
    Case(
        "fact-29-one-unit-for-host-and-target-in-dev",
        used_by_host_and_target,
        Run("-p app", {"app": links(e=DYNAMIC)}, units={"e": 1, "e@target": 1}),
        Run("-p app --release", units={"e": 2}, units_only=True),
        Run(f"-p app --release {ON_TARGET}", {"app": links(e=DYNAMIC)}, units={"e": 2, "e@host": 1}),
    ),
    Case(
        "fact-29-abort-and-tests-build-a-library-twice",
        lambda: aborting(Workspace().package("e", crate_type=["cdylib", "rlib"], lib=F,
                                             files={"tests/i.rs": "#[test] fn i() { e::f(); }"})),
        Run("--all-targets", units={"e": 2}, units_only=True),
    ),
    Case(
        "fact-30-a-target-keeps-rustflags-from-the-host",
        shared_below,
        Run("", {"build-script-build@host": links(std=DYNAMIC, a=STATIC), "app": links(std=DYNAMIC)}, PREFER_DYNAMIC,
            units={"a": 1, "m": BY_CARGO}),
        Run(ON_TARGET, {"build-script-build@host": links(std=STATIC, a=STATIC), "app": links(std=DYNAMIC)},
            PREFER_DYNAMIC, units={"a": 2, "a@host": NOT_BY_CARGO, "a@target": BY_CARGO}),
        Run("", {"build-script-build@host": links(std=STATIC), "app": links(std=DYNAMIC)},
            PREFER_DYNAMIC | {"CARGO_BUILD_TARGET": ON_TARGET.split()[1]}, units={"a": 2}),
    ),
)  # fmt: skip


def _compiled_once(observation: Observation, target: str) -> None:
    (unit,) = units_named(observation, target)
    assert unit.target_kind == ("bin",)
