"""Files that come in through a macro."""

from tests.sources.snippet import row

_FILE = {"aux/i.rs": "pub fn i() { b::f() }", "aux/z.rs": "pub fn i() { c::f() }"}

ROWS = (
    row("macro-includes", "macro_rules! inc { () => { include!(\"aux/i.rs\"); } } inc!();", "b", "b", files=_FILE),
    row("macro-includes-unused", "macro_rules! inc { () => { include!(\"aux/i.rs\"); } }", files=_FILE),
    row("macro-includes-given-expression", "macro_rules! inc { ($p:expr) => { include!($p); } } inc!(\"aux/i.rs\");", "b", "b", files=_FILE),
    row("macro-includes-given-literal", "macro_rules! inc { ($p:literal) => { include!($p); } } inc!{\"aux/i.rs\"}", "b", "b", files=_FILE),
    row("macro-includes-given-token", "macro_rules! inc { ($p:tt) => { include!($p); } } inc!(\"aux/i.rs\");", "b", "b", files=_FILE),
    row("macro-includes-joined", "macro_rules! inc { ($p:tt) => { include!(concat!(\"aux/\", $p)); } } inc!(\"i.rs\");", "b", "b", files=_FILE),
    row("macro-includes-from-below", "#[macro_use] mod x; inc!(\"aux/i.rs\");", "b", "b",
        files=_FILE | {"x.rs": "macro_rules! inc { ($p:tt) => { include!($p); } }"}),
    row("macro-includes-in-two-steps", "macro_rules! inc { ($p:tt) => { include!($p); } } "
        "macro_rules! m { () => { inc!(\"aux/i.rs\"); } } m!();", "b", "bcdp", files=_FILE),
    row("include-renamed", "use std::include as inc; inc!(\"aux/i.rs\");", "b", files=_FILE),
    row("include-in-module-with-item", "mod m { pub mod b { pub fn f() {} } include!(\"aux/i.rs\"); }", files=_FILE),
    row("module-with-path-among-tokens", "macro_rules! mo { ($($i:item)*) => { $($i)* } } mo! { #[path = \"aux/i.rs\"] mod z; }", "b", "",
        files=_FILE),
    row("module-with-path-among-other-tokens", "macro_rules! mo { ($($i:tt)*) => { pub mod y {} $($i)* } } "
        "mo! { #[path = \"aux/i.rs\"] pub mod z; }", "b", "b", files=_FILE),
    row("variable-module-with-path", "macro_rules! mo { ($p:ident) => { #[path = \"aux/i.rs\"] mod $p; } } mo!(z);", "b", "b", files=_FILE),
    row("module-with-variable-path", "macro_rules! mo { ($p:literal) => { #[path = $p] mod z; } } mo!(\"aux/i.rs\");", "b", "bcdp", files=_FILE),
)  # fmt: skip
