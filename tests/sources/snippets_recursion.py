"""Macros that invoke themselves: the rules that are reached in this way, and those that are not."""

from tests.sources.snippet import row

_MUNCHER = (
    "macro_rules! m { (@acc [$($done:tt)*]) => { b::f($($done)*) }; (@acc [$($done:tt)*] $t:tt $($rest:tt)*) => "
    "{ m!(@acc [$($done)*] $($rest)*) }; ($($t:tt)*) => { m!(@acc [] $($t)*) } } "
)

ROWS = (
    row("recursion-in-repetition", "macro_rules! call { (@one $v:expr) => { let _ = (b::v(), $v); }; "
        "($($v:expr),*) => { $( call!(@one $v); )* } } pub fn g() { call!(1, 2); }", "b", "b"),
    row("recursion-in-braces", "macro_rules! m { (@i) => { b::f() }; () => { m! { @i } } } pub fn g() { m!() }", "b", "b"),
    row("recursion-by-dollar-crate", "#[macro_export] macro_rules! m { (@i $x:expr) => { b::f() }; ($x:expr) => { $crate::m!(@i $x) } } "
        "pub fn g() { m!(1) }", "b", "b"),
    row("recursion-by-word", "macro_rules! m { (inner) => { b::f() }; (outer) => { m!(inner) } } pub fn g() { m!(outer) }", "b", "b"),
    row("recursion-by-separator", "macro_rules! m { ($x:expr;) => { b::f() }; ($x:expr) => { m!($x;) } } pub fn g() { m!(1) }", "b", "b"),
    row("recursion-in-steps", "macro_rules! m { (z) => { b::f() }; (y) => { m!(z) }; (x) => { m!(y) } } pub fn g() { m!(x) }", "b", "b"),
    row("recursion-with-accumulator", _MUNCHER + "pub fn g() { m!(x y) }", "b", "b"),
    row("recursion-with-variable", "macro_rules! m { (x) => { b::f() }; (y $($t:tt)*) => { m!($($t)*) } } pub fn g() { m!(y x) }", "b", "b"),
    row("recursion-by-turns", "macro_rules! m { (x) => { b::f() }; () => { n!(x) } } macro_rules! n { ($t:tt) => { m!($t) } } "
        "pub fn g() { m!() }", "b", "b"),
    row("recursion-by-handing-over", "macro_rules! n { ($m:ident) => { $m!(x) } } macro_rules! m { (x) => { b::f() }; () => { n!(m) } } "
        "pub fn g() { m!() }", "b", "b"),
    row("recursion-not-reached", "macro_rules! m { (x) => { b::f() }; (y) => { m!(x) }; (z $e:expr) => { m!(w $e) }; "
        "(w $e:expr) => { c::f() } } pub fn g() { m!(z 1) }", "c", "c"),
    row("recursion-to-foreign", "macro_rules! w { (@x) => { c::names_b!() }; () => { w!(@x) } } pub fn g() { w!() }", "bc", "bc"),
    row("foreign-recursion", "pub fn g() { c::recurs!() }", "bc", "b"),
    row("foreign-recursion-glob", "use c::*; pub fn g() { recurs!() }", "bc", "b"),
    row("foreign-recursion-macro-use", "#[macro_use] extern crate c; pub fn g() { recurs!() }", "bc", "b"),
    row("foreign-recursion-renamed", "use c::recurs as zz; pub fn g() { zz!() }", "bc", "b"),
    row("foreign-recursion-by-turns", "pub fn g() { c::recurs_by_turns!() }", "bc", "b"),
    row("macro-with-escaped-dollar", "macro_rules! o { ($d:tt $n:ident) => { macro_rules! inner { ($d($d t:tt)*) => { $n::f($d($d t)*) } } } } "
        "o!($ b); pub fn g() { inner!() }", "b", "b"),
    row("macro-defined-again", "macro_rules! m { () => { b::f() } } macro_rules! m { () => {} } pub fn g() { m!(); }", "", "b"),
    row("macro-defined-in-module", "mod q { macro_rules! m { () => { b::f() } } } macro_rules! m { () => {} } pub fn g() { m!(); }", "", "b"),
    row("macro-defined-later", "macro_rules! m { () => {} } fn x() { m!(); } macro_rules! m { () => { b::f() } }", "", "b"),
    row("macro-defined-by-condition", "#[cfg(unix)] macro_rules! m { () => { b::f() } } #[cfg(windows)] macro_rules! m { () => { c::f() } } "
        "pub fn g() { m!(); }", "b"),
    row("macro-with-its-own-module", "macro_rules! m { () => { { mod b { pub fn f() {} } b::f(); } } } pub fn g() { m!() }", "", "b"),
    row("condition-among-tokens", "pub fn g() { assert!({ #[cfg(any())] b::f(); true }); println!(\"{}\", { c::v() }) }", "c", "b"),
)  # fmt: skip
