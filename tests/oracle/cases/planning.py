"""Facts 41 to 56: more of cargo's planning."""

from __future__ import annotations

from auditor.verify.observed import Observation
from tests.builders import Workspace
from tests.oracle.cases.flags_and_profiles import aborting_everything, kinds_of_libraries
from tests.oracle.cases.sources import (
    EMPTY_MAIN,
    ON_TARGET,
    PREFER_DYNAMIC,
    F,
    aborting,
    macro,
    plain,
    rustflags,
    with_lto,
)
from tests.oracle.expect import ABSENT, DYNAMIC, INCLUDED, STATIC, Case, Run, blocked, fails, find, links, units_named

USES_MACRO = "fn main() { m::one!(); }"


def with_macro() -> Workspace:
    """`app` uses the proc macro `m`."""
    return Workspace().package("m", proc_macro=True, lib=macro()).package("app", deps=["m"], main=USES_MACRO)


def macro_with_feature() -> Workspace:
    """`m` asks for a feature of `base` that `app` does not."""
    return (
        Workspace()
        .package("base", lib=F, features={"x": []})
        .package("m", proc_macro=True, deps={"base": {"features": ["x"]}}, lib=macro("base::f();"))
        .package("app", deps=["base", "m"], main="fn main() { base::f(); m::one!(); }")
    )


def shared_library() -> Workspace:
    """`a` for a build script and a program."""
    return Workspace().package("below", lib=F).package("a", deps=["below"], lib="pub use below::f;").package(
        "app", deps=["a"], build_deps=["a"], main="fn main() { a::f(); }", build="fn main() { a::f(); }")  # fmt: skip


def three_uses() -> Workspace:
    """Libraries for a unit with LTO, for one without, and for both."""
    return with_lto(
        Workspace()
        .package("for_lto", lib=F)
        .package("for_none", lib=F)
        .package("for_both", lib=F)
        .package("d", crate_type=["dylib"], deps=["for_none", "for_both"],
                 lib="pub fn f() -> u32 { for_none::f() + for_both::f() }")
        .package("app", deps=["for_lto", "for_both"], main="fn main() { for_lto::f(); for_both::f(); }")
    )  # fmt: skip


def no_harness() -> Workspace:
    """A test and a bench without a harness."""
    targets = {"test": [{"name": "bare", "harness": False}], "bench": [{"name": "pace", "harness": False}]}
    files = {"tests/bare.rs": EMPTY_MAIN, "benches/pace.rs": EMPTY_MAIN}
    return aborting(Workspace().package("a", lib=F, files=files, **targets))


def binaries_for_tests() -> Workspace:
    """One package with an integration test, one with none; both with a binary and an example."""
    files = {"examples/%s_ex.rs": EMPTY_MAIN}
    example = {name: {path % name: text for path, text in files.items()} for name in ("with", "plain")}
    return aborting(
        Workspace()
        .package("a", lib=F)
        .package("tested", deps=["a"], main="fn main() { a::f(); }",
                 files=example["with"] | {"tests/i.rs": "#[test] fn i() { a::f(); }"})
        .package("untested", deps=["a"], main="fn main() { a::f(); }", files=example["plain"])
    )  # fmt: skip


def library_for_c_and_rust() -> Workspace:
    """A [cdylib, rlib] library with a binary and an integration test."""
    return aborting(Workspace().package(
        "e", crate_type=["cdylib", "rlib"], lib=F, files={"tests/i.rs": "#[test] fn i() { e::f(); }"},
        main="fn main() { e::f(); }"))  # fmt: skip


def build_script_with_features() -> Workspace:
    """`n` has a build script and a feature that only the host asks for."""
    return (
        Workspace()
        .package("n", lib=F, build="fn main() {}", features={"x": []})
        .package("app", deps=["n"], build_deps={"n": {"features": ["x"]}}, main="fn main() { n::f(); }",
                 build="fn main() { n::f(); }")
    )  # fmt: skip


def for_a_later_rust() -> Workspace:
    """`a` wants a Rust that does not exist yet; `other` does not need it."""
    return Workspace().package("a", lib=F, package={"rust-version": "1.999"}).package(
        "app", deps=["a"], main="fn main() { a::f(); }").package("other", main=EMPTY_MAIN)  # fmt: skip


