"""Facts 8 to 13: how rustc decides, for each crate type of each unit."""

from __future__ import annotations

from itertools import permutations

from tests.builders import Workspace
from tests.oracle.cases.sources import PREFER_DYNAMIC, F, bins, plain
from tests.oracle.expect import DYNAMIC, INCLUDED, STATIC, Case, Run, blocked, fails, links

TWICE = fails(duplicate_crate=["std"])
USES_PROC_MACRO = "extern crate proc_macro; pub fn f() -> bool { proc_macro::is_available() }"


def mixed(*, has_dylib: bool) -> Workspace:
    """`app` uses `r` ([rlib, dylib]) and perhaps `b`, which has no rlib."""
    names = ["r", "b"] if has_dylib else ["r"]
    calls = " ".join(f"{name}::f();" for name in names)
    return (
        Workspace()
        .package("r", crate_type=["rlib", "dylib"], lib=F)
        .package("b", crate_type=["dylib"], lib=F)
        .package("app", deps=names, main=f"fn main() {{ {calls} }}")
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
)  # fmt: skip
