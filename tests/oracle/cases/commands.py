"""What `cargo test`, `cargo bench` and `cargo install --path` make otherwise than `cargo build`."""

from __future__ import annotations

from auditor.model.selection import Command
from tests.builders import Workspace
from tests.oracle.cases.sources import EMPTY_MAIN, HOST, ON_TARGET, PREFER_DYNAMIC, F, aborting, engine, plain
from tests.oracle.expect import DYNAMIC, STATIC, Case, Run, blocked, fails, links

TEST, BENCH, INSTALL = Command.TEST, Command.BENCH, Command.INSTALL
USES_ENG = "#[test] fn it() { assert_eq!(eng::f(), 1); }"


def whole_package() -> Workspace:
    """A package with a library, a program, an example, a test and a bench, and a dev-dependency."""
    files = {
        "examples/ex.rs": "fn main() { p::f(); }",
        "examples/tried.rs": "fn main() {}",
        "tests/it.rs": "#[test] fn it() { assert_eq!(p::f(), helper::f()); }",
        "benches/pace.rs": "fn main() { p::f(); }",
    }
    targets = {
        "example": [{"name": "ex"}, {"name": "tried", "test": True}],
        "bench": [{"name": "pace", "harness": False}],
    }
    return (
        Workspace()
        .package("helper", lib=F)
        .package("p", lib=F, main="fn main() { p::f(); }", files=files, dev_deps=["helper"], **targets)
    )


def documented() -> Workspace:
    """A dylib that has nothing to test but its documentation, and a program that uses it."""
    return engine(["rlib", "dylib"]).package(
        "eng", crate_type=["rlib", "dylib"], lib=F, lib_table={"test": False}
    )  # fmt: skip


def tested_engine() -> Workspace:
    """A dylib with an integration test beside it."""
    return Workspace().package("eng", crate_type=["dylib"], lib=F, files={"tests/it.rs": USES_ENG})


def configured_apart() -> Workspace:
    """The program's folder has a configuration of its own."""
    return plain().config('[build]\nrustflags = ["-C", "prefer-dynamic"]\n', "app")


CASES = (
    Case(
        "command-test-targets", whole_package,
        Run("-p p", {"p!test": links(), "ex": links(), "tried!test": links(), "it!test": links()}, command=TEST,
            units={"p!test": 2, "p": 2, "ex": 1, "ex!test": 0, "tried": 0, "pace": 0, "pace!test": 0, "helper": 1}),
        Run("-p p --examples", {"ex!test": links()}, command=TEST, units={"ex": 0, "ex!test": 1, "it!test": 0}),
        Run("-p p --bins --release", {"p!test": links(std=STATIC)}, command=TEST, units={"p!test": 1, "p": 1}),
        Run("-p p --all-targets", {"ex!test": links()}, command=TEST, units={"pace!test": 1, "it!test": 1}),
        Run("-p p", {"p!test": links()}, command=BENCH, units={"pace!test": 1, "it!test": 0, "ex": 0, "p!test": 2}),
    ),
    Case(
        "command-test-panic", lambda: aborting(engine(None)),
        Run("", {"app!test": links(std=DYNAMIC)}, PREFER_DYNAMIC, command=TEST,
            units={"app!test": {"panic": "unwind"}, "eng": {"panic": "unwind"}}),
        Run("", {"app": fails(panic_runtime=["panic_unwind"])}, PREFER_DYNAMIC),
    ),
    Case(
        "command-test-profile", lambda: plain().profile("test", opt_level=1).profile("bench", lto="off"),
        Run("-p app", {"app!test": links(std=DYNAMIC, b=DYNAMIC)}, command=TEST, units={"b": {"prefer_dynamic": True}}),
        Run("", {"app!test": fails(duplicate_crate=["std"])}, command=TEST, units={"b": {"prefer_dynamic": False}}),
        Run("-p app", {"app!test": links(b=DYNAMIC)}, command=BENCH, units={"b": {"lto": "off"}}),
        Run(f"-p app {ON_TARGET}", {"app!test": links(b=DYNAMIC)}, command=TEST),
    ),
    Case(
        "command-doc-tests-are-roots", documented,
        Run("", {"eng": links(std=STATIC)}, command=TEST, units={"eng": {"prefer_dynamic": False}, "eng!test": 0}),
        Run("--tests", {"eng": links(std=DYNAMIC)}, command=TEST, units={"eng": {"prefer_dynamic": True}}),
    ),
    Case(
        "command-test-goes-on", tested_engine,
        Run("", {"eng": links(std=STATIC), "eng!test": links(), "it!test": fails(duplicate_crate=["std"])},
            command=TEST),
        Run("", {"it!test": links(std=DYNAMIC, eng=DYNAMIC)}, PREFER_DYNAMIC, command=TEST),
    ),
    Case(
        "command-install", plain,
        Run("--path app", {"app": links(std=DYNAMIC, b=DYNAMIC)}, command=INSTALL,
            units={"b": {"prefer_dynamic": True}}),
        Run(f"--path app --target {HOST}", {"app": links(std=DYNAMIC, b=DYNAMIC)}, command=INSTALL),
        Run("--path .", {"app": links(b=DYNAMIC)}, command=INSTALL, directory="app"),
    ),
    Case(
        "command-install-config", configured_apart,
        Run("--path app", {"b": links(std=DYNAMIC)}, command=INSTALL, units={"a": {"prefer_dynamic": True}}),
        Run("-p app", units={"a": {"prefer_dynamic": False}}),
        Run("--path .", units={"a": {"prefer_dynamic": True}}, command=INSTALL, directory="app"),
    ),
    Case(
        "command-install-library-too", lambda: Workspace().package(
            "app", crate_type=["dylib"], lib=F, main="fn main() { app::f(); }"),
        Run("--path app", {"bin/app": fails(duplicate_crate=["std"]), "lib/app": links()}, command=INSTALL),
        Run("--path app --bins", {"bin/app": fails(duplicate_crate=["std"])}, command=INSTALL),
    ),
    Case(
        "command-install-release", lambda: engine(None, main=EMPTY_MAIN).profile("release", lto="thin"),
        Run("--path app", {"app": fails(lto_prefer_dynamic=[])}, PREFER_DYNAMIC, command=INSTALL),
        Run("--path app --profile dev", {"app": links(std=DYNAMIC)}, PREFER_DYNAMIC, command=INSTALL),
    ),
    Case(
        "command-test-blocked", lambda: aborting(engine(["dylib"])).profile("test", panic="abort"),
        Run("-p app", {"app!test": links(eng=DYNAMIC)}, command=TEST),
        Run("-p app", {"eng": fails(panic_runtime=["panic_unwind"]), "app": blocked()}),
    ),
)  # fmt: skip
