"""The workspaces and settings that many cases start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.verify.observed import Observation
from tests.builders import Workspace
from tests.oracle.expect import one

F = "pub fn f() -> u32 { 1 }"
CALLS_A = "pub fn f() -> u32 { a::f() }"
CALLS_BOTH = "fn main() { std::process::exit((a::f() + b::f() - 2) as i32) }"
EMPTY_MAIN = "fn main() {}"

PREFER_DYNAMIC = {"RUSTFLAGS": "-C prefer-dynamic"}
CRT_STATIC = {"RUSTFLAGS": "-C target-feature=+crt-static"}
HOST = "x86_64-unknown-linux-gnu"
ON_TARGET = f"--target {HOST}"

MACRO = (
    "use proc_macro::TokenStream;\n"
    '#[proc_macro] pub fn one(_: TokenStream) -> TokenStream { %s "1u32".parse().unwrap() }'
)


def macro(body: str = "") -> str:
    """The source of a proc macro `one!()` that gives 1; `body` runs before."""
    return MACRO % body


def plain(main: str | None = CALLS_BOTH, **app: Any) -> Workspace:
    """The workspace `W` of the facts: `a` (lib), `b` (dylib, calls a), `app` (bin, calls both)."""
    return (
        Workspace()
        .package("a", lib=F)
        .package("b", crate_type=["dylib"], deps=["a"], lib=CALLS_A)
        .package("app", deps=["a", "b"], main=main, **app)
    )


def engine(crate_type: list[str] | None, **app: Any) -> Workspace:
    """The workspace of the matrix: `app` (bin) depends on `eng`."""
    settings = {"deps": ["eng"], "main": "fn main() { eng::f(); }"} | app
    return Workspace().package("eng", crate_type=crate_type, lib=F).package("app", **settings)


def aborting(workspace: Workspace) -> Workspace:
    """With `panic = "abort"` in both profiles."""
    return workspace.profile("dev", panic="abort").profile("release", panic="abort")


def with_lto(workspace: Workspace, lto: bool | str = True) -> Workspace:
    """With `lto` in the profile `dev`, without debug information: LTO takes long enough."""
    return workspace.profile("dev", lto=lto, debug=False)


def rustflags(flags: str) -> Mapping[str, str]:
    """The environment with these rustflags."""
    return {"RUSTFLAGS": flags}


def bins(**sources: str) -> dict[str, str]:
    """Binaries by name, as files of a package."""
    return {f"src/bin/{name}.rs": text for name, text in sources.items()}


def only_std_is_needed(observation: Observation) -> None:
    """`app` needs the shared std and no other library."""
    (needed,) = one(observation, "app").needed
    assert needed.startswith("libstd-")
