"""Facts 1 to 7: which crates count at all."""

from __future__ import annotations

from tests.builders import Workspace
from tests.oracle.cases.sources import (
    EMPTY_MAIN,
    PREFER_DYNAMIC,
    F,
    aborting,
    bins,
    macro,
    plain,
    rustflags,
)
from tests.oracle.expect import ABSENT, DYNAMIC, NOT_LINKED, STATIC, Case, Run, links

B = """
pub fn f() -> u32 { a::f() }
pub const C: u32 = 1;
pub struct T;
#[macro_export] macro_rules! exported { () => { $crate::f() } }
"""

NAMING = {
    "in_an_uncalled_function": "fn main() {} #[allow(dead_code)] fn g() { b::f(); }",
    "under_cfg_macro": "fn main() { if cfg!(windows) { b::f(); } }",
    "in_debug_assert": "fn main() { debug_assert!(b::f() == 1); }",
    "by_use": "#[allow(unused_imports)] use b::f; fn main() {}",
    "by_use_as": "use b as _; fn main() {}",
    "by_glob": "#[allow(unused_imports)] use b::*; fn main() {}",
    "by_extern_crate": "extern crate b; fn main() {}",
    "by_extern_crate_as": "extern crate b as other; fn main() {}",
    "by_pub_use": "pub use b; fn main() {}",
    "by_type": "fn main() { let _x: Option<b::T> = None; }",
    "by_const": "const C: u32 = b::C; fn main() { assert!(C == 1); }",
    "by_own_macro": "macro_rules! m { () => { b::f() } } fn main() { m!(); }",
    "by_its_macro": "fn main() { b::exported!(); }",
    "by_root_path": "mod b { #[allow(dead_code)] pub fn f() {} } fn main() { ::b::f(); }",
    "in_a_module_of_its_own_file": '#[path = "../elsewhere.rs"] mod elsewhere; fn main() {}',
    "in_an_included_file": 'include!("../elsewhere.rs"); fn main() {}',
    "in_where_clause": "fn main() {} #[allow(dead_code)] fn g<X>() where X: From<b::T> {}",
    "in_nested_use": "#[allow(unused_imports)] use {std::fmt, b::{f, T}}; fn main() {}",
}

NOT_NAMING = {
    "line_comment": "// b::f()\n/* use b::f; */ fn main() {}",
    "string": 'fn main() { let _x = "b::f()"; let _y = r#"use b::f;"#; }',
    "stringify": "fn main() { let _x = stringify!(b::f()); }",
    "unexpanded_macro": "#[allow(unused_macros)] macro_rules! m { () => { b::f() } } fn main() {}",
    "unexpanded_exported_macro": "#[macro_export] macro_rules! m { () => { b::f() } } fn main() {}",
    "cfg_windows": "#[cfg(windows)] use b::f; fn main() {}",
    "cfg_test": "#[cfg(test)] mod tests { use b::f; } fn main() {}",
    "variable": "fn main() { let b = 1; let _x = b + 1; }",
    "parameter": "fn main() { g(1); } fn g(b: u32) -> u32 { b }",
    "module": "mod b { pub fn f() {} } fn main() { b::f(); }",
    "field_and_method": "struct S { b: u32 } impl S { fn b(&self) -> u32 { self.b } } fn main() { S { b: 1 }.b(); }",
}


THROWN_AWAY = "macro_rules! nothing { ($($t:tt)*) => {} } nothing!(b::f()); fn main() {}"


def naming(sources: dict[str, str]) -> Workspace:
    """W with one binary for each way of naming or not naming `b`."""
    files = bins(**sources) | {
        "src/elsewhere.rs": "#[allow(dead_code)] fn g() { b::f(); }",
        "src/unreached.rs": "fn g() { b::f(); }",
    }
    return plain(None, files=files).package("b", crate_type=["dylib"], deps=["a"], lib=B)


