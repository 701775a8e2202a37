"""Workspaces on which prediction and build once disagreed, as small as they could be made."""

from __future__ import annotations

from tests.oracle.random_workspaces.spec import Edge, PackageSpec, Spec

REGRESSIONS = {
    "a proc macro that is selected and a dependency is one unit in dev": Spec(
        (PackageSpec("m", "m", is_proc_macro=True), PackageSpec("app", "app", has_main=True, edges=(Edge("m"),))),
        arguments=("-p", "m", "-p", "app"),
    ),
    "cargo refuses crt-static before rustc runs at all": Spec(
        (
            PackageSpec("m", "m", is_proc_macro=True),
            PackageSpec("app", "app", has_lib=False, has_main=True),
        ),
        env=(("RUSTFLAGS", "-C target-feature=+crt-static"),),
    ),
    "std's panic runtime is no name of its own in duplicate errors": Spec(
        (
            PackageSpec("b", "b", crate_type=("dylib",)),
            PackageSpec("app", "app", has_lib=False, has_main=True, edges=(Edge("b"),)),
        ),
    ),
    "a bench without a harness is a program": Spec(
        (PackageSpec("a", "a", bench=True),), arguments=("--benches",), env=(("RUSTFLAGS", "-C prefer-dynamic"),)
    ),
    "a bench without a harness in a build that cargo refuses": Spec(
        (PackageSpec("p0", "p0", crate_type=("dylib",)), PackageSpec("p1", "p1", bench=True, harness=False)),
        arguments=("--all-targets",),
        env=(("RUSTFLAGS", "-C target-feature=+crt-static"),),
    ),
    "an opt-level of the rustflags takes the debug assertions away": Spec(
        (
            PackageSpec("a", "a"),
            PackageSpec("app", "app", has_lib=False, has_main=True, edges=(Edge("a", style="cfg-debug"),)),
        ),
        env=(("RUSTFLAGS", "-C opt-level=1 -C prefer-dynamic"),),
    ),
    "tokens that a macro throws away name nothing": Spec(
        (
            PackageSpec("a", "a"),
            PackageSpec("b", "b", crate_type=("dylib",), edges=(Edge("a", style="thrown-away"),)),
        ),
    ),
    "what a proc macro prints is not what it writes": Spec(
        (
            PackageSpec("a", "a"),
            PackageSpec("m", "m", is_proc_macro=True, edges=(Edge("a", style="in-println"),)),
            PackageSpec("d", "d", crate_type=("dylib",), edges=(Edge("a", style="string"), Edge("m"))),
        ),
    ),
    "what a proc macro names in its own tests is not what it writes": Spec(
        (
            PackageSpec("a", "a"),
            PackageSpec("m", "m", is_proc_macro=True, edges=(Edge("a", kind="dev"),)),
            PackageSpec("d", "d", crate_type=("dylib",), edges=(Edge("a", style="none"), Edge("m"))),
        ),
    ),
    **{
        f"dev-dependencies of members that are not built activate nothing, resolver {resolver}": Spec(
            (
                PackageSpec("p0", "p0", edges=(Edge("p1", kind="dev"), Edge("p2", kind="dev", features=("x",)))),
                PackageSpec("p1", "p1", edges=(Edge("p0"), Edge("p2")), features=(("x", ()), ("default", ("x",)))),
                PackageSpec("p2", "p2", features=(("x", ()),)),
            ),
            resolver=resolver,
            arguments=("-p", "p1", "--tests", "--no-default-features"),
        )
        for resolver in ("1", "2")
    },
}
