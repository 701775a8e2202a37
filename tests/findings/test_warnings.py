"""What the warnings and notes say beyond their samples, and where they keep quiet."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from auditor.findings import stale_target_directory
from auditor.model.finding import Level
from auditor.model.surroundings import BuiltDylib, Surroundings
from tests.builders import Workspace
from tests.findings.projects import audited, findings, only, place

F = "pub fn f() -> u32 { 1 }"
CALL = "fn main() { eng::f(); }"
PREFER_DYNAMIC = {"RUSTFLAGS": "-C prefer-dynamic"}
STATE = (
    "use std::sync::atomic::{AtomicU32, Ordering};\nstatic N: AtomicU32 = AtomicU32::new(0);\n"
    "pub fn f() -> u32 { N.load(Ordering::Relaxed) }"
)


def engine(crate_type: list[str] | None) -> Workspace:
    return Workspace().package("eng", crate_type=crate_type, lib=F).package("app", deps=["eng"], main=CALL)


def hello() -> Workspace:
    return Workspace().package("hello", main="fn main() {}")


def c_function(name: str, body: str) -> str:
    return f'#[no_mangle] pub extern "C" fn {name}() -> u32 {{ {body} }}'


def test_lto_stops_at_a_dylib(tmp_path: Path) -> None:
    finding = only(audited(engine(["dylib"]).profile("dev", lto=True), tmp_path, "-p app"), "lto-not-applied")
    assert "stops at shared libraries: `eng` (dylib) goes without it" in finding.message
    assert "`app` is optimised without the shared libraries" in finding.message


def test_lto_of_a_library_that_is_only_a_dependency_is_not_missed(tmp_path: Path) -> None:
    """The C library beside the rlib is built, but nobody asked for it."""
    workspace = engine(["lib", "cdylib"]).profile("dev", lto=True)
    assert findings(audited(workspace, tmp_path, "-p app"), "lto-not-applied") == []
    assert findings(audited(workspace, tmp_path, "-p eng"), "lto-not-applied") != []


def test_flag_taken_back_by_a_later_one(tmp_path: Path) -> None:
    env = {"RUSTFLAGS": "-C prefer-dynamic -Cprefer_dynamic=no"}
    finding = only(audited(hello(), tmp_path, env=env), "prefer-dynamic-without-effect")
    assert "is taken back by `-C prefer-dynamic=no`" in finding.message


def test_static_library_ignores_the_flag(tmp_path: Path) -> None:
    workspace = Workspace().package("out", crate_type=["staticlib"], lib=c_function("g", "1"))
    finding = only(audited(workspace, tmp_path, env=PREFER_DYNAMIC), "prefer-dynamic-without-effect")
    assert finding.message.endswith("a static library contains everything it needs.")


def test_assumed_flag_without_effect_is_a_note(tmp_path: Path) -> None:
    env = {"RUSTFLAGS": "-C target-feature=+crt-static"}
    finding = only(audited(hello(), tmp_path, "--any-mode", env=env), "prefer-dynamic-without-effect")
    assert finding.level is Level.NOTE


def test_target_table_replaces_build(tmp_path: Path) -> None:
    config = '[build]\nrustflags = ["-C", "prefer-dynamic"]\n[target.\'cfg(all())\']\nrustflags = ["--cfg", "x"]\n'
    report = audited(hello().config(config), tmp_path)
    finding = only(report, "rustflags-replaced")
    assert "`-C prefer-dynamic` is lost" in finding.message
    assert place(report, finding) == ".cargo/config.toml:2"


def test_empty_variable_replaces_all(tmp_path: Path) -> None:
    config = '[target.\'cfg(all())\']\nrustflags = ["--cfg", "tokio_unstable"]\n'
    finding = only(audited(hello().config(config), tmp_path, env={"RUSTFLAGS": ""}), "rustflags-replaced")
    assert finding.message.startswith("Environment variable RUSTFLAGS replaces the rustflags of `target.'cfg(all())'")
    assert "`--cfg tokio_unstable` is lost" in finding.message


def test_replaced_flags_that_are_in_force_anyway(tmp_path: Path) -> None:
    config = '[build]\nrustflags = ["-Cprefer-dynamic"]\n'
    report = audited(hello().config(config), tmp_path, env={"RUSTFLAGS": "-C prefer_dynamic -C debuginfo=1"})
    assert findings(report, "rustflags-replaced") == []


def test_configuration_of_a_project_that_is_named_from_elsewhere(tmp_path: Path) -> None:
    workspace = hello().config('[build]\nrustflags = ["-C", "prefer-dynamic"]\n')
    report = audited(workspace, tmp_path / "inner", "--manifest-path inner/Cargo.toml", cwd="..")
    assert only(report, "config-ignored").message.endswith("not from the manifest's: this file does not count.")
    assert findings(audited(workspace, tmp_path / "inner", cwd="hello"), "config-ignored") == []


def test_rustflags_in_the_env_table(tmp_path: Path) -> None:
    report = audited(hello().config('[env]\nRUSTFLAGS = "-C prefer-dynamic"\n'), tmp_path)
    finding = only(report, "config-ignored")
    assert finding.message.startswith("`env.RUSTFLAGS` in .cargo/config.toml:2 does nothing")
    assert place(report, finding) == ".cargo/config.toml:2"


def test_profiles_of_one_member_are_one_finding(tmp_path: Path) -> None:
    workspace = Workspace().package(
        "hello", main="fn main() {}", profile={"dev": {"lto": False}, "release": {"panic": "abort"}}
    )
    finding = only(audited(workspace, tmp_path), "member-profile-ignored")
    assert finding.message.startswith("`profile.dev` and `profile.release` in hello/Cargo.toml")
    assert finding.help == "Move them into the root's Cargo.toml, or remove them."


def test_third_party_cdylib_is_a_note_with_its_chain(tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("geo", crate_type=["lib", "cdylib"], lib=F, is_member=False)
        .package("mid", deps=["geo"], lib="pub fn f() -> u32 { geo::f() }", is_member=False)
        .package("app", deps=["mid"], main="fn main() { mid::f(); }")
    )
    finding = only(audited(workspace, tmp_path), "needless-dylib")
    assert finding.level is Level.NOTE
    assert finding.details[0] == "brought in by: app → mid → geo"
    assert 'crate-type = ["lib", "cdylib"]' in finding.details[1]


def test_umbrella_dylib_is_meant(tmp_path: Path) -> None:
    """A third party's library that exists only as dylib is no accident."""
    workspace = (
        Workspace()
        .package("umbrella", crate_type=["dylib"], lib=F, is_member=False)
        .package("app", deps=["umbrella"], main="fn main() { umbrella::f(); }")
    )
    assert findings(audited(workspace, tmp_path), "needless-dylib") == []


