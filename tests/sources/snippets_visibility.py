"""What a glob import brings depends on what may be seen; what macros pass on may declare items."""

from tests.sources.snippet import row

_GLOB = "mod l {{ {item} }} use l::*; pub fn g() {{ b::f() }}"
_PASSES = "macro_rules! w { ($($t:tt)*) => { $($t)* } } "

ROWS = (
    row("glob-private-module", _GLOB.format(item="mod b {}"), "b"),
    row("glob-private-struct", _GLOB.format(item="struct b;"), "b"),
    row("glob-private-import", _GLOB.format(item="use std::mem as b;"), "b"),
    row("glob-private-crate", _GLOB.format(item="extern crate std as b;"), "b"),
    row("glob-pub-self", _GLOB.format(item="pub(self) mod b {}"), "b"),
    row("glob-pub-in-itself", _GLOB.format(item="pub(in crate::l) mod b {}"), "b"),
    row("glob-pub-super", _GLOB.format(item="pub(super) mod b { pub fn f() {} }")),
    row("glob-pub-crate", _GLOB.format(item="pub(crate) mod b { pub fn f() {} }")),
    row("glob-pub", _GLOB.format(item="pub mod b { pub fn f() {} }")),
    row("glob-private-glob", "mod l { mod i { pub mod b {} } use self::i::*; } use l::*; pub fn g() { b::f() }", "b"),
    row("glob-public-glob", "mod l { mod i { pub mod b { pub fn f() {} } } pub use self::i::*; } use l::*; pub fn g() { b::f() }"),
    row("glob-private-import-of-item", "mod l { mod i { pub mod b {} } use self::i::b; } use l::*; pub fn g() { b::f() }", "b"),
    row("glob-in-list", "mod l { pub fn x() {} mod b {} } use l::{x, *}; pub fn g() { x(); b::f() }", "b"),
    row("glob-in-function", "mod l { mod b {} } pub fn g() { use l::*; b::f() }", "b"),
    row("glob-of-import-elsewhere", "mod b {} mod l { use super::b; } mod k { use super::l::*; pub fn g() { b::f() } }", "b"),
    row("glob-seen-from-below", "mod b { pub fn f() {} } mod k { use super::*; pub fn g() { b::f() } }"),
    row("enum-in-passing-macro", _PASSES + "w! { enum b { A } } pub fn g() { b::A; }"),
    row("struct-in-passing-macro", _PASSES + "w! { struct b; impl b { fn f() {} } } pub fn g() { b::f(); }"),
    row("generic-in-passing-macro", _PASSES + "w! { pub fn g<b: Default>() { b::default(); } }"),
    row("enum-in-cfg-select", "cfg_select! { unix => { enum b { A } } _ => {} } pub fn g() { let _ = b::A; }"),
    row("struct-in-wrapped-module", "macro_rules! w { ($($t:item)*) => { $( #[cfg(unix)] $t )* } } "
        "w! { mod m { struct b; impl b { fn f() -> u32 { 3 } } pub fn call() -> u32 { b::f() } } }"),
    row("module-by-macro-through-self", "macro_rules! mo { ($n:ident) => { mod $n { pub fn f() {} } } } mo!(b); pub fn g() { self::b::f() }", "", "b"),
    row("module-by-macro-through-crate", "macro_rules! mo { ($n:ident) => { mod $n { pub fn f() {} } } } mo!(b); pub fn g() { crate::b::f() }", "", "b"),
    row("foreign-macro-of-own-name", "macro_rules! drops { ($($t:tt)*) => { $($t)* } } c::drops! { use b::f; }", "c", "b"),
    row("foreign-macro-out-of-reach", "mod a { macro_rules! drops { ($($t:tt)*) => { $($t)* } } drops!{} } use c::drops; drops! { use b::f; }", "c", "b"),
    row("foreign-macro-by-condition", "#[cfg(windows)] macro_rules! drops { ($($t:tt)*) => { $($t)* } } #[cfg(unix)] use c::drops; "
        "drops! { use b::f; }", "c", "b"),
    row("keeping-macro-by-condition", "#[cfg(windows)] macro_rules! keeps { ($($t:tt)*) => {} } #[cfg(unix)] use c::keeps; "
        "keeps! { use b::f; }", "bc", "b"),
    row("own-cfg-if-that-drops", "macro_rules! cfg_if { ($($t:tt)*) => {} } cfg_if! { if #[cfg(unix)] { use b::f; } }", "", "b"),
    row("include-by-concat", 'include!(concat!("x", ".rs"));', "b", files={"x.rs": "pub fn g() { b::f() }"}),
    row("doc-in-macro-body", "macro_rules! m { () => { /// [b::f]\n pub struct Q; } } m!();", "b", "b"),
    row("doc-in-unused-macro-body", "macro_rules! m { () => { /// [b::f]\n pub struct Q; } }", ""),
    row("doc-string-given-to-macro", 'macro_rules! m { ($d:literal) => { #[doc = $d] pub struct Q; } } m!("[b::f]");', "b", "b"),
    row("doc-by-concat", '#[doc = concat!("[", "b::f", "]")] pub struct S;', "b"),
    row("doc-by-concat-of-other-things", '#[doc = concat!("[", stringify!(b::f), "]")] pub struct S;', "b", "b"),
    row("doc-of-tuple-field", "pub struct S(/** [b::f] */ pub u8);", "b"),
    row("doc-of-private-tuple-field", "pub struct S(/** [b::f] */ u8);"),
    row("doc-of-variant-s-field", "pub enum E { A(/** [b::f] */ u8) }", "b"),
    row("doc-with-escapes", '#[doc = "x\\n\\n[b\\u{3a}:f]"] pub struct S;', "b"),
    row("doc-in-footnote", "/// [x][^1]\n///\n/// [^1]: [b::f]\npub struct S;", "b"),
    row("doc-in-html-comment", "/// <!-- [b::f] -->\npub struct S;"),
    row("doc-in-html-block", "/// <div>[b::f]</div>\npub struct S;"),
    row("doc-in-details", "/// <details>\n/// [b::f]\n/// </details>\npub struct S;"),
    row("doc-after-details", "/// <details>\n///\n/// [b::f]\n///\n/// </details>\npub struct S;", "b"),
    row("doc-with-inline-html", "/// a <b>[b::f]</b>\npub struct S;", "b"),
    row("doc-in-inline-comment", "/// a <!-- [b::f] -->\npub struct S;"),
)  # fmt: skip
