"""The dependencies that the small crates may name: three libraries and a proc macro."""

from __future__ import annotations

_LIBRARY = """
pub fn f() {}
pub fn v() -> u8 { 1 }
pub struct T;
pub const X: u8 = 1;
pub type Y = u8;
pub trait Tr {}
pub mod m { pub fn g() {} pub struct T; }
#[macro_export] macro_rules! NAME_mac { () => {} }
"""

_MACROS = """
#[macro_export] macro_rules! names_b { () => { b::f() } }
#[macro_export] macro_rules! names_b_below { () => { $crate::names_b!() } }
#[macro_export] macro_rules! keeps { ($($t:tt)*) => { $($t)* } }
#[macro_export] macro_rules! drops { ($($t:tt)*) => {} }
#[macro_export] macro_rules! own { () => { $crate::f() } }
#[macro_export] macro_rules! recurs { (@inner) => { ::b::f() }; () => { $crate::recurs!(@inner) } }
#[macro_export] macro_rules! recurs_by_turns { (@inner) => { ::b::f() }; () => { $crate::turns!() } }
#[macro_export] macro_rules! turns { () => { $crate::recurs_by_turns!(@inner) } }
#[macro_export] macro_rules! calls { ($name:ident) => { $name::f() } }
#[macro_export] macro_rules! through_d { () => { $crate::below::says_b!() } }
#[macro_export] macro_rules! through_itself_and_d { () => { $crate::through_d!() } }
pub extern crate d as below;
"""

_BELOW = "#[macro_export] macro_rules! says_b { () => { ::b::f() } }"

_PROC_MACRO = """
extern crate proc_macro;
use proc_macro::TokenStream;
#[proc_macro_attribute] pub fn keep(_: TokenStream, item: TokenStream) -> TokenStream { item }
#[proc_macro_attribute] pub fn discard(_: TokenStream, _: TokenStream) -> TokenStream { TokenStream::new() }
#[proc_macro_derive(WritesB, attributes(helper))]
pub fn writes_b(_: TokenStream) -> TokenStream { "const _: () = { fn x() { ::b::f() } };".parse().unwrap() }
#[proc_macro] pub fn nothing(_: TokenStream) -> TokenStream { TokenStream::new() }
"""

_LIBRARIES = {name: _LIBRARY.replace("NAME", name) for name in "bcd"}

SOURCES = _LIBRARIES | {"d": _LIBRARIES["d"] + _BELOW, "c": _LIBRARIES["c"] + _MACROS, "p": _PROC_MACRO}
"""The source of each, by name; `DEPENDENCIES` come before what depends on them."""

DEPENDENCIES = {"c": ("d",)}
"""What they depend on themselves."""

PROC_MACROS = ("p",)
