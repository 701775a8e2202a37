"""Files and options whose linkage is predicted and then observed."""

from __future__ import annotations

from typing import NamedTuple

MAIN = "fn main() {}"
LIB = "pub fn f() {}"
USES_A = "fn main() { a::f(); }"
USES_B = "fn main() { b::g(); }"
BOTH = "fn main() { b::g(); c::h(); }"
MACRO = "#[proc_macro] pub fn m(t: proc_macro::TokenStream) -> proc_macro::TokenStream { t }"
MACRO_LIB = f"extern crate proc_macro;\n{MACRO}"
BARE = (
    "#![no_std]\n#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }\n"
    '#[no_mangle] pub extern "C" fn f() {}'
)
TWO_TYPES = '// two\n#![crate_type = "staticlib"]\n#![allow(dead_code)]\n#![crate_type = "cdylib"]\n'
PD = "-C prefer-dynamic"


class Case(NamedTuple):
    """A file, and what stands behind it on rustc's command line; `{libs}` is the folder of the libraries."""

    name: str
    text: str
    options: str = ""
    macros: tuple[str, ...] = ()
    """The names of proc macros, whose absence is an error about linkage."""


CASES = (
    # Nothing but std.
    Case("program", MAIN),
    Case("program-shared", MAIN, PD),
    Case("taken-back", MAIN, f"{PD} -Cprefer-dynamic=no"),
    Case("given-again", MAIN, "-Cprefer-dynamic=no -Cprefer_dynamic"),
    Case("optimised", MAIN, f"-O {PD} -g"),
    Case("dylib", LIB, "--crate-type dylib"),
    Case("dylib-shared", LIB, f"--crate-type=dylib {PD}"),
    Case("cdylib", LIB, "--crate-type cdylib"),
    Case("cdylib-shared", LIB, f"--crate-type cdylib {PD}"),
    Case("staticlib-shared", LIB, f"--crate-type staticlib {PD}"),
    Case("rlib-shared", LIB, f"--crate-type rlib {PD}"),
    Case("lib-and-dylib", LIB, f"--crate-type lib --crate-type dylib {PD}"),
    Case("three-types", LIB, f"--crate-type rlib,staticlib,cdylib {PD}"),
    Case("macro", MACRO_LIB, f"--crate-type proc-macro {PD}"),
    Case("test", f"{MAIN} #[test] fn t() {{}}", f"--test {PD}"),
    Case("test-static", "#[test] fn t() {}", "--test"),
    Case("test-of-dylib", f"#![crate_type = \"dylib\"]\n{LIB}", f"--test {PD}"),
    # The crate type in the file.
    Case("attribute", f"#![crate_type = \"dylib\"]\n{LIB}", PD),
    Case("attributes", f"{TWO_TYPES}{LIB}", PD),
    Case("option-before-attribute", f"#![crate_type = \"dylib\"]\n{LIB}", f"--crate-type cdylib {PD}"),
    Case("named", f"#![crate_name = \"other\"]\n#![crate_type = \"cdylib\"]\n{LIB}", PD),
    # LTO, panic, crt-static.
    Case("lto-shared", MAIN, f"-C lto {PD}"),
    Case("lto-thin-shared", MAIN, f"-Clto=thin {PD}"),
    Case("lto-off-shared", MAIN, f"-C lto=off {PD}"),
    Case("lto-last-wins", MAIN, f"-C lto=fat -C lto=no {PD}"),
    Case("lto-dylib", LIB, "-C lto --crate-type dylib"),
    Case("lto-rlib", LIB, "-C lto --crate-type rlib"),
    Case("lto-cdylib-shared", LIB, f"-C lto --crate-type cdylib {PD}"),
    Case("lto-without-bitcode", MAIN, "-C lto -C embed-bitcode=no"),
    Case("abort", MAIN, "-C panic=abort"),
    Case("abort-shared", MAIN, f"-C panic=abort {PD}"),
    Case("abort-lto-shared", MAIN, f"-C panic=abort -C lto {PD}"),
    Case("abort-test", "#[test] fn t() {}", "--test -C panic=abort"),
    Case("abort-cdylib-shared", LIB, f"--crate-type cdylib -C panic=abort {PD}"),
    Case("crt-static-shared", MAIN, f"-C target-feature=+crt-static {PD}"),
    Case("crt-static-dylib", LIB, "--crate-type dylib -C target-feature=+crt-static"),
    Case("crt-static-two", LIB, "--crate-type rlib,cdylib,staticlib -C target-feature=+crt-static"),
    Case("no-such-std", MAIN, f"--target x86_64-unknown-linux-musl {PD}"),
    Case("no-std-for-the-web", LIB, f"--target wasm32-unknown-unknown --crate-type cdylib {PD}"),
    # Without std, and other crates of the toolchain's.
    Case("no-std", BARE, f"--crate-type cdylib -C panic=abort {PD}"),
    Case("no-std-staticlib", BARE, "--crate-type staticlib -C panic=abort"),
    Case("no-std-with-std", f"#![no_std]\nextern crate std;\n{LIB}", f"--crate-type cdylib {PD}"),
    Case("alloc", f"extern crate alloc;\n{MAIN}", PD),
    Case("proc-macro-crate", "extern crate proc_macro;\nfn main() {}", PD),
    # Libraries that are given.
    Case("rlib-given", USES_A, "--extern a={libs}/rlibs/liba.rlib"),
    Case("rlib-given-shared", USES_A, f"--extern a={{libs}}/rlibs/liba.rlib {PD}"),
    Case("unused", MAIN, "--extern a={libs}/shared/liba.so"),
    Case("dylib-given", USES_A, "--extern a={libs}/shared/liba.so"),
    Case("dylib-with-std", USES_A, "--extern a={libs}/own_std/liba.so"),
    Case("dylib-with-std-shared", USES_A, f"--extern a={{libs}}/own_std/liba.so {PD}"),
    Case("both-given", USES_A, "--extern a={libs}/both/liba.rlib --extern a={libs}/both/liba.so"),
    Case("both-given-shared", USES_A, f"--extern a={{libs}}/both/liba.rlib --extern a={{libs}}/both/liba.so {PD}"),
    Case("searched", USES_A, f"--extern a -L {{libs}}/both {PD}"),
    Case("extern-crate", f"extern crate a;\n{USES_A}", "-L{libs}/both"),
    Case("extern-crate-shared", f"extern crate a;\n{USES_A}", f"-L crate={{libs}}/both {PD}"),
    Case("other-name", "fn main() { other::f(); }", "--extern other={libs}/shared/liba.so"),
    Case("chain", USES_B, f"--extern b={{libs}}/rlibs/libb.rlib -L dependency={{libs}}/rlibs {PD}"),
    Case("holding", USES_B, "--extern b={libs}/holding/libb.so -L {libs}/rlibs"),
    Case("loading", USES_B, "--extern b={libs}/loading/libb.so -L {libs}/shared"),
    Case("two-holders", BOTH, "--extern b={libs}/holding/libb.so --extern c={libs}/holding/libc.so -L {libs}/rlibs"),
    Case("staticlib-of-dylib", "pub fn f() { a::f(); }", "--crate-type staticlib --extern a={libs}/shared/liba.so"),
    Case("abort-with-dylib", USES_A, "-C panic=abort --extern a={libs}/shared/liba.so"),
    Case("aborting-given", USES_A, "--extern a={libs}/aborting/liba.rlib"),
    Case("aborting-given-abort", USES_A, "-C panic=abort --extern a={libs}/aborting/liba.rlib"),
    Case("unwinding-given-abort", "fn main() { u::f(); }", "-C panic=abort --extern u={libs}/rlibs/libu.rlib"),
    Case("no-std-given", "fn main() { n::f(); }", f"--extern n={{libs}}/rlibs/libn.rlib {PD}"),
    Case("macro-given", "m::m! { fn main() {} }", f"--extern m={{libs}}/macros/libm.so {PD}", ("m",)),
    Case("macro-with-std", "md::md! {}\nfn main() {}", f"--extern md={{libs}}/macros/libmd.so {PD}", ("md",)),
    Case("no-link", "#[no_link] extern crate a;\nfn main() {}", "--extern a={libs}/shared/liba.so"),
    Case("dylib-of-dylib", "pub fn f() { a::f(); }", "--crate-type dylib --extern a={libs}/shared/liba.so"),
)  # fmt: skip