def test_own_dylib_is_not_reported(tmp_path: Path) -> None:
    assert findings(audited(engine(["rlib", "dylib"]), tmp_path), "needless-dylib") == []


def test_collision_of_host_and_target(tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("eng", crate_type=["dylib"], lib=F)
        .package("app", deps=["eng"], build_deps=["eng"], main=CALL, build=CALL)
    )
    finding = only(audited(workspace, tmp_path, "-p app --release"), "output-filename-collision")
    assert "by `eng` for the host and for the target" in finding.message
    assert "--target" in (finding.help or "")


def test_collision_of_tests_under_abort(tmp_path: Path) -> None:
    workspace = Workspace().package(
        "eng", crate_type=["rlib", "cdylib"], lib=F, files={"tests/it.rs": "#[test] fn it() { eng::f(); }"}
    )
    report = audited(workspace.profile("release", panic="abort"), tmp_path, "--release --all-targets")
    assert "with unwind, which tests need" in only(report, "output-filename-collision").message


def test_statics_in_two_plugins_of_a_crate_nobody_watches(tmp_path: Path) -> None:
    workspace = Workspace().package("state", lib=STATE).package("plain", lib=F)
    for name in ("a", "b"):
        body = c_function(f"run_{name}", "state::f() + plain::f()")
        workspace.package(name, crate_type=["cdylib"], deps=["state", "plain"], lib=body)
    finding = only(audited(workspace, tmp_path), "duplicate-statics")
    assert finding.level is Level.NOTE
    assert finding.details == ("state 0.1.0: 2 copies (`a` (cdylib) and `b` (cdylib))",)


def test_program_beside_one_plugin_is_no_case(tmp_path: Path) -> None:
    """A program and a C library of one workspace are seldom loaded together."""
    workspace = (
        Workspace()
        .package("state", lib=STATE)
        .package("plugin", crate_type=["cdylib"], deps=["state"], lib=c_function("g", "state::f()"))
        .package("app", deps=["state"], main="fn main() { state::f(); }")
    )
    assert findings(audited(workspace, tmp_path), "duplicate-statics") == []


def test_allocator_of_a_dependency(tmp_path: Path) -> None:
    allocator = "#[global_allocator] static A: std::alloc::System = std::alloc::System;\npub fn f() -> u32 { 1 }"
    workspace = Workspace().package("eng", lib=allocator).package("app", deps=["eng"], main=CALL)
    finding = only(audited(workspace, tmp_path, env=PREFER_DYNAMIC), "global-allocator-bypassed")
    assert finding.message.startswith("`eng` sets a `#[global_allocator]`, and `app` links std dynamically")


def test_programs_that_need_a_search_path_are_one_note(tmp_path: Path) -> None:
    workspace = Workspace()
    for number in range(8):
        workspace.package(f"app{number}", main="fn main() {}")
    finding = only(audited(workspace, tmp_path, "--all-targets", env=PREFER_DYNAMIC), "libstd-not-found-at-run-time")
    assert len(finding.artifacts) == 8, "tests run under Cargo, which sets the path"


def test_shared_std_without_any_flag_is_explained(tmp_path: Path) -> None:
    finding = only(audited(engine(["dylib"]), tmp_path, "-p app"), "libstd-not-found-at-run-time")
    assert "No flag asks for it: `eng` exists only as `dylib`" in finding.message
    assert 'LD_LIBRARY_PATH="$(rustc --print target-libdir):' in (finding.help or "")
    assert "/debug/deps" in (finding.help or "")


def test_dylib_of_a_good_build_before_one_that_would_fail(tmp_path: Path) -> None:
    """After `-p app` a `--workspace` build passes that fails in a clean checkout."""
    evidence = audited(engine(["dylib"]), tmp_path, "--workspace").evidence
    number = next(unit.index for unit in evidence.plan.units if unit.target.name == "eng")
    built = Surroundings(built_dylibs={number: BuiltDylib(tmp_path / "target/debug/deps/libeng.so", shares_std=True)})
    (fault,) = stale_target_directory.check(replace(evidence, surroundings=built))
    assert "shares std, and here it is to contain it" in fault.message
    assert list(stale_target_directory.check(evidence)) == []


def test_standard_library_that_cargo_builds_is_not_missed(tmp_path: Path) -> None:
    config = '[build]\ntarget = "riscv64gc-unknown-linux-musl"\n[unstable]\nbuild-std = ["std"]\n'
    report = audited(hello().config(config), tmp_path, env={"RUSTC_BOOTSTRAP": "1"})
    assert findings(report, "toolchain-without-shared-std") == []
