"""The measured matrix: `app` (bin) depends on `eng`, row by row."""

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
    plain,
    rustflags,
    with_lto,
)
from tests.oracle.expect import ABSENT, DYNAMIC, STATIC, Case, Run, blocked, fails, links, one

TWICE = fails(duplicate_crate=["std"])
LTO_CONFLICT = fails(lto_prefer_dynamic=[])
PANIC = fails(panic_runtime=["panic_unwind"])
BOTH = links(std=DYNAMIC, eng=DYNAMIC)
ALL_STATIC = links(std=STATIC, eng=STATIC)
PD_CRT_STATIC = rustflags("-C target-feature=+crt-static -C prefer-dynamic")


def one_package(crate_type: list[str]) -> Workspace:
    """Library, binary, integration test and example in one package."""
    return Workspace().package(
        "eng",
        crate_type=crate_type,
        lib=F,
        files={"src/bin/app.rs": "fn main() { eng::f(); }", "examples/ex.rs": "fn main() { eng::f(); }",
               "tests/i.rs": "#[test] fn i() { eng::f(); }"},
        is_root=True,
    )  # fmt: skip


def with_test(crate_type: list[str] | None) -> Workspace:
    """`app` with a unit test and an integration test."""
    return engine(
        crate_type, main="fn main() { eng::f(); }\n#[test] fn t() { eng::f(); }", files={"tests/i.rs": "#[test] fn i() {}"}
    )


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
    return engine(
        ["dylib"], build_deps=["eng"], build="fn main() { eng::f(); }", main="fn main() { eng::f(); }"
    )


def _only_std_is_needed(observation: Observation) -> None:
    (needed,) = one(observation, "app").needed
    assert needed.startswith("libstd-")


def _link_line_has_all_three(observation: Observation) -> None:
    needed = one(observation, "app").needed
    assert [name for name in needed if not name.startswith("libstd-")] == ["libbase.so", "libda.so"]


