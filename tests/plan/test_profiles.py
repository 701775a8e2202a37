"""Profiles: defaults, inheritance, overrides, the environment, and what Cargo refuses."""

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.model.build import Profile
from auditor.model.origin import Origin, OriginKind
from tests.config.profile_project import REGISTRY, Project, package


def test_the_built_in_profiles(tmp_path: Path) -> None:
    project = Project(tmp_path)
    dev = Profile("dev", debuginfo="2", debug_assertions=True, overflow_checks=True, incremental=True)
    assert project.profile("dev") == dev
    assert project.profile("release") == Profile("release", opt_level="3")
    assert project.profile("bench") == Profile("bench", opt_level="3")
    assert project.profile("test").debug_assertions
    assert [project.profiles(name).directory for name in ("dev", "test", "release", "bench")] == [
        "debug", "debug", "release", "release",
    ]  # fmt: skip


def test_equal_profiles_are_those_that_cargo_shares_units_for() -> None:
    assert Profile("dev", debuginfo="2", debuginfo_deferred=True) == Profile("dev", debuginfo="2")
    assert hash(Profile("dev", strip_deferred=False)) == hash(Profile("dev"))
    assert Profile("dev", debuginfo="2") != Profile("dev", debuginfo="0")


def test_a_profile_inherits_and_the_configuration_lies_over_it(tmp_path: Path) -> None:
    project = Project(
        tmp_path,
        '[profile.release]\nlto = "thin"\npanic = "abort"\n[profile.own]\ninherits = "release"\nlto = "fat"\n',
        '[profile.own]\nrpath = true\n[profile.release]\npanic = "unwind"\n',
        {"CARGO_PROFILE_OWN_OPT_LEVEL": "s"},
    )
    own = project.profile("own")
    assert (own.name, own.lto, own.panic, own.rpath, own.opt_level) == ("own", "fat", "unwind", True, "s")
    assert own.origins["lto"] == Origin(OriginKind.MANIFEST, "profile.own.lto", project.path, 6)
    assert str(own.origins["panic"]).endswith(".cargo/config.toml:4")
    assert str(own.origins["opt-level"]) == "environment variable CARGO_PROFILE_OWN_OPT_LEVEL"
    assert set(own.origins) == {"lto", "panic", "rpath", "opt-level"}
    assert project.profiles("own").directory == "own"


def test_profiles_may_be_in_the_configuration_alone(tmp_path: Path) -> None:
    project = Project(tmp_path, "", '[profile.a]\ninherits = "b"\n[profile.b]\ninherits = "release"\nlto = true\n')
    assert project.profile("a").lto == "true"
    with pytest.raises(AuditorError, match="`c` is not defined"):
        project.profiles("c")


def test_host_units_are_not_optimised_and_may_lose_debuginfo(tmp_path: Path) -> None:
    project = Project(tmp_path, "[profile.release]\ndebug = 1\ncodegen-units = 4\nopt-level = 2\n")
    host = project.profile("release", is_for_host=True, always_unwind=True)
    assert (host.opt_level, host.codegen_units, host.debuginfo, host.debuginfo_deferred) == ("0", None, "1", True)
    assert "opt-level" not in host.origins
    project = Project(tmp_path, "[profile.release.build-override]\ndebug = 2\nopt-level = 1\n")
    host = project.profile("release", is_for_host=True, always_unwind=True)
    assert (host.opt_level, host.debuginfo, host.debuginfo_deferred) == ("1", "2", False)
    assert project.profile("release").opt_level == "3"


def test_overrides_of_packages(tmp_path: Path) -> None:
    text = '[profile.dev.package."*"]\nopt-level = 3\n[profile.dev.package.app]\nopt-level = 1\n'
    project = Project(tmp_path, text + '[profile.dev.package."serde@1.2"]\nopt-level = "z"\n')
    assert project.profile().opt_level == "1"
    assert project.profile(of=package("other")).opt_level == "0"
    assert project.profile(of=package("other"), is_member=False).opt_level == "3"
    assert project.profile(of=REGISTRY, is_member=False).opt_level == "z"
    assert project.profile(of=package("serde", "2.0.0"), is_member=False).opt_level == "3"
    origin = project.profile(of=REGISTRY, is_member=False).origins["opt-level"]
    assert (origin.key, origin.line) == ("profile.dev.package.'serde@1.2'.opt-level", 6)


