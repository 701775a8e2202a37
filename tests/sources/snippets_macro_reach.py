"""Macros whose names mean one of another crate, conditions that they are given, and macros below macros."""

from tests.sources.snippet import row

_GIVEN = "macro_rules! m { ($(#[$m:meta])* $n:ident) => { $(#[$m])* pub fn $n() { b::f() } } } "
_NAMES_B = "macro_rules! keeps { ($($t:tt)*) => { b::f() } } "
_DROPS = "macro_rules! keeps { ($($t:tt)*) => {} } "

ROWS = (
    row("condition-given-to-own-macro", _GIVEN + "m!(#[cfg(windows)] x);", "", "b"),
    row("condition-given-that-holds", _GIVEN + "m!(#[cfg(unix)] x);", "b", "b"),
    row("condition-given-to-one-of-two-uses", _GIVEN + "m!(#[cfg(windows)] x); m!(y);", "b"),
    row("no-condition-given", _GIVEN + "m!(#[inline] x);", "b"),
    row("condition-given-in-brackets", "macro_rules! m { ({ $(#[$m:meta])* } $n:ident) => { $(#[$m])* pub fn $n() { b::f() } } } "
        "m!({ #[cfg(windows)] } x);", "", "b"),
    row("condition-given-as-tokens", "macro_rules! m { ($($t:tt)*) => { $($t)* pub fn g() { b::f() } } } m!(#[cfg(windows)]);", "", "b"),
    row("condition-given-as-meta", "macro_rules! m { ($m:meta) => { #[$m] pub fn g() { b::f() } } } m!(cfg(windows));", "", "b"),
    row("condition-given-as-name", "macro_rules! m { ($m:meta) => { #[cfg($m)] pub fn g() { b::f() } } } m!(windows);", "", "b"),
    row("condition-given-as-name-that-holds", "macro_rules! m { ($m:meta) => { #[cfg(all($m, unix))] pub fn g() { b::f() } } } m!(unix);", "b", "b"),
    row("conditions-given-as-names", "macro_rules! m { ($($m:meta),*) => { #[cfg(any($($m),*))] pub fn g() { b::f() } } } m!(windows, unix);", "b", "b"),
    row("cfg-macro-given", "macro_rules! m { ($e:expr) => { if $e { b::f() } } } pub fn g() { m!(cfg!(windows)) }", "b"),
    row("macro-2.0-not-used", "#![feature(decl_macro)] macro m() { b::f() }", "", "b"),
    row("macro-2.0-with-import", "#![feature(decl_macro)] pub macro m() { use b::f; }", "", "b"),
    row("macro-2.0-with-rules", "#![feature(decl_macro)] pub(crate) macro m { ($e:expr) => { ::b::f() } } pub fn g() { c::f() }", "c", "b"),
    row("macro-2.0-in-function", "#![feature(decl_macro)] pub fn g() { macro m($e:expr) { b::f() } c::f() }", "c", "b"),
    row("own-macro-out-of-reach", "mod q { " + _NAMES_B + "} use c::keeps; keeps!{}", "c", "b"),
    row("own-macro-out-of-reach-in-function", "fn x() { " + _NAMES_B + "} use c::keeps; keeps!{}", "c", "b"),
    row("own-macro-after-use", "use c::keeps; keeps!{} " + _NAMES_B.replace("keeps", "other") + "mod q { " + _NAMES_B + "}", "c", "b"),
    row("own-macro-by-another-crate-s-path", _NAMES_B + "c::keeps!{}", "c", "b"),
    row("own-macro-in-reach-despite-import", _NAMES_B + "pub mod q { pub fn g() { keeps!() } } pub use c::keeps as k;", "bc"),
    row("own-macro-of-standard-name", "mod q { macro_rules! vec { () => { b::f() } } } pub fn g() -> Vec<u8> { vec![] }", "", "b"),
    row("own-macro-of-standard-name-in-reach", "macro_rules! vec { () => { b::f() } } pub fn g() { vec![] }", "b"),
    row("own-macro-in-used-file", "#[macro_use] mod q; pub fn g() { vec![] }", "b", files={"q.rs": "macro_rules! vec { () => { b::f() } }"}),
    row("own-macro-in-unused-file", "mod q; pub fn g() -> Vec<u8> { vec![] }", "", "b", files={"q.rs": "macro_rules! vec { () => { b::f() } }"}),
    row("own-macro-before-file", "macro_rules! vec { () => { b::f() } } mod q;", "b", files={"q.rs": "pub fn g() { vec![] }"}),
    row("own-macro-behind-file", "mod q; macro_rules! vec { () => { b::f() } }", "", "b", files={"q.rs": "pub fn g() -> Vec<u8> { vec![] }"}),
    row("own-macro-in-included-file", 'include!("q.rs"); pub fn g() { keeps![] }', "b", files={"q.rs": "macro_rules! keeps { () => { b::f() } }"}),
    row("own-dropping-macro-out-of-reach", "mod q { " + _DROPS + "} use c::keeps; keeps!{ pub fn g() { b::f() } }", "bc", "b"),
    row("own-dropping-macro-of-standard-name", "mod q { macro_rules! vec { ($($t:tt)*) => {} } } pub fn g() -> Vec<u8> { vec![b::v()] }", "b", "b"),
    row("own-dropping-macro-in-used-file", "#[macro_use] mod q; thread_local! { static X: u8 = b::v(); }", "",
        files={"q.rs": "macro_rules! thread_local { ($($t:tt)*) => {} }"}),
    row("macro-below-foreign-macro", "pub fn g() { c::through_d!() }", "bc", "b"),
    row("macro-below-two-foreign-macros", "pub fn g() { c::through_itself_and_d!() }", "bc", "b"),
    row("macro-below-foreign-macro-imported", "use c::through_d; pub fn g() { through_d!() }", "bc", "b"),
)  # fmt: skip