def doc_links() -> Workspace:
    """A library for each place of a doc link to `a`, and a program for each that uses it."""
    libraries = {
        "exported": "/// See [`a::f`].\npub fn g() {}",
        "inner": "//! [a]",
        "private_item": "/// See [`a::f`].\n#[allow(dead_code)] fn g() {}",
        "private_module": "mod m { /// See [`a::f`].\n #[allow(dead_code)] pub fn g() {} }",
        "no_brackets": "/// See `a::f()`.\npub fn g() {}",
        "doc_test": "/// ```\n/// a::f();\n/// ```\npub fn g() {}",
    }
    workspace = Workspace().package("a", lib=F)
    for name, source in libraries.items():
        workspace.package(name, deps=["a"], lib=source)
    for name, types in (("d", ["dylib"]), ("r", ["rlib"]), ("c", ["cdylib"]), ("s", ["staticlib"])):
        workspace.package(f"exported_{name}", crate_type=types, deps=["a"], lib=libraries["exported"])
    workspace.package("exported_m", proc_macro=True, deps=["a"], lib="//! [`a::f`]")
    files = bins(**{f"app_{name}": f"use {name} as _; fn main() {{}}" for name in (*libraries, "exported_r")})
    files |= bins(own="//! [`a::f`]\n/// [a]\npub fn g() {}\nfn main() {}")
    return workspace.package("app", deps=["a", *libraries, "exported_r"], files=files)


def conditions() -> Workspace:
    """Binaries that name `a` under one condition each."""
    conditions = {
        "debug": "debug_assertions", "abort": 'panic = "abort"', "flag": "x", "script": "from_script",
        "feature": 'feature = "more"',
    }  # fmt: skip
    files = bins(**{name: f"#[cfg({text})] use a as _; fn main() {{}}" for name, text in conditions.items()})
    script = 'fn main() { println!("cargo:rustc-cfg=from_script"); }'
    return Workspace().package("a", lib=F).package(
        "app", deps=["a"], files=files, build=script, features={"more": []})  # fmt: skip


def features_of_host_and_target() -> Workspace:
    """`n` re-exports `a` with a feature that only the build script asks for."""
    return (
        Workspace()
        .package("a", lib=F)
        .package("n", deps=["a"], features={"x": []}, lib='#[cfg(feature = "x")] pub use a::f; pub fn g() {}')
        .package("app", deps=["n"], build_deps={"n": {"features": ["x"]}}, main="fn main() { n::g(); }",
                 build="fn main() { n::g(); }")
    )  # fmt: skip


def no_link() -> Workspace:
    """`#[no_link]`, and a proc macro that needs `a`."""
    return (
        plain("#[no_link] extern crate b; fn main() { m::one!(); }")
        .package("m", proc_macro=True, deps=["a"], lib=macro("a::f();"))
        .package("app", deps=["a", "b", "m"], main="#[no_link] extern crate b; fn main() { m::one!(); }")
    )


def conditional_dependency() -> Workspace:
    """`app` depends on `b` under `cfg(x1)`."""
    dependency = {"cfg(x1)": {"dependencies": {"b": {"path": "../b"}}}}
    return plain("#[cfg(x1)] use b as _; fn main() {}").package(
        "app", main="#[cfg(x1)] use b as _; fn main() {}", target=dependency)  # fmt: skip


