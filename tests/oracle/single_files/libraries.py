"""The libraries that the cases give rustc, each compiled once."""

from __future__ import annotations

from pathlib import Path

from tests.oracle.single_files.observed import rustc

PREFER = ["-C", "prefer-dynamic"]
STREAM = "extern crate proc_macro; use proc_macro::TokenStream;\n"
EDITION = ["--edition", "2021"]


def build(folder: Path) -> None:
    """Compile all of them below a folder, which the cases name by `{libs}`."""
    sources = {
        "a": "pub fn f() -> u32 { 1 }",
        "b": "pub fn g() -> u32 { a::f() }",
        "c": "pub fn h() -> u32 { a::f() }",
        "n": "#![no_std]\npub fn f() -> u32 { 1 }",
        "u": 'pub extern "C-unwind" fn f() {} extern "C-unwind" { fn gone(); } pub fn g() { unsafe { gone() } }',
        "m": f"{STREAM}#[proc_macro] pub fn m(t: TokenStream) -> TokenStream {{ t }}",
        "md": f"{STREAM}#[proc_macro] pub fn md(t: TokenStream) -> TokenStream {{ let _ = b::g(); t }}",
    }
    for name, text in sources.items():
        (folder / f"{name}.rs").write_text(text)
    both, given = ["--crate-type", "rlib,dylib"], ["--extern", "a=rlibs/liba.rlib"]
    for options in (
        ["a.rs", "--crate-type", "rlib", "--out-dir", "rlibs"],
        ["a.rs", *both, *PREFER, "--out-dir", "both"],
        ["a.rs", "--crate-type", "dylib", *PREFER, "--out-dir", "shared"],
        ["a.rs", "--crate-type", "dylib", "--out-dir", "own_std"],
        ["a.rs", "--crate-type", "rlib", "-C", "panic=abort", "--out-dir", "aborting"],
        ["a.rs", "--crate-type", "cdylib", "--out-dir", "for_c"],
        ["b.rs", "--crate-type", "rlib", *given, "--out-dir", "rlibs"],
        ["b.rs", "--crate-type", "dylib", *PREFER, *given, "--out-dir", "holding"],
        ["c.rs", "--crate-type", "dylib", *PREFER, *given, "--out-dir", "holding"],
        ["b.rs", "--crate-type", "dylib", *PREFER, "--extern", "a=shared/liba.so", "--out-dir", "loading"],
        ["n.rs", "--crate-type", "rlib", "--out-dir", "rlibs"],
        ["u.rs", "--crate-type", "rlib", "--out-dir", "rlibs"],
        ["m.rs", "--crate-type", "proc-macro", "--out-dir", "macros"],
        ["md.rs", "--crate-type", "proc-macro", "--extern", "b=holding/libb.so", "-L", "rlibs", "--out-dir", "macros"],
    ):
        (folder / options[-1]).mkdir(exist_ok=True)
        done = rustc([*EDITION, *options], folder)
        assert done.returncode == 0, (options, done.stderr)