def test_both_spellings_of_a_version_are_one_spec(tmp_path: Path) -> None:
    project = Project(
        tmp_path,
        '[profile.dev.package."serde:1.2"]\nopt-level = 1\ndebug = 1\n',
        '[profile.dev.package."serde@1.2"]\nopt-level = 2\n',
    )
    profile = project.profile(of=REGISTRY, is_member=False)
    assert (profile.opt_level, profile.debuginfo) == ("2", "1")


def test_an_override_takes_strip_back(tmp_path: Path) -> None:
    project = Project(tmp_path, "[profile.release]\nstrip = true\n[profile.release.package.app]\nopt-level = 1\n")
    assert (project.profile("release").strip, project.profile("release").strip_deferred) == ("none", True)
    other = project.profile("release", of=package("other"))
    assert (other.strip, other.strip_deferred) == ("symbols", False)


def test_tests_always_unwind(tmp_path: Path) -> None:
    project = Project(tmp_path, '[profile.dev]\npanic = "abort"\n')
    assert project.profile().panic == "abort"
    unwinding = project.profile(always_unwind=True)
    assert (unwinding.panic, "panic" in unwinding.origins) == ("unwind", False)


def test_incremental(tmp_path: Path) -> None:
    assert Project(tmp_path).profile().incremental
    assert not Project(tmp_path).profile(of=REGISTRY, is_member=False).incremental
    project = Project(tmp_path, "", "", {"CARGO_INCREMENTAL": "1"})
    assert project.profile("release").incremental
    assert str(project.profile("release").origins["incremental"]) == "environment variable CARGO_INCREMENTAL"
    assert not project.profile("release", of=REGISTRY).incremental
    assert not Project(tmp_path, "", "build.incremental = false\n").profile().incremental


def test_apple_platforms_unpack_debuginfo(tmp_path: Path) -> None:
    assert Project(tmp_path).profile(triple="aarch64-apple-darwin").split_debuginfo == "unpacked"
    assert Project(tmp_path).profile("release", triple="aarch64-apple-darwin").split_debuginfo is None
    assert Project(tmp_path).profile().split_debuginfo is None


def test_running_a_build_script_depends_on_little(tmp_path: Path) -> None:
    project = Project(tmp_path, '[profile.dev]\nlto = true\nopt-level = 1\nrpath = true\npanic = "abort"\n')
    run = project.profiles().for_build_script_run(project.profile())
    assert run == Profile("dev", opt_level="1", debuginfo="2", debug_assertions=True)


def test_values_in_their_normal_form(tmp_path: Path) -> None:
    written = {
        "lto": [
            ("true", "true"),
            ("false", "false"),
            ('"no"', "off"),
            ('"off"', "off"),
            ('"thin"', "thin"),
            ('"x"', "x"),
        ],
        "debug": [
            ("true", "2"),
            ("false", "0"),
            ("1", "1"),
            ('"limited"', "1"),
            ('"line-tables-only"', "line-tables-only"),
        ],
        "strip": [("true", "symbols"), ("false", "none"), ('"debuginfo"', "debuginfo")],
        "opt-level": [("2", "2"), ('"s"', "s"), ("9", "9"), ("-1", "-1")],
    }
    for key, pairs in written.items():
        for text, expected in pairs:
            profile = Project(tmp_path, f"[profile.dev]\n{key} = {text}\n").profile()
            assert getattr(profile, {"debug": "debuginfo"}.get(key, key.replace("-", "_"))) == expected


