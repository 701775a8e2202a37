"""The measured matrix, rows 1 to 11: `app` (bin) depends on `eng`; selection, LTO and panic strategy."""

from __future__ import annotations

from tests.builders import Workspace
from tests.oracle.cases.sources import (
    PREFER_DYNAMIC,
    F,
    aborting,
    engine,
    only_std_is_needed,
    with_lto,
)
from tests.oracle.expect import ABSENT, DYNAMIC, STATIC, Case, Run, blocked, fails, links

TWICE = fails(duplicate_crate=["std"])
LTO_CONFLICT = fails(lto_prefer_dynamic=[])
PANIC = fails(panic_runtime=["panic_unwind"])
BOTH = links(std=DYNAMIC, eng=DYNAMIC)
ALL_STATIC = links(std=STATIC, eng=STATIC)


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
    main = "fn main() { eng::f(); }\n#[test] fn t() { eng::f(); }"
    return engine(crate_type, main=main, files={"tests/i.rs": "#[test] fn i() {}"})


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
        Run("-p app", {"app": links(std=DYNAMIC, eng=STATIC)}, PREFER_DYNAMIC, check=only_std_is_needed),
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
)  # fmt: skip
