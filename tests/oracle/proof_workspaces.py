"""Small workspaces that put real crates of the registry behind shared libraries."""

from __future__ import annotations

from tests.builders import Workspace

_CALLS_UMBRELLA = 'fn main() { println!("{}", umbrella::all()); }'


def _umbrella() -> Workspace:
    """One dylib around several real crates, used by two programs."""
    dylib = """
        pub use regex; pub use memchr; pub use itoa;
        pub fn all() -> usize {
            let found = regex::Regex::new("b+").unwrap().find("abbb").unwrap().end();
            found + memchr::memchr(b'x', b"abx").unwrap() + itoa::Buffer::new().format(12u32).len()
        }"""
    return (
        Workspace()
        .package("umbrella", crate_type=["dylib"], lib=dylib,
                 deps={"regex": "=1.10.5", "memchr": "=2.7.4", "itoa": "=1.0.11"})
        .package("one", main=_CALLS_UMBRELLA, deps=["umbrella"])
        .package("two", main="fn main() { let _ = umbrella::memchr::memchr(1, b\"\"); }", deps=["umbrella"])
    )  # fmt: skip


def _shared_twice() -> Workspace:
    """Two dylibs that hold the same real crate, in one program: it cannot be linked."""
    uses = "pub fn f() -> String { itoa::Buffer::new().format(1u32).to_owned() }"
    return (
        Workspace()
        .package("left", crate_type=["dylib"], lib=uses, deps={"itoa": "=1.0.11"})
        .package("right", crate_type=["dylib"], lib=uses, deps={"itoa": "=1.0.11"})
        .package("app", main='fn main() { println!("{}{}", left::f(), right::f()); }', deps=["left", "right"])
    )


def _shared_below() -> Workspace:
    """The same with the crate in a dylib of its own below both."""
    uses = "pub fn f() -> String { base::itoa::Buffer::new().format(1u32).to_owned() }"
    return (
        Workspace()
        .package("base", crate_type=["dylib"], lib="pub use itoa; pub fn g() -> u8 { 1 }", deps={"itoa": "=1.0.11"})
        .package("left", crate_type=["dylib"], lib=uses, deps=["base"])
        .package("right", crate_type=["dylib"], lib=uses, deps=["base"])
        .package("app", main='fn main() { println!("{}{}", left::f(), right::f()); }', deps=["left", "right"])
    )


def _registry_dylib() -> Workspace:
    """A real crate that declares `dylib` itself, beside an rlib-only one that a program uses directly."""
    return Workspace().package(
        "app",
        deps={"maxminddb": "=0.13.0", "itoa": "=1.0.11"},
        main="""
            fn main() {
                let _error = maxminddb::MaxMindDBError::IoError;
                println!("{}", itoa::Buffer::new().format(1u32));
            }""",
    )


def _plugins() -> Workspace:
    """A host with dylib plugins that share an interface with it; real crates on both sides."""
    plugin = "use api::Plugin; pub struct P; impl Plugin for P {{ fn name(&self) -> String {{ {} }} }}"
    return (
        Workspace()
        .package("api", crate_type=["dylib"], lib="pub use anyhow; pub trait Plugin { fn name(&self) -> String; }",
                 deps={"anyhow": "=1.0.86"})
        .package("red", crate_type=["dylib"], deps={"api": {"path": "../api"}, "itoa": "=1.0.11"},
                 lib=plugin.format("itoa::Buffer::new().format(7u32).to_owned()"))
        .package("blue", crate_type=["dylib"], deps={"api": {"path": "../api"}, "hex": "=0.4.3"},
                 lib=plugin.format('hex::encode("blue")'))
        .package("host", deps=["api", "red", "blue"], main="""
            use api::Plugin;
            fn main() -> api::anyhow::Result<()> {
                println!("{}{}", red::P.name(), blue::P.name());
                Ok(())
            }""")
    )  # fmt: skip


def _plugins_with_one_crate() -> Workspace:
    """The same with one real crate in both plugins: the host cannot be linked."""
    workspace = _plugins()
    return workspace.package(
        "blue",
        crate_type=["dylib"],
        deps={"api": {"path": "../api"}, "itoa": "=1.0.11"},
        lib="""
            use api::Plugin;
            pub struct P;
            impl Plugin for P { fn name(&self) -> String { itoa::Buffer::new().format(8u32).to_owned() } }""",
    )


def _macros() -> Workspace:
    """Derives of the registry in a dylib and in the program above it."""
    return (
        Workspace()
        .package("data", crate_type=["dylib"], deps={"serde": {"version": "=1.0.203", "features": ["derive"]}},
                 lib="pub use serde; #[derive(serde::Serialize, serde::Deserialize)] pub struct D { pub x: u32 }")
        .package("app", deps={"data": {"path": "../data"}, "serde_json": "=1.0.117"},
                 main='fn main() { println!("{}", serde_json::to_string(&data::D { x: 1 }).unwrap()); }')
    )  # fmt: skip


def _engine() -> Workspace:
    """A real engine whose umbrella dylib a feature switches on, with as little of the rest as builds."""
    features = {"version": "=0.18.1", "default-features": False, "features": ["dynamic_linking"]}
    main = 'use bevy::prelude::*; fn main() { App::new().add_systems(Startup, || println!("started")).run(); }'
    return Workspace().package("game", deps={"bevy": features}, main=main)


WORKSPACES = {
    "umbrella-of-registry-crates": _umbrella(),
    "two-dylibs-with-one-registry-crate": _shared_twice(),
    "registry-crate-in-a-dylib-below-both": _shared_below(),
    "registry-crate-that-is-a-dylib": _registry_dylib(),
    "host-with-plugins": _plugins(),
    "host-with-plugins-that-share-a-crate": _plugins_with_one_crate(),
    "derives-in-a-dylib": _macros(),
    "engine-with-an-umbrella-dylib": _engine(),
}
