"""Facts 31 to 40: rustflags and profiles."""

from __future__ import annotations

from tests.builders import Workspace
from tests.oracle.cases.sources import (
    CRT_STATIC,
    EMPTY_MAIN,
    HOST,
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
from tests.oracle.expect import DYNAMIC, INCLUDED, STATIC, Case, Run, blocked, fails, links

DYNAMIC_STD = {"app": links(std=DYNAMIC)}
STATIC_STD = {"app": links(std=STATIC)}
ON, OFF = {"app": {"prefer_dynamic": True}}, {"app": {"prefer_dynamic": False}}
PANIC = fails(panic_runtime=["panic_unwind"])
C_LIBRARY = '#[no_mangle] pub extern "C" fn g() -> u32 { 1 }'


def alone(config: str = "") -> Workspace:
    """One program, with a config file."""
    return Workspace().package("app", main=EMPTY_MAIN, is_root=True).config(config)


def prefer(place: str, value: str = "-Cprefer-dynamic") -> str:
    """A config file's rustflags in one place, as an array."""
    return f'[{place}]\nrustflags = ["{value}"]\n'


def string(place: str, value: str) -> str:
    """The same as a string."""
    return f'[{place}]\nrustflags = "{value}"\n'


def kinds_of_libraries() -> Workspace:
    """A library of each combination of crate types, with tests."""
    workspace = Workspace().package("rlib", lib=F)
    for name in ("dylib", "cdylib", "staticlib", "cdylib_staticlib", "rlib_cdylib", "rlib_staticlib"):
        workspace.package(f"l_{name}", crate_type=name.split("_"), lib=C_LIBRARY.replace("fn g", f"fn g_{name}"))
    workspace.package("m", proc_macro=True, lib=macro())
    return workspace.package("app", main="fn main() {} #[test] fn t() {}", build="fn main() {}",
                             files={"tests/i.rs": "#[test] fn i() {}", "examples/ex.rs": EMPTY_MAIN})  # fmt: skip


def aborting_everything() -> Workspace:
    """Everything that could get `panic = "abort"`, over one library."""
    return aborting(
        Workspace()
        .package("a", lib=F)
        .package("m", proc_macro=True, deps=["a"], lib=macro("a::f();"))
        .package("app", deps=["a", "m"], build_deps=["a"], build="fn main() { a::f(); }",
                 main="fn main() { a::f(); m::one!(); } #[test] fn t() {}",
                 files={"tests/i.rs": "#[test] fn i() { a::f(); }"})
    )  # fmt: skip


CASES = (
    *(
        Case(
            f"fact-31-{name}",
            lambda: alone(prefer("build") + prefer("target.'cfg(unix)'", "--cfg=of_target")),
            Run("", expected, env, units=units),
        )
        for name, env, expected, units in (
            ("target-beats-build", {}, STATIC_STD, OFF),
            ("the-variable-beats-target", PREFER_DYNAMIC, DYNAMIC_STD, ON),
            ("the-encoded-variable-beats-all", PREFER_DYNAMIC | {"CARGO_ENCODED_RUSTFLAGS": "--cfg=x"}, STATIC_STD,
             OFF),
            ("the-encoded-variable-works", {"CARGO_ENCODED_RUSTFLAGS": "-C\x1fprefer-dynamic"}, DYNAMIC_STD, ON),
        )
    ),
    Case(
        "fact-31-build-is-used-last",
        lambda: alone(prefer("build")),
        Run("", DYNAMIC_STD, units=ON),
        Run("", STATIC_STD, {"RUSTFLAGS": ""}, units=OFF),
        Run("", STATIC_STD, {"RUSTFLAGS": "  "}, units=OFF),
        Run("", STATIC_STD, {"CARGO_ENCODED_RUSTFLAGS": ""}, units=OFF),
    ),
    Case(
        "fact-32-triple-first-then-cfgs-by-name",
        lambda: alone(
            prefer("target.'cfg(unix)'", "-Cprefer-dynamic=yes")
            + prefer("target.'cfg(target_os = \"linux\")'", "-Cprefer-dynamic=no")
            + prefer(f"target.{HOST}", "-Cprefer-dynamic=no")
        ),
        Run("", DYNAMIC_STD, units=ON),
    ),
    Case(
        "fact-32-the-cfg-that-is-last-by-name-wins",
        lambda: alone(
            prefer("target.'cfg(target_os = \"linux\")'", "-Cprefer-dynamic=yes")
            + prefer("target.'cfg(unix)'", "-Cprefer-dynamic=no")
            + prefer(f"target.{HOST}", "-Cprefer-dynamic=yes")
        ),
        Run("", STATIC_STD, units=OFF),
    ),
    Case(
        "fact-32-arrays-of-several-files-are-joined-nearest-last",
        lambda: Workspace()
        .package("app", main=EMPTY_MAIN)
        .config(prefer("build", "-Cprefer-dynamic=no"))
        .config(prefer("build", "-Cprefer-dynamic=yes"), "app")
        .config(prefer("build", "-Cprefer-dynamic=no"), "home"),
        Run("", STATIC_STD, units=OFF),
        Run("", DYNAMIC_STD, directory="app", units=ON),
        Run("--config build.rustflags=['-Cprefer-dynamic=no']", STATIC_STD, directory="app", units=OFF),
        Run("--config build.rustflags=['-Cprefer-dynamic=yes']", DYNAMIC_STD, units=ON),
    ),
    Case(
        "fact-32-the-home-folder-is-farthest",
        lambda: alone(prefer("build", "-Cprefer-dynamic=yes")).file(
            "home/config.toml", prefer("build", "-Cprefer-dynamic=no")),
        Run("", DYNAMIC_STD, {"CARGO_HOME": "{root}/home"}, units=ON),
    ),
    Case(
        "fact-32-of-strings-the-nearest-replaces-the-others",
        lambda: Workspace()
        .package("app", main=EMPTY_MAIN)
        .config(string("build", "-Cprefer-dynamic"))
        .config(string("build", "--cfg x"), "app"),
        Run("", DYNAMIC_STD, units=ON),
        Run("", STATIC_STD, directory="app", units=OFF),
    ),
    Case(
        "fact-32-variables-of-config-keys-are-joined-behind",
        lambda: alone(prefer("build", "-Cprefer-dynamic=no")),
        Run("", DYNAMIC_STD, {"CARGO_BUILD_RUSTFLAGS": "-Cprefer-dynamic=yes"}, units=ON),
        Run("", DYNAMIC_STD, {"CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS": "-Cprefer-dynamic"}, units=ON),
    ),
    Case(
        "fact-32-variables-are-joined-behind-a-string-too",
        lambda: alone(string("build", "--cfg x -Cprefer-dynamic=no")),
        Run("", {"app": links(std=DYNAMIC)}, {"CARGO_BUILD_RUSTFLAGS": "-Cprefer-dynamic=yes"}, units=ON),
    ),
    Case(
        "fact-33-the-last-of-repeated-flags-wins",
        lambda: engine(["dylib"]).profile("dev", lto=True),
        Run("-p app", {"app": links(eng=DYNAMIC)}, rustflags("-Clto=off"), units={"app": {"lto": "off"}}),
        Run("-p app", {"app": fails(duplicate_crate=["std"])}, rustflags("-Cprefer-dynamic -Cprefer-dynamic=no"),
            units={"eng": {"prefer_dynamic": False}}),
    ),
    Case(
        "fact-34-config-comes-from-the-current-directory",
        lambda: Workspace().package("app", main=EMPTY_MAIN).file("elsewhere/readme", "").config(
            prefer("build"), "elsewhere"),
        Run("--manifest-path ../Cargo.toml", DYNAMIC_STD, directory="elsewhere", units=ON),
        Run("", STATIC_STD, units=OFF),
    ),
    Case(
        "fact-34-env-tables-and-profiles-of-members-do-nothing",
        lambda: Workspace().package("app", main=EMPTY_MAIN, profile={"dev": {"panic": "abort", "lto": True}}).config(
            '[env]\nRUSTFLAGS = "-Cprefer-dynamic"\n'),
        Run("", STATIC_STD, units={"app": {"prefer_dynamic": False, "panic": "unwind", "lto": "thin-local"}}),
    ),
    Case(
        "fact-35-which-units-the-profile-s-lto-reaches",
        lambda: with_lto(kinds_of_libraries()),
        Run("--all-targets", units={
            "rlib": {"lto": "thin-local"}, "l_dylib": {"lto": "thin-local"}, "l_cdylib": {"lto": "fat"},
            "l_staticlib": {"lto": "fat"}, "l_cdylib_staticlib": {"lto": "fat"}, "l_rlib_cdylib": {"lto": "thin-local"},
            "l_rlib_staticlib": {"lto": "thin-local"}, "m": {"lto": "thin-local"}, "app": {"lto": "fat"},
            "build-script-build": {"lto": "thin-local"}, "i!test": {"lto": "fat"}, "ex": {"lto": "fat"},
        }, units_only=True),
    ),
    Case(
        "fact-35-what-has-no-lto-links-dynamically",
        lambda: with_lto(kinds_of_libraries().without("app")),
        Run("", {
            "l_dylib": links(std=DYNAMIC), "l_rlib_cdylib": links(std=DYNAMIC), "m": links(std=STATIC),
            "l_cdylib": fails(lto_prefer_dynamic=[]), "l_staticlib": fails(lto_prefer_dynamic=[]),
            "l_cdylib_staticlib:cdylib": fails(lto_prefer_dynamic=[]), "l_rlib_staticlib": links(std=STATIC),
        }, PREFER_DYNAMIC),
    ),
    Case(
        "fact-36-lto-and-prefer-dynamic-fail-even-if-all-would-be-static",
        lambda: with_lto(engine(None)),
        Run("", {"app": fails(lto_prefer_dynamic=[])}, rustflags("-Cprefer-dynamic -Ctarget-feature=+crt-static")),
        Run("", {"app": fails(lto_prefer_dynamic=[])}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-36-lto-with-dylibs-but-without-the-flag-links",
        lambda: with_lto(plain()),
        Run("-p app", {"app": links(std=DYNAMIC, b=DYNAMIC, a=INCLUDED)}, units={"app": {"lto": "fat"}}),
    ),
    *(
        Case(
            f"fact-36-{name}-is-no-conflict",
            lambda value=value: engine(None).profile("dev", lto=value),
            Run("", DYNAMIC_STD, PREFER_DYNAMIC, units={"app": {"lto": lto}}),
        )
        for name, value, lto in (("lto-false", False, "thin-local"), ("lto-off", "off", "off"))
    ),
    Case(
        "fact-37-lto-by-rustflags",
        kinds_of_libraries,
        Run("--lib -p l_dylib", {"l_dylib": fails(lto_crate_type=[])}, rustflags("-Clto -Cembed-bitcode=yes")),
        Run("--lib -p l_rlib_cdylib", {"l_rlib_cdylib": fails(lto_crate_type=[])},
            rustflags("-Clto -Cembed-bitcode=yes")),
        Run("--lib -p l_rlib_staticlib", {"l_rlib_staticlib": fails(lto_crate_type=[])},
            rustflags("-Clto=thin -Cembed-bitcode=yes -Cprefer-dynamic")),
        Run("--lib -p m", {"m": fails(lto_crate_type=[])}, rustflags("-Clto -Cembed-bitcode=yes")),
        Run("--lib -p l_cdylib_staticlib", {"l_cdylib_staticlib:cdylib": fails(lto_prefer_dynamic=[]),
            "l_cdylib_staticlib:staticlib": fails(lto_prefer_dynamic=[])},
            rustflags("-Clto -Cembed-bitcode=yes -Cprefer-dynamic")),
    ),
    Case(
        "fact-37-lto-by-rustflags-passes-rlibs",
        lambda: engine(None),
        Run("", {"app": links(std=STATIC, eng=STATIC)}, rustflags("-Clto -Cembed-bitcode=yes"),
            units={"eng": {"lto": "fat"}}),
    ),
    Case(
        "fact-37-lto-by-rustflags-in-W",
        plain,
        Run("-p app", {"b": fails(lto_crate_type=[]), "app": blocked()}, rustflags("-Clto -Cembed-bitcode=yes")),
    ),
    Case(
        "fact-37-without-bitcode",
        lambda: engine(None).package("lone", main=EMPTY_MAIN),
        Run("-p lone", {"lone": fails(embed_bitcode=[])}, rustflags("-Clto")),
        Run("-p app", {"app": blocked()}, rustflags("-Clto")),
        Run("-p app", {"app": links(std=STATIC)}, rustflags("-Clto=off")),
    ),
    Case(
        "fact-38-abort-and-a-dynamic-std",
        lambda: aborting(engine(None)),
        Run("", {"app": PANIC}, PREFER_DYNAMIC),
    ),
    Case(
        "fact-38-abort-and-a-dylib-with-std-in-it",
        lambda: aborting(plain()),
        Run("", {"b": links(std=STATIC), "app": fails(
            duplicate_crate=["std"], panic_strategy=["panic_unwind"],
            two_panic_runtimes=["panic_abort", "panic_unwind"])}),
    ),
    Case(
        "fact-39-who-ignores-panic-abort",
        aborting_everything,
        Run("", {"app": links(std=STATIC, a=STATIC), "m": links(std=STATIC)},
            units={"a@host": {"panic": "unwind"}, "a@target": {"panic": "abort"}, "m": {"panic": "unwind"},
                   "app": {"panic": "abort"}, "build-script-build": {"panic": "unwind"}}),
        Run("--tests", {"app!test": links(std=STATIC), "i!test": links(std=STATIC)},
            units={"app!test": {"panic": "unwind"}, "i!test": {"panic": "unwind"}, "a@target": {"panic": "unwind"}}),
    ),
    Case(
        "fact-39-abort-by-rustflags-reaches-all",
        lambda: Workspace().package("a", lib=F).package("m", proc_macro=True, deps=["a"], lib=macro("a::f();")).package(
            "app", deps=["a", "m"], main="fn main() { a::f(); m::one!(); }"),
        Run("-p app", {"app": links(std=STATIC), "m": links(std=STATIC)}, rustflags("-Cpanic=abort"),
            units={"m": {"panic": "abort"}, "a": {"panic": "abort"}}),
        Run("--tests", {"a!test": fails(panic_abort_tests=[]), "app!test": fails(panic_abort_tests=[]),
                        "m!test": fails(panic_abort_tests=[])}, rustflags("-Cpanic=abort")),
    ),
    Case(
        "fact-40-crt-static-is-refused-though-nothing-needs-it",
        lambda: engine(["dylib"], main=EMPTY_MAIN),
        Run("", {"eng": fails(unsupported_crate_type=["eng"]), "app": blocked()}, CRT_STATIC,
            refusal="cannot produce dylib for `eng"),
        Run(ON_TARGET, {"eng": fails(unsupported_crate_type=["eng"])}, CRT_STATIC, refusal="cannot produce dylib"),
    ),
    *(
        Case(
            f"fact-40-{'-and-'.join(types)}-go-on",
            lambda types=types: engine(types, main=EMPTY_MAIN),
            Run("", {"app": links(std=STATIC)} | others, CRT_STATIC),
        )
        for types, others in ((["rlib", "dylib"], {}), (["cdylib", "staticlib"], {"eng:staticlib": links(std=STATIC)}))
    ),
)  # fmt: skip
