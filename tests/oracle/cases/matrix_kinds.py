"""The measured matrix, rows 12 to 24: crt-static, proc macros, and what else an `eng` can be."""

from __future__ import annotations

from auditor.verify.observed import Observation
from tests.builders import Workspace
from tests.oracle.cases.sources import (
    CRT_STATIC,
    EMPTY_MAIN,
    ON_TARGET,
    PREFER_DYNAMIC,
    F,
    aborting,
    engine,
    macro,
    only_std_is_needed,
    plain,
    rustflags,
    with_lto,
)
from tests.oracle.expect import ABSENT, DYNAMIC, STATIC, Case, Run, blocked, fails, links, one

BOTH = links(std=DYNAMIC, eng=DYNAMIC)
ALL_STATIC = links(std=STATIC, eng=STATIC)
PD_CRT_STATIC = rustflags("-C target-feature=+crt-static -C prefer-dynamic")


def diamond(shared: list[str] | None) -> Workspace:
    """Two dylibs over `c`."""
    return (
        Workspace()
        .package("c", crate_type=shared, lib=F)
        .package("d1", crate_type=["dylib"], deps=["c"], lib="pub fn f() -> u32 { c::f() }")
        .package("d2", crate_type=["dylib"], deps=["c"], lib="pub fn f() -> u32 { c::f() }")
        .package("app", deps=["d1", "d2"], main="fn main() { d1::f(); d2::f(); }")
    )


def over_dylib(crate_type: str) -> Workspace:
    """A C library over a dylib."""
    return engine(["dylib"]).without("app").package(
        "out", crate_type=[crate_type], deps=["eng"], lib="#[no_mangle] pub extern \"C\" fn g() -> u32 { eng::f() }"
    )  # fmt: skip


def same_names() -> Workspace:
    """Two path packages whose dylibs have one name."""
    return (
        Workspace()
        .package("one", crate_type=["dylib"], lib="pub fn f() {}", lib_table={"name": "eng"})
        .package("two", crate_type=["dylib"], lib="pub fn f() {}", lib_table={"name": "eng"})
        .package("app", deps={"one": {}}, main="fn main() { eng::f(); }")
        .package("app2", deps={"two": {}}, main="fn main() { eng::f(); }")
    )


def chain() -> Workspace:
    """app -> da (dylib) -> base (dylib), and app calls nothing of base."""
    return (
        Workspace()
        .package("base", crate_type=["dylib"], lib=F)
        .package("da", crate_type=["dylib"], deps=["base"], lib="pub fn f() -> u32 { base::f() }")
        .package("app", deps=["da"], main="fn main() { da::f(); }")
    )


def both_kinds_of_dependency() -> Workspace:
    """A path dylib that is a dependency and a build-dependency."""
    return engine(["dylib"], build_deps=["eng"], build="fn main() { eng::f(); }", main="fn main() { eng::f(); }")


def _link_line_has_all_three(observation: Observation) -> None:
    needed = one(observation, "app").needed
    assert [name for name in needed if not name.startswith("libstd-")] == ["libbase.so", "libda.so"]


def _no_engine(observation: Observation) -> None:
    names = [observation.key(artifact).target for artifact in observation.artifacts]
    assert "eng" not in names