def optional_dependency() -> Workspace:
    """`b` is there with a feature only."""
    return plain(
        '#[cfg(feature = "more")] use b as _; fn main() {}'
    ).package(
        "app", deps={"a": {}, "b": {"optional": True}}, features={"more": ["dep:b"]},
        main='#[cfg(feature = "more")] use b as _; fn main() {}',
    )  # fmt: skip


def cfg_for_everyone() -> Workspace:
    """A cfg by config, as real workspaces set `tokio_unstable`."""
    return Workspace().package("a", lib=F).package(
        "app", deps=["a"], main="#[cfg(tokio_unstable)] use a as _; fn main() {}").config(
        "[target.'cfg(all())']\nrustflags = [\"--cfg\", \"tokio_unstable\"]\n")  # fmt: skip


def umbrella() -> Workspace:
    """A dylib that a feature of the library brings in, as with bevy and fyrox."""
    return (
        Workspace()
        .package("inner", lib=F)
        .package("eng_dylib", crate_type=["dylib"], deps=["inner"], lib="pub use inner::*;")
        .package("eng", deps={"inner": {}, "eng_dylib": {"optional": True}}, features={"dynamic": ["dep:eng_dylib"]},
                 lib='#[cfg(feature = "dynamic")] use eng_dylib as _;\npub use inner::f;',
                 files={"examples/x.rs": "fn main() { eng::f(); }"})
        .package("app", deps=["eng"], features={"dynamic": ["eng/dynamic"]}, main="fn main() { eng::f(); }")
    )  # fmt: skip


def _object_code(observation: Observation) -> None:
    options = {
        observation.graph.units[index].target: command.own_codegen for index, command in observation.commands.items()
    }
    assert "linker-plugin-lto" in options["for_lto"]
    assert options["for_none"].get("embed-bitcode") == "no"
    assert not {"linker-plugin-lto", "embed-bitcode"} & options["for_both"].keys()


def _assert_absent(observation: Observation, name: str) -> None:
    assert not find(observation, name)


def _two_feature_sets(observation: Observation) -> None:
    scripts = units_named(observation, "build-script-build")
    assert sorted(unit.features for unit in scripts if "/n#" in unit.package_id) == [(), ("x",)]