REFUSED = {
    "lto of a wrong type": ("[profile.dev]\nlto = 3", 2, "expected a boolean or a string for `profile.dev.lto`"),
    "lto as a quoted boolean": ('[profile.dev]\nlto = "true"', 2, "must not be the string `true`"),
    "opt-level in quotes": ('[profile.dev]\nopt-level = "3"', 2, "found the string `3`"),
    "opt-level is a boolean": ("[profile.dev]\nopt-level = true", 2, "0, 1, 2, 3"),
    "debug": ("[profile.dev]\ndebug = 3", 2, "`debug` must be"),
    "panic": ('[profile.dev]\npanic = "x"', 2, "must be `unwind` or `abort`"),
    "panic of a wrong type": ("[profile.dev]\npanic = true", 2, "expected a string"),
    "rpath": ('[profile.dev]\nrpath = "yes"', 2, "expected `true` or `false`"),
    "codegen-units": ("[profile.dev]\ncodegen-units = -1", 2, "positive integer"),
    "codegen-units is a boolean": ("[profile.dev]\ncodegen-units = true", 2, "expected an integer"),
    "strip": ("[profile.dev]\nstrip = []", 2, "a boolean or a string"),
    "rustflags": ('[profile.dev]\nrustflags = ["x"]', 2, "needs the unstable feature `profile-rustflags`"),
    "rustflags of a wrong type": ('[profile.dev]\nrustflags = "x"', 2, "expected an array of strings"),
    "immediate-abort": ('[profile.dev]\npanic = "immediate-abort"', 2, "panic-immediate-abort"),
    "dir-name": ('[profile.dev]\ndir-name = "x"', 2, "`dir-name` is not allowed"),
    "panic in an override": ('[profile.dev.package.x]\npanic = "abort"', 2, "may not stand in a `package` table"),
    "lto in an override": ("[profile.dev.build-override]\nlto = true", 2, "`build-override` table"),
    "nested override": ("[profile.dev.package.x.build-override]", 1, "may not stand in `package` tables"),
    "no inherits": ("\n[profile.own]\nlto = true", 2, "has no `inherits`"),
    "unknown parent": ('[profile.own]\ninherits = "x"', 2, "`x`, which is not defined"),
    "circle": ('[profile.a]\ninherits = "b"\n[profile.b]\ninherits = "a"', 4, "in a circle"),
    "inherits in a root": ('[profile.release]\ninherits = "dev"', 2, "root profile `release`"),
    "reserved name": ('[profile.tmp]\ninherits = "dev"', 1, "`tmp` is reserved"),
    "reserved prefix": ('[profile.Cargo-x]\ninherits = "dev"', 1, "reserved"),
    "the name debug": ('[profile.debug]\ninherits = "dev"', 1, "called `dev`"),
    "bad name": ("[profile.'a b']\ninherits = 'dev'", 1, "contains ` `"),
    "no table": ("[profile]\nlto = true", 2, "expected a table for `profile.lto`"),
    "no tables": ("profile = 3", 1, "expected a table for `profile`"),
    "bad spec": ('[profile.dev.package."a b"]\nopt-level = 1', 1, "no package id spec"),
    "unstable feature on stable": ('cargo-features = ["profile-rustflags"]', 1, "needs nightly"),
}


@pytest.mark.parametrize(("manifest", "line", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cargo_refuses_is_refused_with_its_line(tmp_path: Path, manifest: str, line: int, words: str) -> None:
    project = Project(tmp_path, manifest + "\n")
    with pytest.raises(AuditorError, match=words) as error:
        project.profiles()
    assert (error.value.path, error.value.line) == (project.path, line)


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("CARGO_PROFILE_DEV_LTO", "1", "a boolean or a string"),
        ("CARGO_PROFILE_DEV_OPT_LEVEL", "q", "found the string `q`"),
        ("CARGO_PROFILE_DEV_OPT_LEVEL_X", "1", "names something below `profile.dev.opt-level`"),
        ("CARGO_PROFILE_DEV_RPATH", "yes", "expected `true` or `false`"),
        ("CARGO_PROFILE_DEV_RUSTFLAGS", "-C x", "profile-rustflags"),
        ("CARGO_PROFILE_DEV_BUILD_OVERRIDE_PANIC", "abort", "may not stand in a `build-override`"),
        ("CARGO_PROFILE_DEV_INHERITS", "release", "root profile"),
    ],
)
def test_bad_variables_are_refused(tmp_path: Path, variable: str, text: str, words: str) -> None:
    with pytest.raises(AuditorError, match=words):
        Project(tmp_path, "", "", {variable: text}).profiles()
