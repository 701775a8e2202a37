"""Facts 14 to 23: proc macros, `no_std`, allocators, names, a package's own users, the linker's arguments."""

from __future__ import annotations

from auditor.verify.observed import Observation
from tests.builders import Workspace
from tests.oracle.cases.sources import (
    CALLS_A,
    EMPTY_MAIN,
    ON_TARGET,
    PREFER_DYNAMIC,
    F,
    aborting,
    bins,
    macro,
    plain,
    rustflags,
)
from tests.oracle.expect import (
    ABSENT,
    DYNAMIC,
    INCLUDED,
    NOT_LINKED,
    STATIC,
    Case,
    Run,
    blocked,
    fails,
    links,
    one,
    unproven,
)

TWICE = fails(duplicate_crate=["std"])
NO_STD = (
    "#![no_std]\n#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }\n"
    '#[no_mangle] pub extern "C" fn g() -> u32 { %s }'
)
ALLOCATOR = "#[global_allocator] static A: std::alloc::System = std::alloc::System;\npub fn f() -> u32 { 1 }"


def macro_over_dylib(lib: str) -> Workspace:
    """m (proc macro) -> b (dylib) -> a; programs that use or only declare it."""
    sources = {
        "by_use": "use m as _; fn main() {}",
        "by_extern_crate": "extern crate m; fn main() {}",
        "not_named": EMPTY_MAIN,
    }
    return plain(None).package("m", proc_macro=True, deps=["b"], lib=lib).package(
        "app", deps=["m"], files=bins(**sources))  # fmt: skip


def no_std(crate_type: str, body: str = "1", a: str = F) -> Workspace:
    """A `no_std` library for C beside `a`."""
    return aborting(Workspace().package("a", lib=a).package(
        "n", crate_type=[crate_type], deps=["a"], lib=NO_STD % body))  # fmt: skip


def two_versions(types: list[str] | None) -> Workspace:
    """Two versions of `v`, one below `d`."""
    return (
        Workspace()
        .package("v", lib=F, version="1.0.0", crate_type=types)
        .package("v2", lib=F, version="2.0.0", crate_type=types, package={"name": "v"}, is_member=False)
        .package("d", crate_type=["dylib"], deps={"v": {"path": "../v2", "version": "2"}},
                 lib="pub fn f() -> u32 { v::f() }")
        .package("app", deps=["v", "d"], main="fn main() { v::f(); d::f(); }")
    )  # fmt: skip


def renamed() -> Workspace:
    """Dependencies under other names than their own."""
    return (
        Workspace()
        .package("v", lib=F)
        .package("d1", crate_type=["dylib"], deps={"other": {"package": "v"}}, lib="pub fn f() { other::f(); }")
        .package("d2", crate_type=["dylib"], deps={"other": {"package": "v"}}, lib="pub fn f() { other::f(); }")
        .package("c", crate_type=["cdylib"], lib=F)
        .package("app", deps=["d1", "d2"], main="fn main() { d1::f(); d2::f(); }")
        .package("app2", deps={"third": {"package": "c"}}, main="fn main() { third::f(); }")
    )


def tests_of_what_a_dependency_links() -> Workspace:
    """`a` dev-depends on `b`, which links `a`."""
    test = "pub fn f() -> u32 { 1 }\n#[test] fn t() { assert_eq!(b::f(), 1); }"
    return Workspace().package("a", lib=test, dev_deps=["b"]).package("b", deps=["a"], lib=CALLS_A)


def dylib_package_with_users() -> Workspace:
    """A dylib with a bin, an integration test and unit tests in its own package."""
    return Workspace().package("a", lib=F).package(
        "b", crate_type=["dylib"], deps=["a"], lib=CALLS_A + "\n#[test] fn t() { f(); }",
        files={"src/main.rs": "fn main() { b::f(); }", "tests/i.rs": "#[test] fn i() { b::f(); }"},
        is_root=True,
    )  # fmt: skip


def _own_library_is_in_the_link(observation: Observation) -> None:
    names = [entry.crate for entry in one(observation, "a!test").linkage]
    assert names == ["a", "b", "std"]


def _two_packages(observation: Observation) -> None:
    ids = {entry.package_id for entry in one(observation, "app").linkage if entry.crate == "v"}
    assert len(ids) == 2, ids


def _says(observation: Observation, words: str) -> None:
    errors = [error for errors in observation.plain_errors.values() for error in errors]
    assert any(words in error for error in errors), errors


def _needs(observation: Observation, library: str) -> None:
    assert library in one(observation, "app").needed


