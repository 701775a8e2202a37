"""Facts 56 to 68, seen in real projects: here on the smallest workspace that has the same."""

from __future__ import annotations

import subprocess
from functools import cache

from auditor.verify.observed import Observation
from tests.builders import Workspace, environment
from tests.oracle.cases.sources import (
    EMPTY_MAIN,
    PREFER_DYNAMIC,
    F,
    aborting,
    plain,
    with_lto,
)
from tests.oracle.expect import ABSENT, DYNAMIC, INCLUDED, STATIC, Case, Run, blocked, fails, links, one, unproven

NIGHTLY = {"RUSTUP_TOOLCHAIN": "nightly"}
PANIC = fails(panic_runtime=["panic_unwind"])
DERIVE = """
use proc_macro::TokenStream;
#[proc_macro_derive(D)] pub fn d(_: TokenStream) -> TokenStream { "const _: u32 = ser::C;".parse().unwrap() }
"""


@cache
def has_nightly() -> bool:
    """Whether a nightly toolchain is installed beside the one in use."""
    finished = subprocess.run(["rustc", "-V"], env=environment(**NIGHTLY), capture_output=True, timeout=60, check=False)
    return finished.returncode == 0


def found_nowhere() -> Workspace:
    """Ways of loading `b` that the unit's own source does not show."""
    files = {
        "src/bin/by_foreign_macro.rs": "t::translate!(); fn main() {}",
        "src/bin/by_derive.rs": "use der::D; #[derive(D)] struct S; fn main() { let _ = S; }",
        "src/bin/by_name_in_macro.rs": "t::takes_name!(b); fn main() {}",
        "src/bin/by_generated_file.rs": 'include!(concat!(env!("OUT_DIR"), "/generated.rs")); fn main() {}',
    }
    script = """fn main() {
        let path = std::path::Path::new(&std::env::var("OUT_DIR").unwrap()).join("generated.rs");
        std::fs::write(path, "use b as _;").unwrap();
    }"""
    macros = """
    #[macro_export] macro_rules! translate { () => { const _: u32 = b::C; } }
    #[macro_export] macro_rules! takes_name { ($name:ident) => { use $name as _; } }
    """
    return (
        Workspace()
        .package("b", crate_type=["dylib"], lib="pub const C: u32 = 1;")
        .package("ser", lib="pub const C: u32 = 1;")
        .package("t", lib=macros)
        .package("der", proc_macro=True, lib=DERIVE)
        .package("app", deps=["b", "ser", "t", "der"], files=files, build=script)
    )


def named_but_not_loaded() -> Workspace:
    """Tokens that look like `b` and load nothing."""
    files = {
        "src/bin/dropped_by_own_macro.rs": """
            macro_rules! only_windows { ($($item:item)*) => { $(#[cfg(windows)] $item)* } }
            only_windows! { pub fn g() { b::f(); } }
            fn main() {}""",
        "src/bin/module_of_that_name.rs": """
            mod m { pub fn g() { b::f(); } mod b { pub fn f() {} } }
            fn main() { m::g(); }""",
        "src/bin/imported_module.rs": "mod m { pub mod b { pub fn f() {} } } use m::b; fn main() { b::f(); }",
        "src/bin/by_re_export.rs": "pub use holder::b; fn main() { b::f(); }",
    }
    return plain(None).package("holder", lib="pub mod b { pub fn f() {} }").package(
        "app", deps=["a", "b", "holder"], files=files)  # fmt: skip


def feature_by_script() -> Workspace:
    """A build script that sets a feature."""
    return Workspace().package("a", lib=F).package(
        "app", deps=["a"], features={"rust_1_40": []}, main='#[cfg(feature = "rust_1_40")] use a as _; fn main() {}',
        build='fn main() { println!("cargo:rustc-cfg=feature=\\"rust_1_40\\""); }',
    )  # fmt: skip


