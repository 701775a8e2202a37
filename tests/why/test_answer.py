"""How a crate gets into artifacts, why, and by which way: one small workspace for each reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.linkage import Linkage
from auditor.model.report import Evidence
from auditor.why.answer import Cause, CrateAnswer, ReasonKind
from tests.builders import Workspace
from tests.findings.projects import audited
from tests.why.asking import F, ask, asked, entry, shown

CALLS = "pub fn f() -> u32 { base::f() }"


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """A program with a dylib, a proc macro, a build script, and a dependency that it does not name."""
    workspace = (
        Workspace()
        .package("base", lib=F)
        .package("idle", deps=["base"], lib=CALLS)
        .package("eng", crate_type=["rlib", "dylib"], deps={"b2": {"package": "base"}}, lib="pub use b2::f;")
        .package("tool", lib=F)
        .package("mac", proc_macro=True, deps=["tool"], lib="use proc_macro::TokenStream as T; use tool as _; "
                 "#[proc_macro] pub fn m(i: T) -> T { i }")
        .package("script", lib=F)
        .package("app", deps=["eng", "idle", "mac"], build_deps=["script"], build="fn main() { script::f(); }",
                 main="fn main() { eng::f(); mac::m!(); }",
                 files={f"tests/t{number}.rs": "#[test] fn t() { eng::f(); }" for number in range(9)})
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("mixed") / "workspace"
    return audited(workspace, folder, "--prefer-dynamic -p app --all-targets").evidence


def _only(evidence: Evidence, crate: str) -> CrateAnswer:
    (found,) = ask(evidence, crate).crates
    return found


@pytest.mark.parametrize(
    ("crate", "artifact", "linkage", "cause"),
    [
        ("base", "eng:dylib", "static", Cause.NO_DYLIB),
        ("base", "t0", "included-from-dylib", Cause.INSIDE_DYLIB),
        ("eng", "t0", "dynamic", Cause.HAS_DYLIB),
        ("eng", "eng:dylib", None, Cause.OWN_ARTIFACT),
        ("std", "t0", "dynamic", Cause.HAS_DYLIB),
        ("std", "mac", "static", Cause.ALL_STATIC),
        ("idle", "t0", "not-linked", Cause.NOT_NAMED),
        ("tool", "mac", "static", Cause.ALL_STATIC),
        ("tool", "t0", "not-linked", Cause.PROC_MACRO),
        ("script", "build-script-build", "static", Cause.NO_DYLIB),
        ("script", "t0", "not-linked", Cause.BUILD_SCRIPT),
    ],
)
def test_linkage_and_cause(mixed: Evidence, crate: str, artifact: str, linkage: str | None, cause: Cause) -> None:
    found = entry(mixed, _only(mixed, crate), artifact)
    assert (found.linkage, found.cause) == (linkage, cause)


def test_what_a_dylib_contains(mixed: Evidence) -> None:
    found = entry(mixed, _only(mixed, "base"), "t0")
    assert (found.library, found.because) == ("libeng.so", "that library contains it already")
    assert [hop.name for hop in found.path] == [None, "eng", "b2"]
    texts = {reason.kind: reason.text for reason in found.reasons}
    assert texts[ReasonKind.TYPES].startswith('`eng`: `crate-type = ["rlib", "dylib"]` (eng/Cargo.toml:')
    assert texts[ReasonKind.FLAG] == "`-C prefer-dynamic` (by --prefer-dynamic)"
    assert texts[ReasonKind.RULE].endswith("libeng.so contains `base`, and a second copy is not added")


def test_renamed_dependency(mixed: Evidence) -> None:
    """It can be asked for by the name that only one package knows, and the way says so."""
    assert ask(mixed, "b2").crates == ask(mixed, "base").crates
    assert "eng → base as `b2` (eng/Cargo.toml:" in shown(ask(mixed, "b2", ["eng:dylib"]))


def test_crate_that_nothing_names(mixed: Evidence) -> None:
    said = shown(ask(mixed, "idle"))
    assert "`idle` is not linked into" in said
    assert "because nothing in the sources of `app` names it" in said
    found = entry(mixed, _only(mixed, "idle"), "t0")
    assert [hop.is_loaded for hop in found.path] == [True, False]
    assert found.reasons[0].location is not None
    assert found.reasons[0].location.path.parent.name == "app"


def test_same_reason_is_told_once(mixed: Evidence) -> None:
    answer = ask(mixed, "base")
    said = shown(answer)
    assert said.count("a second copy is not added") == 1
    assert "9 tests (t0 of app, " in said
    every = shown(answer, verbose=True)
    assert all(f"test t{number} of app: included-from-dylib, " in every for number in range(9))


def test_proc_macro(mixed: Evidence) -> None:
    workspace_answer = shown(ask(mixed, "mac"))
    assert "because it is a proc macro, which runs in the compiler" in workspace_answer
    assert "types `proc-macro = true` (mac/Cargo.toml:" in workspace_answer


def test_std_static_and_dynamic(tmp_path: Path) -> None:
    workspace = Workspace().package("app", main="fn main() {}").file(".cargo/config.toml", "")
    (static,) = asked(workspace, tmp_path, "std").entries
    assert (static.linkage, static.cause) == (Linkage.STATIC, Cause.ALL_STATIC)
    assert static.reasons[0].text == "no `-C prefer-dynamic`: nothing sets it"
    workspace.file(".cargo/config.toml", '[build]\nrustflags = ["-Cprefer-dynamic"]\n')
    (dynamic,) = asked(workspace, tmp_path, "std").entries
    assert (dynamic.linkage, dynamic.cause) == (Linkage.DYNAMIC, Cause.HAS_DYLIB)
    assert dynamic.reasons[0].text == "`-C prefer-dynamic` (`build.rustflags` in .cargo/config.toml:2)"
    (lost,) = asked(workspace, tmp_path, "std", env={"RUSTFLAGS": "-Cdebuginfo=1"}).entries
    assert "in .cargo/config.toml:2 has it and does not count" in lost.reasons[0].text
    crt = asked(workspace, tmp_path, "std", env={"RUSTFLAGS": "-Cprefer-dynamic -Ctarget-feature=+crt-static"})
    assert crt.entries[0].reasons[0].text == "`-C target-feature=+crt-static` (environment variable RUSTFLAGS)"


def test_a_dylib_without_an_rlib_turns_the_link_dynamic(tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("base", lib=F, crate_type=["rlib", "dylib"])
        .package("only", lib=F, crate_type=["dylib"])
        .package("app", deps=["base", "only"], main="fn main() { base::f(); only::f(); }")
    )
    evidence = audited(workspace, tmp_path, "-p app").evidence
    found = entry(evidence, _only(evidence, "base"), "app")
    assert found.linkage is Linkage.DYNAMIC
    assert found.because == "`only` is only a dylib, which turns the link dynamic"
    kinds = [reason.kind for reason in found.reasons]
    assert kinds == [ReasonKind.TYPES, ReasonKind.RULE]
    assert found.reasons[0].text.startswith('`only`: `crate-type = ["dylib"]` (only/Cargo.toml:')
    assert entry(evidence, _only(evidence, "only"), "app").because == "it is only a dylib"


def test_what_rust_code_cannot_link(tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("c", crate_type=["cdylib"], lib=F)
        .package("only", crate_type=["dylib"], lib=F)
        .package("archive", crate_type=["staticlib"], deps=["only"], lib="pub use only::f;")
        .package("app", deps=["c"], main="fn main() { c::f(); }")
    )
    evidence = audited(workspace, tmp_path).evidence
    unlinkable = entry(evidence, _only(evidence, "c"), "app")
    assert (unlinkable.cause, unlinkable.is_at_fault) == (Cause.UNLINKABLE, True)
    undecided = entry(evidence, _only(evidence, "only"), "archive")
    assert (undecided.cause, undecided.is_at_fault) == (Cause.UNDECIDED, True)
    assert undecided.because == "it has no rlib, and a static library is all static"


def test_lto_that_decides_over_an_artifact(tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("c", lib=F)
        .package("app", deps=["c"], main="fn main() { c::f(); }")
        .profile("release", lto="thin")
    )
    (found,) = asked(workspace, tmp_path, "c", "--release --prefer-dynamic").entries
    texts = [reason.text for reason in found.reasons]
    assert "LTO and -C prefer-dynamic exclude each other" in texts
    assert '`lto = "thin"` (`profile.release.lto` in Cargo.toml:2)' in texts
    assert not found.is_at_fault


def test_two_versions_and_a_path_of_every_script(tmp_path: Path) -> None:
    old, new = ({"name": "x", "version": version} for version in ("0.1.0", "0.2.0"))
    workspace = (
        Workspace()
        .package("x1", package=old, lib=F)
        .package("x2", package=new, is_member=False, lib=F)
        .package("größe", folder="Größe 大", deps={"x": {"path": "../x2"}}, lib="pub use x::f;")
        .package("app", deps={"größe": {}, "y": {"path": "../x1", "package": "x"}},
                 main="fn main() { größe::f(); y::f(); }")
    )  # fmt: skip
    evidence = audited(workspace, tmp_path / "ein Ordner", "-p app").evidence
    both = ask(evidence, "x")
    assert [crate.package and crate.package.version for crate in both.crates] == ["0.1.0", "0.2.0"]
    said = shown(both)
    assert "`x` 0.1.0 is linked statically into binary app" in said
    assert "app → größe (app/Cargo.toml:7) → x (Größe 大/Cargo.toml:7)" in said
    assert "app → x as `y` (app/Cargo.toml:8)" in said
    (one,) = ask(evidence, "x@0.2").crates
    assert one == both.crates[1]
    assert ask(evidence, "größe").crates[0].entries[0].linkage is Linkage.STATIC


def test_what_has_no_entries(mixed: Evidence, tmp_path: Path) -> None:
    workspace = Workspace().package("lonely", lib=F).package("app", main="fn main() {}")
    evidence = audited(workspace, tmp_path, "-p app").evidence
    assert "`lonely` is not part of this build: nothing that is selected needs it." in shown(ask(evidence, "lonely"))
    assert shown(ask(evidence, "app")).startswith("`app` has no library, so that nothing links it.")
    (outside,) = ask(mixed, "tool", ["eng:dylib"]).crates
    assert [one.cause for one in outside.entries] == [Cause.UNRELATED]


def test_what_is_not_known_is_told(tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("m", lib="#[macro_export] macro_rules! perhaps { ($($t:tt)*) => { m::other! { $($t)* } } }")
        .package("c", crate_type=["dylib"], lib="pub fn f() {}")
        .package("app", deps=["m", "c"], main="fn main() { m::perhaps! { c::f(); } }")
    )
    evidence = audited(workspace, tmp_path, "-p app").evidence
    found = entry(evidence, _only(evidence, "c"), "app")
    assert any(
        reason.kind is ReasonKind.LIKELY and reason.text.startswith("it is not known whether `app` loads `c`")
        for reason in found.reasons
    )