CASES = (
    Case(
        "fact-41-a-selected-proc-macro-is-compiled-twice-in-release",
        with_macro,
        Run("--release", {"app": links(std=STATIC)}, units={"m": 2, "m@host": 2}),
        Run("", units={"m": 1}),
        Run("--release -p app", units={"m": 1}),
    ),
    Case(
        "fact-42-a-selected-proc-macro-unifies-features-for-the-target",
        macro_with_feature,
        Run("--workspace", units={"base@target": {"features": ("x",)}}),
        Run("-p app", units={"base@target": {"features": ()}, "base@host": {"features": ("x",)}}),
    ),
    Case(
        "fact-43-host-and-target-share-equal-profiles-only",
        lambda: shared_library().profile("release", opt_level=0),
        Run("", units={"a": 1, "below": 1, "a@target": 1}),
        Run("--release", units={"a": 1, "below": 1}),
        Run("", units={"a": 2, "below": 2, "a@host": 1}, env={"CARGO_PROFILE_DEV_OPT_LEVEL": "1"}),
    ),
    Case(
        "fact-44-the-host-shares-the-unwinding-copy",
        aborting_everything,
        Run("--all-targets", {"app!test": links(std=STATIC)}, units={"a@target": 2, "a@host": 0}),
        Run("", units={"a@target": 1, "a@host": 1}),
    ),
    Case(
        "fact-45-lto-off-is-on-every-unit-for-the-target",
        lambda: aborting_everything().profile("release", lto="off"),
        Run("--release", {"app": links(a=STATIC)}, units={
            "a@target": {"lto": "off"}, "a@host": {"lto": "thin-local"}, "app": {"lto": "off"},
            "m": {"lto": "thin-local"}, "build-script-build": {"lto": "thin-local"},
        }),
        Run(f"--release --tests {ON_TARGET}", units={"app!test": {"lto": "off"}, "a@host": {"lto": "thin-local"}}),
    ),
    Case(
        "fact-46-what-libraries-get-under-lto",
        three_uses,
        Run("-p app -p d", {"app": links(std=STATIC), "d": links(std=STATIC)}, units={
            "for_lto": {"lto": "thin-local"}, "for_none": {"lto": "thin-local"}, "for_both": {"lto": "thin-local"},
        }, check=_object_code),
    ),
    Case(
        "fact-47-unit-tests-have-the-profile-s-lto",
        lambda: with_lto(kinds_of_libraries()),
        Run("--tests", units_only=True, units={
            "l_rlib_cdylib!test": {"lto": "fat"}, "l_dylib!test": {"lto": "fat"},
            "rlib!test": {"lto": "fat"}, "m!test": {"lto": "thin-local"},
        }),
    ),
    Case(
        "fact-48-tests-without-a-harness",
        no_harness,
        Run("--tests --benches", {"test/bare": links(std=STATIC), "bench/pace": links(std=STATIC)},
            units={"bare!test": {"panic": "unwind"}, "pace!test": {"panic": "unwind"}},
            check=lambda seen: _assert_absent(seen, "test/bare!test")),
        Run("--tests", units={"pace!test": 0}),
    ),
    Case(
        "fact-49-binaries-for-integration-tests",
        binaries_for_tests,
        Run("--tests", {"i!test": links(a=STATIC), "tested": links(a=STATIC)}, units={
            "tested": {"panic": "abort"}, "i!test": {"panic": "unwind"}, "a": 2, "untested": 0, "untested!test": 1,
            "with_ex": 0, "plain_ex": 0, "with_ex!test": 0,
        }),
    ),
    Case(
        "fact-50-one-file-from-two-units",
        library_for_c_and_rust,
        Run("--workspace --release --all-targets", units={"e@target": 3}, units_only=True),
    ),
    Case(
        "fact-51-a-build-script-for-each-set-of-features",
        build_script_with_features,
        Run("-p app", units={"n": 2, "build-script-build@host": 3}, check=_two_feature_sets),
    ),
    Case(
        "fact-52-cargo-refuses-packages-for-a-later-rust",
        for_a_later_rust,
        Run("-p app", refusal="1.999"),
        Run("-p app --ignore-rust-version", {"app": links(a=STATIC)}),
        Run("-p other", {"other": links(std=STATIC)}),
    ),
    Case(
        "fact-53-features-decide-which-packages-there-are",
        optional_dependency,
        Run("-p app", {"app": links(b=ABSENT)}, units={"b": 0}),
        Run("-p app --features more", {"app": links(b=DYNAMIC, a=INCLUDED)}, units={"b": {"prefer_dynamic": True}}),
        Run("-p app -F app/more", {"app": links(b=DYNAMIC)}, units={"b": 1}),
    ),
    Case(
        "fact-54-rustflags-in-the-environment-drop-those-of-the-config",
        cfg_for_everyone,
        Run("", {"app": links(a=STATIC, std=STATIC)}),
        Run("", {"app": links(a=ABSENT, std=DYNAMIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-55-umbrella-dylibs",
        umbrella,
        Run("-p app --features dynamic", {"app": links(eng_dylib=DYNAMIC, inner=INCLUDED, eng=STATIC, std=DYNAMIC)},
            units={"eng_dylib": {"prefer_dynamic": True}}),
        Run("-p app", {"app": links(std=STATIC, eng_dylib=ABSENT)}),
        Run("--workspace --features dynamic", {"app": fails(duplicate_crate=["std"])},
            units={"eng_dylib": {"prefer_dynamic": False}}),
    ),
    Case(
        "fact-63-an-umbrella-is-selected-but-has-no-root-unit",
        umbrella,
        Run("-p eng -p eng_dylib --example x --features eng/dynamic", {"x": links(eng_dylib=DYNAMIC, std=DYNAMIC)}),
        Run("-p eng -p eng_dylib --example x --lib --features eng/dynamic", {"x": fails(duplicate_crate=["std"])}),
    ),
    Case(
        "fact-64-build-scripts-link-std-dynamically-without-target",
        build_script_with_features,
        Run("-p app", {"build-script-build@host": links(std=DYNAMIC)}, PREFER_DYNAMIC),
        Run(f"-p app {ON_TARGET}", {"build-script-build@host": links(std=STATIC)}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-64-build-scripts-fail-with-rustflags-too",
        lambda: Workspace().package("app", main=EMPTY_MAIN, build=EMPTY_MAIN),
        Run("-p app", {"build-script-build@host": fails(panic_runtime=["panic_unwind"]), "app": blocked()},
            rustflags("-Cpanic=abort -Cprefer-dynamic")),
    ),
)  # fmt: skip
