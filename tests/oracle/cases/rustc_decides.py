"""Facts 8 to 23: how rustc decides, for each crate type of each unit."""

from __future__ import annotations

from itertools import permutations

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
    "#[no_mangle] pub extern \"C\" fn g() -> u32 { %s }"
)
ALLOCATOR = "#[global_allocator] static A: std::alloc::System = std::alloc::System;\npub fn f() -> u32 { 1 }"
USES_PROC_MACRO = "extern crate proc_macro; pub fn f() -> bool { proc_macro::is_available() }"


def mixed(*, has_dylib: bool) -> Workspace:
    """`app` uses `r` ([rlib, dylib]) and perhaps `b`, which has no rlib."""
    names = ["r", "b"] if has_dylib else ["r"]
    return (
        Workspace()
        .package("r", crate_type=["rlib", "dylib"], lib=F)
        .package("b", crate_type=["dylib"], lib=F)
        .package("app", deps=names, main="fn main() { %s }" % " ".join(f"{name}::f();" for name in names))
    )


def overlapping() -> Workspace:
    """`d1` and `d2` over `c` ([rlib, dylib])."""
    return (
        Workspace()
        .package("c", crate_type=["rlib", "dylib"], lib=F)
        .package("d1", crate_type=["dylib"], deps=["c"], lib="pub fn f() -> u32 { c::f() }")
        .package("d2", crate_type=["dylib"], deps=["c"], lib="pub fn f() -> u32 { c::f() }")
        .package("app", deps=["d1", "d2"], main="fn main() { d1::f(); d2::f(); }")
    )


def four_dylibs() -> Workspace:
    """Four dylibs over two rlibs, and a program for each order in which they can be loaded."""
    workspace = Workspace().package("r1", lib=F).package("r2", lib=F)
    names = ["w", "x", "y", "z"]
    for name, below in zip(names, ("r1", "r2", "r1", "r2"), strict=True):
        workspace.package(name, crate_type=["dylib"], deps=[below], lib=f"pub fn f() -> u32 {{ {below}::f() }}")
    orders = {"".join(order): "".join(f"use {name} as _;\n" for name in order) for order in permutations(names)}
    sources = {f"order_{order}": f"{uses}fn main() {{}}" for order, uses in orders.items()}
    return workspace.package("app", deps=names, files=bins(**sources))


def two_with(source: str) -> Workspace:
    """Two dylibs of the same source in one program."""
    return (
        Workspace()
        .package("d1", crate_type=["dylib"], lib=source)
        .package("d2", crate_type=["dylib"], lib=source)
        .package("app", deps=["d1", "d2"], main="fn main() { d1::f(); d2::f(); }")
        .package("one", deps=["d1"], main="extern crate proc_macro; fn main() { d1::f(); }")
    )


def static_library(crate_type: list[str]) -> Workspace:
    """A library for C over two dylibs and an rlib."""
    return plain().package("b2", crate_type=["dylib"], lib=F).package(
        "s", crate_type=crate_type, deps=["a", "b", "b2"],
        lib="#[no_mangle] pub extern \"C\" fn g() -> u32 { a::f() + b::f() + b2::f() }",
    )  # fmt: skip


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
        .package("d", crate_type=["dylib"], deps={"v": {"path": "../v2", "version": "2"}}, lib="pub fn f() -> u32 { v::f() }")
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


CASES = (
    Case(
        "fact-08-dylib-only-turns-everything",
        plain,
        Run("-p app", {"app": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED)}, units={"app": {"prefer_dynamic": False}}),
    ),
    Case(
        "fact-08-with-rlibs-everywhere-all-is-static",
        lambda: mixed(has_dylib=False),
        Run("-p app", {"app": links(std=STATIC, r=STATIC)}),
    ),
    Case(
        "fact-08-a-dylib-turns-what-has-an-rlib-too",
        lambda: mixed(has_dylib=True),
        Run("-p app", {"app": links(std=DYNAMIC, r=DYNAMIC, b=DYNAMIC)}),
    ),
    Case(
        "fact-09-dylibs-include-what-they-link-statically",
        plain,
        Run("", {"app": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED), "b": links(a=STATIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-09-included-in-one-and-shared-by-another",
        overlapping,
        Run("-p app -p d1", {"app": fails(duplicate_crate=["c", "std"])}),
        Run("-p app", {"app": links(c=DYNAMIC)}),
    ),
    Case(
        "fact-10-the-order-of-loading-does-not-matter",
        four_dylibs,
        Run("", {f"order_{''.join(order)}": fails(duplicate_crate=["r1", "r2"]) for order in permutations("wxyz")},
            PREFER_DYNAMIC),
    ),
    Case("fact-11-std-in-a-dylib-and-beside-it", plain, Run("", {"app": TWICE, "b": links(std=STATIC, a=STATIC)})),
    Case(
        "fact-12-crates-of-the-toolchain-without-dylib",
        lambda: two_with(USES_PROC_MACRO),
        Run("-p one", {"one": links(std=DYNAMIC, d1=DYNAMIC)}),
        Run("-p one --tests", {"one!test": links(std=DYNAMIC, d1=DYNAMIC)}),
        Run("-p app", {"app": TWICE, "d1": links(std=DYNAMIC)}),
    ),
    Case(
        "fact-12-alloc-and-core-are-in-the-shared-std",
        lambda: two_with("extern crate alloc; pub fn f() -> alloc::vec::Vec<u8> { alloc::vec::Vec::new() }"),
        Run("-p app", {"app": links(std=DYNAMIC, d1=DYNAMIC, d2=DYNAMIC)}),
    ),
    Case(
        "fact-13-cdylib-follows-prefer-dynamic",
        lambda: static_library(["cdylib"]),
        Run("-p s", {"s": links(std=DYNAMIC, a=INCLUDED, b=DYNAMIC, b2=DYNAMIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-13-staticlib-does-not",
        lambda: static_library(["staticlib"]),
        Run("-p s", {"s": fails(missing_format=["b", "b2"])}, PREFER_DYNAMIC),
        Run("-p s", {"s": fails(missing_format=["b", "b2"])}),
    ),
    Case(
        "fact-13-one-crate-type-fails-and-blocks-the-other",
        lambda: static_library(["cdylib", "staticlib"]),
        Run("-p s", {"s:staticlib": fails(missing_format=["b", "b2"]), "s:cdylib": blocked()}),
        Run("", {"s:staticlib": fails(missing_format=["b", "b2"]), "s:cdylib": TWICE}),
    ),
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
        Run("", {"app": unproven()}, check=lambda seen: _says(seen, "conflicts with global allocator in: a"),
            time_decides=True),
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
        Run("--tests", {"lib/b!test": links(std=DYNAMIC, a=STATIC), "i!test": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED)},
            PREFER_DYNAMIC),
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


def _says(observation: Observation, words: str) -> None:
    errors = [error for errors in observation.plain_errors.values() for error in errors]
    assert any(words in error for error in errors), errors


def _needs(observation: Observation, library: str) -> None:
    assert library in one(observation, "app").needed