def registry(crate_type: list[str]) -> Workspace:
    """A registry package of the given crate types, and a program that uses it."""
    return Workspace().registry_package("reg", crate_type=crate_type, lib=F).package(
        "app", deps={"reg": "1"}, main="fn main() { reg::f(); }")  # fmt: skip


def script_that_compiles() -> Workspace:
    """A build script that starts rustc through the wrapper, as autocfg does."""
    script = """
    use std::{env, process::Command};
    fn main() {
        let rustc = env::var("RUSTC").unwrap();
        let mut command = match env::var("RUSTC_WRAPPER") {
            Ok(wrapper) if !wrapper.is_empty() => { let mut it = Command::new(wrapper); it.arg(rustc); it }
            _ => Command::new(rustc),
        };
        let out = env::var("OUT_DIR").unwrap();
        std::fs::write(format!("{out}/probe.rs"), "pub fn f() {}").unwrap();
        let source = format!("{out}/probe.rs");
        command.args(["--crate-name", "probe", "--crate-type", "lib", "--emit=metadata", "-C", "metadata=probe"]);
        command.args(["--error-format=json", "--json=artifacts", "--out-dir", &out, &source]);
        assert!(command.status().unwrap().success());
        if std::path::Path::new(&format!("{out}/libprobe.rmeta")).exists() { println!("cargo:rustc-cfg=probed"); }
    }"""
    return Workspace().package("a", lib=F).package(
        "app", deps=["a"], build=script, main="#[cfg(probed)] use a as _; fn main() {}")  # fmt: skip


def plain_error() -> Workspace:
    """A unit that does not compile, and a program above it."""
    return (
        Workspace()
        .package("a", lib=F)
        .package("wrong", deps=["a"], main='fn main() { let _x: u32 = "no number"; }')
        .package("below", lib="pub fn f() -> u32 { unknown }")
        .package("app", deps=["below"], main="fn main() { below::f(); }")
    )


def named_like_std_s_own() -> Workspace:
    """Registry names that the toolchain's crates have too."""
    return (
        Workspace()
        .package("memchr", lib=F)
        .package("hashbrown", lib=F)
        .package("d1", crate_type=["dylib"], deps=["memchr", "hashbrown"],
                 lib="pub fn f() { memchr::f(); hashbrown::f(); }")
        .package("d2", crate_type=["dylib"], deps=["memchr"], lib="pub fn f() { memchr::f(); }")
        .package("app", deps=["d1", "hashbrown"], main="fn main() { d1::f(); hashbrown::f(); }")
        .package("both", deps=["d1", "d2"], main="fn main() { d1::f(); d2::f(); }")
        .package("alone", deps=["memchr"], main="fn main() { memchr::f(); }")
    )  # fmt: skip


def linked_text() -> Workspace:
    """A doc link whose text is a crate's name, though it leads elsewhere."""
    return (
        Workspace()
        .package("a", lib=F)
        .package("c", deps=["a"], lib="/// Like [a](https://docs.rs/a).\npub fn g() {}")
        .package("quoted", deps=["a"], lib="/// Like [`a`](https://docs.rs/a).\npub fn g() {}")
        .package("app", deps=["c"], main="use c as _; fn main() {}")
        .package("app2", deps=["quoted"], main="use quoted as _; fn main() {}")
    )


def _one_run_each(observation: Observation) -> None:
    assert sorted(command.crate_name for command in observation.commands.values()) == ["a", "app", "build_script_build"]


def _hash_is_unknown(observation: Observation) -> None:
    assert [name for name in one(observation, "app").needed if "std" not in name] == ["libreg-*.so"]


NIGHTLY_CASES = (
    Case(
        "fact-56-nightly-links-the-same",
        plain,
        Run("-p app", {"app": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED)}, NIGHTLY),
        Run("", {"app": fails(duplicate_crate=["std"])}, NIGHTLY),
        Run("", {"app": links(std=DYNAMIC, b=DYNAMIC)}, NIGHTLY | PREFER_DYNAMIC),
    ),
    Case(
        "fact-56-nightly-fails-the-same",
        lambda: aborting(plain()),
        Run("", {"app": fails(duplicate_crate=["std"], panic_strategy=["panic_unwind"],
                              two_panic_runtimes=["panic_abort", "panic_unwind"])}, NIGHTLY),
        Run("-p app", {"b": PANIC, "app": blocked()}, NIGHTLY),
    ),
)  # fmt: skip