CASES = (
    Case(
        "row-12-crt-static-with-dylib",
        lambda: engine(["dylib"]),
        Run("", {"eng": fails(unsupported_crate_type=["eng"]), "app": blocked()}, CRT_STATIC,
            refusal="cannot produce dylib for `eng"),
    ),
    Case(
        "row-13-crt-static-with-rlib-and-dylib",
        lambda: engine(["rlib", "dylib"]),
        Run("", {"app": ALL_STATIC}, CRT_STATIC, check=_no_engine),
        Run("", {"app": ALL_STATIC}, PD_CRT_STATIC, check=_no_engine),
    ),
    Case(
        "row-14-crt-static-with-a-proc-macro",
        lambda: Workspace().package("m", proc_macro=True, lib=macro()).package(
            "app", deps=["m"], main="fn main() { m::one!(); }"),
        Run("", {"m": fails(unsupported_crate_type=["m"]), "app": blocked()}, CRT_STATIC,
            refusal="cannot produce proc-macro for `m"),
        Run(ON_TARGET, {"m": links(std=STATIC), "app": links(std=STATIC)}, CRT_STATIC),
    ),
    *(
        Case(
            f"row-15-proc-macro-never-needs-std-with-{name}",
            lambda change=change: change(Workspace().package("m", proc_macro=True, lib=macro())),
            Run("", {"m:proc-macro@host": links(std=STATIC)}, PREFER_DYNAMIC),
        )
        for name, change in (("prefer-dynamic", lambda it: it), ("abort", aborting), ("lto", with_lto))
    ),
    Case(
        "row-16-lto-by-rustflags",
        lambda: engine(None),
        Run("", {"app": blocked()}, rustflags("-Clto")),
        Run("-p eng --tests", {"eng!test": fails(embed_bitcode=[])}, rustflags("-Clto")),
    ),
    Case(
        "row-17-diamond",
        lambda: diamond(None),
        Run("-p app", {"app": fails(duplicate_crate=["c"])}),
        Run("-p app", {"app": fails(duplicate_crate=["c"])}, PREFER_DYNAMIC),
    ),
    *(
        Case(
            f"row-17-diamond-over-{'-and-'.join(shared)}",
            lambda shared=shared: diamond(shared),
            Run("-p app", {"app": links(std=DYNAMIC, c=DYNAMIC, d1=DYNAMIC, d2=DYNAMIC)}),
        )
        for shared in (["dylib"], ["rlib", "dylib"])
    ),
    Case(
        "row-18-dylib-behind-an-rlib",
        lambda: Workspace().package("da", crate_type=["dylib"], lib=F).package(
            "m", deps=["da"], lib="pub fn f() -> u32 { da::f() }").package(
            "app", deps=["m"], main="fn main() { m::f(); }"),
        Run("-p app", {"app": links(std=DYNAMIC, m=STATIC, da=DYNAMIC)}),
    ),
    Case(
        "row-19-cdylib-over-dylib",
        lambda: over_dylib("cdylib"),
        Run("-p out", {"out:cdylib": BOTH}),
    ),
    Case(
        "row-19-staticlib-over-dylib",
        lambda: over_dylib("staticlib"),
        Run("-p out", {"out:staticlib": fails(missing_format=["eng"])}),
        Run("-p out", {"out:staticlib": fails(missing_format=["eng"])}, PREFER_DYNAMIC),
    ),
    Case(
        "row-19-staticlib-ignores-prefer-dynamic",
        lambda: over_dylib("staticlib").package("eng", lib=F),
        Run("-p out", {"out:staticlib": ALL_STATIC}, PREFER_DYNAMIC),
    ),
    Case(
        "row-20-cdylib-as-a-rust-dependency",
        lambda: engine(["cdylib"]),
        Run("", {"app": fails(unlinkable_dependency=["eng"]), "eng": links(std=STATIC)}),
    ),
    Case(
        "row-21-two-dylibs-of-one-name",
        same_names,
        Run("-p app", {"app": BOTH}),
        Run("-p app2", {"app2": BOTH}),
        Run("-p app -p app2", units_only=True),
    ),
    Case(
        "row-22-dylib-as-dependency-and-build-dependency",
        both_kinds_of_dependency,
        Run("-p app", {"app": BOTH, "build-script-build@host": BOTH}, units={"eng": 1}),
        Run(f"-p app {ON_TARGET}", {"app": BOTH}, units={"eng": 2, "eng@host": 1}),
        Run("-p app --release", units={"eng": 2}, units_only=True),
    ),
    Case("row-23-the-link-line-has-the-closure", chain, Run("-p app", {"app": links(base=DYNAMIC, da=DYNAMIC)},
                                                            check=_link_line_has_all_three)),
    Case(
        "row-24-the-toolchain-has-one-dynamic-library",
        lambda: plain(EMPTY_MAIN),
        Run("-p app", {"app": links(std=DYNAMIC, a=ABSENT, b=ABSENT)}, PREFER_DYNAMIC, check=only_std_is_needed),
    ),
)  # fmt: skip