CASES = (
    Case(
        "fact-01-an-unnamed-dependency-is-not-loaded",
        lambda: plain(EMPTY_MAIN),
        Run("", {"app": links(std=STATIC, a=ABSENT, b=ABSENT), "b": links(std=STATIC, a=STATIC)}),
        Run("-p app", {"app": links(std=STATIC, a=ABSENT, b=ABSENT)}),
    ),
    Case(
        "fact-02-what-names-a-crate",
        lambda: naming(NAMING),
        Run("-p app", {name: links(b=DYNAMIC, std=DYNAMIC) for name in NAMING}),
    ),
    Case(
        "fact-02-debug-assertions-are-compiled-in-release",
        lambda: plain(NAMING["in_debug_assert"]),
        Run("-p app --release", {"app": links(b=DYNAMIC)}),
    ),
    Case(
        "fact-03-what-does-not-name-a-crate",
        lambda: naming(NOT_NAMING),
        Run("-p app", {name: links(b=ABSENT, std=STATIC) for name in NOT_NAMING}),
    ),
    Case(
        "fact-03-tokens-that-a-macro-throws-away",
        lambda: plain(THROWN_AWAY),
        Run("-p app", {"app": links(b=ABSENT, std=STATIC)}),
    ),
    Case(
        "fact-03-cfg-test-holds-in-tests-only",
        lambda: plain(NOT_NAMING["cfg_test"]),
        Run("-p app --bins --tests", {"app!test": links(b=DYNAMIC), "app": links(b=ABSENT)}),
    ),
    Case(
        "fact-04-doc-links-load-crates",
        doc_links,
        Run(
            "",
            {
                "app_exported": links(a=STATIC), "app_inner": links(a=STATIC), "app_exported_r": links(a=STATIC),
                "exported_d": links(a=STATIC), "exported_m": links(a=STATIC),
                "exported_c": links(a=ABSENT), "exported_s": links(a=ABSENT), "own": links(a=ABSENT),
                "app_private_item": links(a=ABSENT), "app_private_module": links(a=ABSENT),
                "app_no_brackets": links(a=ABSENT), "app_doc_test": links(a=ABSENT),
            },
        ),
        Run("-p exported -p inner --tests", {"exported!test": links(a=ABSENT), "inner!test": links(a=ABSENT)}),
    ),
    Case(
        "fact-05-no-link-and-proc-macros-are-not-linked",
        no_link,
        Run("-p app", {"app": links(std=STATIC, b=NOT_LINKED, m=NOT_LINKED), "b": links(std=DYNAMIC),
                       "m": links(a=STATIC)}),
        Run("-p app", {"app": links(b=NOT_LINKED, std=DYNAMIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-05-what-a-proc-macro-needs-is-not-loaded",
        lambda: no_link().package("app", deps=["m"], main="fn main() { m::one!(); }"),
        Run("-p app", {"app": links(a=ABSENT, m=NOT_LINKED)}),
    ),
    Case(
        "fact-06-each-unit-has-its-cfg",
        conditions,
        Run("", {"debug": links(a=STATIC), "abort": links(a=ABSENT), "flag": links(a=ABSENT),
                 "script": links(a=STATIC), "feature": links(a=ABSENT)}),
        Run("--release --features more", {"debug": links(a=ABSENT), "feature": links(a=STATIC)}),
        Run("", {"flag": links(a=STATIC)}, rustflags("--cfg x")),
    ),
    Case(
        "fact-06-the-panic-strategy-is-a-cfg",
        lambda: aborting(conditions()),
        Run("", {"abort": links(a=STATIC)}),
        Run("--tests", {"abort!test": links(a=ABSENT)}),
    ),
    Case(
        "fact-06-features-differ-between-host-and-target",
        features_of_host_and_target,
        Run("", {"app": links(a=ABSENT, n=STATIC), "build-script-build@host": links(a=STATIC)},
            units={"n@host": {"features": ("x",)}, "n@target": {"features": ()}}),
    ),
    Case(
        "fact-07-cfg-flags-switch-dependencies-on",
        conditional_dependency,
        Run("-p app", {"app": links(b=ABSENT)}, units={"b": 0}),
        Run("-p app", {"app": links(b=DYNAMIC)}, rustflags("--cfg x1"), units={"b": 1}),
    ),
    Case(
        "fact-07-cargo-asks-for-cfgs-without-a-profile",
        lambda: plain(EMPTY_MAIN).config("[target.'cfg(debug_assertions)']\nrustflags = [\"-Cprefer-dynamic\"]\n"),
        Run("-p app --release", {"app": links(std=DYNAMIC)}, units={"app": {"prefer_dynamic": True}}),
    ),
)  # fmt: skip