CASES = (
    *(NIGHTLY_CASES if has_nightly() else ()),
    Case(
        "fact-57-what-no-look-at-the-sources-finds",
        found_nowhere,
        Run("-p app", {"by_foreign_macro": links(b=DYNAMIC), "by_derive": links(ser=STATIC),
                       "by_name_in_macro": links(b=DYNAMIC), "by_generated_file": links(b=DYNAMIC)},
            likely=("by_foreign_macro", "by_derive", "by_generated_file")),
    ),
    Case(
        "fact-58-what-only-looks-like-a-name",
        named_but_not_loaded,
        Run("-p app", {name: links(b=ABSENT, std=STATIC) for name in (
            "dropped_by_own_macro", "module_of_that_name", "by_re_export")} | {"imported_module": links(b=DYNAMIC)},
            likely=("dropped_by_own_macro", "module_of_that_name", "by_re_export")),
    ),
    Case(
        "fact-59-a-build-script-sets-features",
        feature_by_script,
        Run("", {"app": links(a=STATIC)}),
    ),
    Case(
        "fact-60-the-earlier-error-hides-the-later",
        lambda: aborting(with_lto(Workspace().package("app", main=EMPTY_MAIN))),
        Run("", {"app": PANIC}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-60-with-unwind-the-lto-error-comes",
        lambda: with_lto(Workspace().package("app", main=EMPTY_MAIN)),
        Run("", {"app": fails(lto_prefer_dynamic=[])}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-61-abort-breaks-registry-crates-first",
        lambda: aborting(registry(["lib", "staticlib", "cdylib"])),
        Run("", {"reg:cdylib": PANIC, "reg:staticlib": blocked(), "app": blocked()}, PREFER_DYNAMIC),
        Run("", {"app": links(std=STATIC, reg=STATIC)}),
    ),
    Case(
        "fact-61-abort-breaks-registry-dylibs-without-any-flag",
        lambda: aborting(registry(["lib", "dylib", "staticlib"])),
        Run("", {"reg:dylib": PANIC, "reg:staticlib": blocked(), "app": blocked()}),
    ),
    Case(
        "fact-62-registry-dylibs-have-a-hash",
        lambda: registry(["lib", "dylib"]),
        Run("", {"app": links(reg=DYNAMIC, std=DYNAMIC)}, PREFER_DYNAMIC, check=_hash_is_unknown),
        Run("", {"app": links(reg=STATIC, std=STATIC), "reg": links(std=DYNAMIC)}),
    ),
    Case(
        "fact-65-what-build-scripts-compile-is-let-through",
        script_that_compiles,
        Run("", {"app": links(a=STATIC)}, check=_one_run_each),
    ),
    Case(
        "fact-66-a-plain-error-proves-nothing",
        plain_error,
        Run("-p wrong -p app", {"wrong": unproven(), "app": unproven()}),
    ),
    Case(
        "fact-67-crates-named-like-std-s-own",
        named_like_std_s_own,
        Run("-p alone", {"alone": links(memchr=STATIC, std=STATIC)}),
        Run("-p app", {"app": links(d1=DYNAMIC, hashbrown=INCLUDED, memchr=INCLUDED, std=DYNAMIC)}),
        Run("-p both", {"both": fails(duplicate_crate=["memchr"])}),
        Run("", {"both": fails(duplicate_crate=["memchr", "std"]), "app": fails(duplicate_crate=["std"])}),
    ),
    Case(
        "fact-68-the-text-of-a-link-counts",
        linked_text,
        Run("", {"app": links(a=STATIC), "app2": links(a=STATIC)}),
    ),
)  # fmt: skip