CASES = (
    Case(
        "fact-14-proc-macros-are-static-and-their-tests-are-not",
        lambda: Workspace().package("a", lib=F).package("m", proc_macro=True, deps=["a"], lib=macro("a::f();")),
        Run("-p m", {"m": links(std=STATIC, a=STATIC)}, units={"m": {"prefer_dynamic": True}}),
        Run("-p m", {"m": links(std=STATIC, a=STATIC)}, PREFER_DYNAMIC),
        Run("-p m --tests", {"m!test": links(std=DYNAMIC, a=STATIC)}, units={"m!test": {"prefer_dynamic": True}}),
    ),
    Case(
        "fact-15-a-proc-macro-that-needs-std-cannot-be-loaded",
        lambda: macro_over_dylib(macro("b::f();")),
        Run("-p app", {"m": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED), "by_use": fails(proc_macro_load=["m"]),
                       "by_extern_crate": fails(proc_macro_load=["m"]), "not_named": links(m=ABSENT)}),
        Run(f"-p app {ON_TARGET}", {"by_use": fails(proc_macro_load=["m"])}),
        Run("", {"m": TWICE, "by_use": blocked(), "not_named": blocked()}),
    ),
    Case(
        "fact-15-without-a-macro-function-it-is-loaded",
        lambda: macro_over_dylib("use b as _;"),
        Run("-p app", {"m": links(std=DYNAMIC, b=DYNAMIC), "by_use": links(m=NOT_LINKED, std=STATIC)}),
    ),
    Case(
        "fact-16-crt-static-beats-prefer-dynamic",
        lambda: Workspace().package("a", lib=F).package("app", deps=["a"], main="fn main() { a::f(); }"),
        Run("", {"app": links(std=STATIC, a=STATIC)}, rustflags("-C target-feature=+crt-static -C prefer-dynamic"),
            units={"app": {"prefer_dynamic": True}}),
        Run(ON_TARGET, {"app": links(std=STATIC)}, rustflags("-C target-feature=+crt-static -C prefer-dynamic")),
    ),
    Case(
        "fact-17-no-std-below-a-program-is-no-matter",
        lambda: plain().package("a", lib="#![no_std]\n" + F),
        Run("-p app", {"app": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED)}),
    ),
    *(
        Case(
            f"fact-17-no-std-{crate_type}",
            lambda crate_type=crate_type: no_std(crate_type),
            Run("-p n", {"n": links(std=ABSENT, a=ABSENT)}),
            Run("-p n", {"n": links(std=ABSENT, a=ABSENT)}, PREFER_DYNAMIC),
        )
        for crate_type in ("cdylib", "staticlib", "dylib")
    ),
    Case(
        "fact-17-no-std-over-no-std",
        lambda: no_std("cdylib", "a::f()", "#![no_std]\n" + F),
        Run("-p n", {"n": links(std=ABSENT, a=STATIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-17-std-comes-in-by-a-dependency",
        lambda: Workspace().package("a", lib=F).package(
            "n", crate_type=["cdylib"], deps=["a"],
            lib="#![no_std]\n#[no_mangle] pub extern \"C\" fn g() -> u32 { a::f() }"),
        Run("-p n", {"n": links(std=STATIC, a=STATIC)}),
        Run("-p n", {"n": links(std=DYNAMIC, a=STATIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-17-no-std-dylib-below-a-std-program",
        lambda: no_std("dylib").package("app", deps=["n"], main="fn main() { n::g(); }"),
        Run("-p app", {"app": unproven(), "n": links(std=ABSENT)}, check=lambda seen: _says(seen, "lang item")),
    ),
    Case(
        "fact-18-a-global-allocator-changes-nothing",
        lambda: plain().package("a", lib=ALLOCATOR),
        Run("-p app", {"app": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED)}),
        Run("", {"app": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED)}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-18-two-global-allocators-are-no-linkage-error",
        lambda: Workspace().package("a", lib=ALLOCATOR).package(
            "app", deps=["a"], main=ALLOCATOR + "\nfn main() { a::f(); }"),
        Run("", {"app": unproven()}, check=lambda seen: _says(seen, "conflicts with global allocator in: a")),
    ),
    Case(
        "fact-19-two-versions-are-two-crates",
        lambda: two_versions(None),
        Run("-p app", {"app": links(std=DYNAMIC, d=DYNAMIC)}, check=_two_packages),
    ),
    Case(
        "fact-19-errors-have-real-names-except-unlinkable",
        renamed,
        Run("-p app", {"app": fails(duplicate_crate=["v"])}),
        Run("-p app2", {"app2": fails(unlinkable_dependency=["third"])}),
    ),
    Case(
        "fact-20-the-library-beside-its-own-tests",
        tests_of_what_a_dependency_links,
        Run("-p a --tests", {"a!test": links(a=STATIC, b=STATIC, std=STATIC)}, check=_own_library_is_in_the_link),
    ),
    Case(
        "fact-21-a-dylib-package-with-its-own-users",
        dylib_package_with_users,
        Run("--tests", {"lib/b!test": links(std=STATIC, a=STATIC, b=ABSENT), "bin/b!test": TWICE, "i!test": TWICE}),
        Run("", {"b:bin": TWICE, "b:dylib": links(std=STATIC)}),
        Run("--tests", {"lib/b!test": links(std=DYNAMIC, a=STATIC),
                        "i!test": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED)}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-22-unit-tests-load-more",
        lambda: plain().package("l", deps=["b"], lib=F + "\n#[cfg(test)] mod tests { #[test] fn t() { b::f(); } }"),
        Run("-p l --lib --tests", {"l!test": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED)}),
    ),
    Case(
        "fact-23-needed-is-what-the-linker-is-given",
        lambda: plain("use b as _; fn main() {}"),
        Run("-p app", {"app": links(b=DYNAMIC)}, check=lambda seen: _needs(seen, "libb.so")),
    ),
)  # fmt: skip
