"""What the errors say beyond their samples: each cause in its words, one finding for many artifacts."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.findings import registry, std_not_shared, toolchain_without_shared_std
from auditor.model.finding import Level
from auditor.model.linkage import Confidence, Outcome
from tests.builders import Workspace
from tests.findings.projects import audited, findings, only, place

F = "pub fn f() -> u32 { 1 }"
CALL = "fn main() { eng::f(); }"
PREFER_DYNAMIC = {"RUSTFLAGS": "-C prefer-dynamic"}


def engine(crate_type: list[str] | None) -> Workspace:
    return Workspace().package("eng", crate_type=crate_type, lib=F).package("app", deps=["eng"], main=CALL)


def test_lto_names_the_variable_that_sets_it(tmp_path: Path) -> None:
    env = PREFER_DYNAMIC | {"CARGO_PROFILE_RELEASE_LTO": "true"}
    report = audited(engine(None), tmp_path, "--release", env=env)
    finding = only(report, "lto-prefer-dynamic")
    assert "`lto = true` (environment variable CARGO_PROFILE_RELEASE_LTO)" in finding.message
    assert "`-C prefer-dynamic` (environment variable RUSTFLAGS)" in finding.message


def test_lto_is_one_finding_for_many_programs(tmp_path: Path) -> None:
    workspace = Workspace().profile("release", lto=True)
    for number in range(40):
        workspace.package(f"app{number}", main="fn main() {}")
    finding = only(audited(workspace, tmp_path, "--release", env=PREFER_DYNAMIC), "lto-prefer-dynamic")
    assert len(finding.artifacts) == 40
    assert "and 37 more" in finding.message
    assert len(finding.crates) == 40


def test_lto_by_rustflags(tmp_path: Path) -> None:
    env = {"RUSTFLAGS": "-C lto=fat -C embed-bitcode=yes -C prefer-dynamic"}
    finding = only(audited(engine(None), tmp_path, env=env), "lto-prefer-dynamic")
    assert "`-C lto=fat` (environment variable RUSTFLAGS)" in finding.message
    assert finding.help == "Remove `-C lto` from the rustflags, or `-C prefer-dynamic`."


def test_assumed_flag_is_said_to_be_assumed(tmp_path: Path) -> None:
    workspace = engine(None).profile("dev", lto=True)
    assert "(assumed by this audit)" in only(audited(workspace, tmp_path, "--any-mode"), "lto-prefer-dynamic").message
    asked = audited(workspace, tmp_path, "--prefer-dynamic")
    assert "(by --prefer-dynamic)" in only(asked, "lto-prefer-dynamic").message


def test_panic_by_flag_hides_lto(tmp_path: Path) -> None:
    workspace = engine(None).profile("dev", panic="abort", lto=True)
    report = audited(workspace, tmp_path, env=PREFER_DYNAMIC)
    finding = only(report, "panic-runtime")
    assert finding.message.startswith("`app` cannot be linked: `-C prefer-dynamic` (environment variable RUSTFLAGS)")
    assert any("lto-prefer-dynamic" in detail for detail in finding.details)
    assert findings(report, "lto-prefer-dynamic") == []


def test_panic_of_a_library_that_is_only_a_dependency(tmp_path: Path) -> None:
    """It fails in the library, although the program takes its rlib; the chain says who brings it in."""
    workspace = (
        Workspace()
        .package("geo", crate_type=["rlib", "dylib"], lib=F)
        .package("mid", deps=["geo"], lib="pub fn f() -> u32 { geo::f() }")
        .package("app", deps=["mid"], main="fn main() { mid::f(); }")
        .profile("dev", panic="abort")
    )
    report = audited(workspace, tmp_path, "-p app")
    finding = only(report, "panic-runtime")
    assert finding.message.startswith("`geo` declares `dylib` (geo/Cargo.toml:7)")
    assert "though every program would use its rlib" in finding.message
    assert "brought in by: app → mid → geo" in finding.details
    assert "blocks 1 artifact: `app`" in finding.details
    assert place(report, finding) == "geo/Cargo.toml:7"
    assert "cargo clean -p geo" in (finding.help or "")


def test_program_in_the_dylibs_own_package(tmp_path: Path) -> None:
    """No selection helps: the help offers none."""
    workspace = Workspace().package("eng", crate_type=["dylib"], lib=F, main=CALL, is_root=True)
    finding = only(audited(workspace, tmp_path), "std-not-shared")
    assert "default-members" not in (finding.help or "")


def test_flag_of_cargo_taken_back(tmp_path: Path) -> None:
    report = audited(engine(["dylib"]), tmp_path, "-p app", env={"RUSTFLAGS": "-C prefer-dynamic=no"})
    finding = only(report, "std-not-shared")
    assert "`-C prefer-dynamic=no` (environment variable RUSTFLAGS) takes back" in finding.message
    assert "Dynamic is meant: remove `-C prefer-dynamic=no`." in (finding.help or "")


def test_remedy_goes_where_the_flags_in_force_are(tmp_path: Path) -> None:
    """A `[build]` table would not count beside a variable."""
    finding = only(audited(engine(["dylib"]), tmp_path, env={"RUSTFLAGS": "-C debuginfo=1"}), "std-not-shared")
    assert "add `-C prefer-dynamic` to environment variable RUSTFLAGS" in (finding.help or "")


def test_clean_command_is_spelled_for_the_build(tmp_path: Path) -> None:
    """`cargo clean -p` without the profile removes nothing of a release build."""
    finding = only(audited(engine(["dylib"]), tmp_path, "--release"), "std-not-shared")
    assert "`cargo clean -p eng --release`" in (finding.help or "")
    assert "`cargo build -p app --release`" in (finding.help or "")


def test_rlib_beside_a_dylib_is_not_always_enough(tmp_path: Path) -> None:
    """While another crate exists only as dylib, rustc takes every shared library."""
    workspace = (
        Workspace()
        .package("eng", crate_type=["dylib"], lib=F)
        .package("other", crate_type=["dylib"], lib=F, is_member=False)
        .package("app", deps=["eng", "other"], main="fn main() { eng::f(); other::f(); }")
    )
    beside = only(audited(engine(["dylib"]), tmp_path / "one"), "std-not-shared")
    assert 'Static is meant: set `crate-type = ["rlib", "dylib"]` for `eng`' in (beside.help or "")
    alone = only(audited(workspace, tmp_path / "two"), "std-not-shared")
    assert 'Static is meant: set `crate-type = ["rlib"]` for `eng`' in (alone.help or "")


def test_std_is_one_cause_for_all_programs(tmp_path: Path) -> None:
    workspace = engine(["dylib"])
    for number in range(6):
        workspace.package(f"tool{number}", deps=["eng"], main=CALL)
    finding = only(audited(workspace, tmp_path), "std-not-shared")
    assert len(finding.artifacts) == 7


def test_target_without_a_shared_std(tmp_path: Path) -> None:
    """As on musl: each dylib contains std, and no flag helps."""
    report = audited(engine(["dylib"]), tmp_path)
    evidence = report.evidence
    units = tuple(replace(unit, platform=replace(unit.platform, std_dylib=None)) for unit in evidence.plan.units)
    without = replace(evidence, plan=replace(evidence.plan, units=units))
    (fault,) = std_not_shared.check(without)
    assert "has no shared std for" in fault.message
    assert "Dynamic is meant" not in (fault.help or "")


def test_installed_target_whose_std_is_not_shared(tmp_path: Path) -> None:
    evidence = audited(engine(None), tmp_path, env=PREFER_DYNAMIC).evidence
    host = evidence.plan.units[0].platform
    lacking = replace(host, std_dylib=None)
    units = tuple(replace(unit, platform=lacking) for unit in evidence.plan.units)
    without = replace(evidence, plan=replace(evidence.plan, units=units))
    (fault,) = toolchain_without_shared_std.check(without)
    assert fault.level is Level.WARNING
    assert fault.message.startswith("`-C prefer-dynamic` (environment variable RUSTFLAGS) does not share std")
    builds_std = replace(without, plan=replace(without.plan, builds_std=True))
    assert list(toolchain_without_shared_std.check(builds_std)) == []


def test_crate_inside_one_dylib_and_shared_by_itself(tmp_path: Path) -> None:
    """`base` lies in libold.so, which took its rlib, and is a shared library as well."""
    workspace = (
        Workspace()
        .package("base", crate_type=["rlib", "dylib"], lib=F)
        .package("old", crate_type=["dylib"], deps=["base"], lib="pub fn f() -> u32 { base::f() }")
        .package("app", deps=["old", "base"], main="fn main() { old::f(); base::f(); }")
    )
    finding = only(audited(workspace, tmp_path, "-p app -p old"), "duplicate-crate")
    assert "as its own shared library (app → base)" in "\n".join(finding.details)
    assert "in old (app → old → base)" in "\n".join(finding.details)


def test_duplicates_of_one_pair_of_dylibs_are_one_finding(tmp_path: Path) -> None:
    workspace = Workspace()
    names = [f"base{number}" for number in range(20)]
    for name in names:
        workspace.package(name, lib=F)
    body = " + ".join(f"{name}::f()" for name in names)
    for dylib in ("d1", "d2"):
        workspace.package(dylib, crate_type=["dylib"], deps=names, lib=f"pub fn f() -> u32 {{ {body} }}")
    workspace.package("app", deps=["d1", "d2"], main="fn main() { d1::f(); d2::f(); }")
    finding = only(audited(workspace, tmp_path, "-p app"), "duplicate-crate")
    assert "and 17 more would show up more than once" in finding.message
    assert finding.details[-1] == "and 9 more"


def test_library_that_leaves_no_artifact_fails(tmp_path: Path) -> None:
    """The program is only blocked: the finding names the library, which the report does not list."""
    workspace = (
        Workspace()
        .package("eng", crate_type=["cdylib"], lib=F)
        .package("mid", deps=["eng"], lib="pub fn f() -> u32 { eng::f() }")
        .package("app", deps=["mid"], main="fn main() { mid::f(); }")
    )
    finding = only(audited(workspace, tmp_path), "unlinkable-dependency")
    assert finding.message.startswith("`mid` (lib) cannot be compiled")
    assert finding.artifacts == ()
    assert "blocks 1 artifact: `app`" in finding.details


def test_macro_that_a_library_cannot_load(tmp_path: Path) -> None:
    macro = (
        "use proc_macro::TokenStream;\n#[proc_macro] pub fn one(_: TokenStream) -> TokenStream "
        '{ assert_eq!(eng::f(), 1); "1u32".parse().unwrap() }'
    )
    workspace = (
        Workspace()
        .package("eng", crate_type=["dylib"], lib=F)
        .package("mac", proc_macro=True, deps=["eng"], lib=macro)
        .package("mid", deps=["mac"], lib="pub fn f() -> u32 { mac::one!() }")
    )
    finding = only(audited(workspace, tmp_path, "-p mid"), "proc-macro-load")
    assert finding.message.startswith("`mid` (lib) cannot be compiled: the proc macro `mac` needs the shared std")


@pytest.mark.parametrize("options", ["", "--ignore-rust-version"])
def test_rust_version_of_a_dependency(tmp_path: Path, options: str) -> None:
    workspace = (
        Workspace()
        .package("new", lib=F, package={"rust-version": "1.999"}, is_member=False)
        .package("app", deps=["new"], main="fn main() { new::f(); }")
    )
    report = audited(workspace, tmp_path, options)
    if options:
        assert findings(report, "rust-version") == []
    else:
        assert "brought in by: app → new" in only(report, "rust-version").details


def test_dylib_under_crt_static_is_refused(tmp_path: Path) -> None:
    env = {"RUSTFLAGS": "-C target-feature=+crt-static"}
    finding = only(audited(engine(["dylib"]), tmp_path, env=env), "unsupported-crate-type")
    assert "cannot produce dylib for `eng v0.1.0`" in finding.message
    assert "-C target-feature=-crt-static" in (finding.help or "")


@pytest.mark.parametrize(("number", "words"), [(1, "For 1 of them this is likely"), (2, "This is likely")])
def test_likely_failures_say_so(tmp_path: Path, number: int, words: str) -> None:
    workspace = engine(["dylib"]).package("tool", deps=["eng"], main=CALL)
    evidence = audited(workspace, tmp_path).evidence
    failing = [one for one in evidence.artifacts if one.outcome is Outcome.FAILS]
    doubtful = {
        one: replace(one, outcome_confidence=Confidence.LIKELY, doubts=("whether `app` loads `eng`: a macro names it",))
        for one in failing[:number]
    }
    uncertain = replace(evidence, artifacts=tuple(doubtful.get(one, one) for one in evidence.artifacts))
    (finding,) = (one for one in registry.find(uncertain) if one.rule == "std-not-shared")
    assert finding.message.endswith(
        f" {words}, not certain: it is not known whether `app` loads `eng`: a macro names it."
    )
    assert finding.level is Level.ERROR