CASES = (
    Case(
        "row-01-dylib-app-alone",
        lambda: with_test(["dylib"]),
        Run("-p app", {"app": BOTH, "eng": links(std=DYNAMIC)}),
        Run("-p app --tests", {"app!test": BOTH, "app": BOTH, "i!test": links(std=STATIC, eng=ABSENT)}),
    ),
    Case(
        "row-02-dylib-selected-too",
        lambda: with_test(["dylib"]),
        Run("--workspace", {"app": TWICE, "eng": links(std=STATIC)}),
        Run("--workspace --tests", {"app!test": TWICE, "eng!test": links(std=STATIC), "i!test": links(std=STATIC)}),
        Run("-p app -p eng", {"app": TWICE}),
        Run("--workspace", {"app": BOTH, "eng": links(std=DYNAMIC)}, PREFER_DYNAMIC),
        Run("--workspace --tests", {"app!test": BOTH, "i!test": links(std=DYNAMIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "row-03-dylib-and-bin-in-one-package",
        lambda: one_package(["dylib"]),
        Run("", {"app": TWICE}),
        Run("--test i", {"i!test": TWICE, "app": TWICE}),
        Run("--example ex", {"ex": TWICE}),
        Run("--lib", {"eng": links(std=STATIC)}),
        Run("--all-targets", {"eng!test": links(std=STATIC), "app": TWICE}),
        Run("--all-targets", {"i!test": BOTH, "app": BOTH, "ex": BOTH, "eng!test": links(std=DYNAMIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "row-04-rlib-and-dylib-and-bin-in-one-package",
        lambda: one_package(["rlib", "dylib"]),
        Run("--all-targets", {"app": ALL_STATIC, "i!test": ALL_STATIC, "ex": ALL_STATIC, "eng": links(std=STATIC)}),
        Run("--all-targets", {"app": BOTH, "i!test": BOTH, "ex": BOTH}, PREFER_DYNAMIC),
    ),
    Case(
        "row-05-rlib-and-dylib",
        lambda: engine(["rlib", "dylib"]),
        Run("-p app", {"app": ALL_STATIC, "eng": links(std=DYNAMIC)}),
        Run("-p app", {"app": BOTH}, PREFER_DYNAMIC),
    ),
    Case(
        "row-06-lib-with-prefer-dynamic",
        lambda: engine(None),
        Run("-p app", {"app": links(std=DYNAMIC, eng=STATIC)}, PREFER_DYNAMIC, check=_only_std_is_needed),
    ),
    *(
        Case(
            f"row-07-{lto}-lto-with-prefer-dynamic-and-{name}",
            lambda lto=lto, crate_type=crate_type: with_lto(with_test(crate_type), lto),
            Run("-p app", {"app": LTO_CONFLICT}, PREFER_DYNAMIC),
            Run("-p app --tests", {"app!test": LTO_CONFLICT}, PREFER_DYNAMIC),
            Run("-p eng", {"eng": links(std=DYNAMIC)} if name != "lib" else {}, PREFER_DYNAMIC),
        )
        for lto in ("fat", "thin")
        for name, crate_type in (("lib", None), ("dylib", ["dylib"]))
    ),
    Case(
        "row-07-lto-from-the-environment-with-prefer-dynamic",
        lambda: engine(None),
        Run("-p app --release", {"app": LTO_CONFLICT}, PREFER_DYNAMIC | {"CARGO_PROFILE_RELEASE_LTO": "true"}),
    ),
    Case(
        "row-07-no-lto-with-prefer-dynamic",
        lambda: engine(None).profile("dev", lto=False).profile("release", lto="off"),
        Run("-p app", {"app": links(std=DYNAMIC)}, PREFER_DYNAMIC, units={"app": {"lto": "thin-local"}}),
        Run("-p app --release", {"app": links(std=DYNAMIC)}, PREFER_DYNAMIC, units={"app": {"lto": "off"}}),
    ),
    Case(
        "row-08-lto-over-dylib-without-prefer-dynamic",
        lambda: with_lto(engine(["dylib"])).profile("release", lto="thin"),
        Run("-p app", {"app": BOTH}, units={"app": {"lto": "fat", "prefer_dynamic": False}}),
        Run("-p app --release", {"app": BOTH}, units={"app": {"lto": "thin"}, "eng": {"lto": "thin-local"}}),
    ),
    Case(
        "row-09-abort-with-dylib",
        lambda: aborting(engine(["dylib"])),
        Run("-p app", {"eng": PANIC, "app": blocked()}),
    ),
    Case(
        "row-09-abort-with-rlib-and-dylib",
        lambda: aborting(engine(["rlib", "dylib"])),
        Run("-p app", {"eng": PANIC, "app": blocked()}),
        Run("--workspace", {"eng": links(std=STATIC), "app": ALL_STATIC}),
    ),
    Case(
        "row-10-abort-with-lib",
        lambda: aborting(engine(None)),
        Run("-p app", {"app": ALL_STATIC}),
        Run("-p app", {"app": PANIC}, PREFER_DYNAMIC),
    ),
    Case(
        "row-10-abort-with-cdylib-and-rlib",
        lambda: aborting(engine(["cdylib", "rlib"])),
        Run("-p app", {"app": ALL_STATIC, "eng": links(std=STATIC)}),
        Run("-p app", {"eng": PANIC, "app": blocked()}, PREFER_DYNAMIC),
    ),
    Case(
        "row-11-abort-tests-with-prefer-dynamic",
        lambda: aborting(engine(None)),
        Run("-p eng --tests", {"eng!test": links(std=DYNAMIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "row-12-crt-static-with-dylib",
        lambda: engine(["dylib"]),
        Run("", {"eng": fails(unsupported_crate_type=["eng"]), "app": blocked()}, CRT_STATIC,
            refusal="cannot produce dylib for `eng"),
    ),
    Case(
        "row-13-crt-static-with-rlib-and-dylib",
        lambda: engine(["rlib", "dylib"]),
        Run("", {"app": ALL_STATIC}, CRT_STATIC, check=lambda seen: _assert_no_artifact(seen, "eng")),
        Run("", {"app": ALL_STATIC}, PD_CRT_STATIC, check=lambda seen: _assert_no_artifact(seen, "eng")),
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
        Run("-p app -p app2", {}, time_decides=True,
            check=lambda seen: _assert_links(seen, "app")),
    ),
    Case(
        "row-22-dylib-as-dependency-and-build-dependency",
        both_kinds_of_dependency,
        Run("-p app", {"app": BOTH, "build-script-build@host": BOTH}, units={"eng": 1}),
        Run(f"-p app {ON_TARGET}", {"app": BOTH}, units={"eng": 2, "eng@host": 1}),
        Run("-p app --release", {}, units={"eng": 2}, time_decides=True),
    ),
    Case("row-23-the-link-line-has-the-closure", chain, Run("-p app", {"app": links(base=DYNAMIC, da=DYNAMIC)},
                                                            check=_link_line_has_all_three)),
    Case(
        "row-24-the-toolchain-has-one-dynamic-library",
        lambda: plain(EMPTY_MAIN),
        Run("-p app", {"app": links(std=DYNAMIC, a=ABSENT, b=ABSENT)}, PREFER_DYNAMIC, check=_only_std_is_needed),
    ),
)  # fmt: skip


def _assert_no_artifact(observation: Observation, target: str) -> None:
    names = [observation.key(artifact).target for artifact in observation.artifacts]
    assert target not in names


def _assert_links(observation: Observation, target: str) -> None:
    assert one(observation, target).outcome == "links"
