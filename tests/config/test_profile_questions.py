"""What else is asked about profiles: the requested one, ignored ones, values that rustc refuses, nightly's keys."""

from pathlib import Path

import pytest

from auditor.config.profile_check import lto_of, refused_by_rustc
from auditor.errors import AuditorError
from auditor.model.build import Lto
from auditor.model.origin import Origin, OriginKind
from auditor.model.selection import Selection
from auditor.plan.profiles import Profiles, ignored_profiles, requested_profile
from tests.config.profile_project import REGISTRY, Project, package


def test_the_requested_profile(tmp_path: Path) -> None:
    config = Project(tmp_path).config()
    assert requested_profile(Selection(), config) == "dev"
    assert requested_profile(Selection(release=True), config) == "release"
    assert requested_profile(Selection(profile="own"), config) == "own"


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(release=True, profile="release"), "cannot be used with"),
        (Selection(profile="doc"), "`doc` is reserved"),
        (Selection(profile="debug"), "called `dev`"),
        (Selection(profile="build-override"), "reserved"),
        (Selection(profile="cargo-x"), "reserved"),
        (Selection(profile="a b"), "contains ` `"),
    ],
)
def test_profiles_that_cannot_be_requested(tmp_path: Path, selection: Selection, words: str) -> None:
    with pytest.raises(AuditorError, match=words):
        requested_profile(selection, Project(tmp_path).config())


def test_newer_cargo_has_a_profile_debug(tmp_path: Path) -> None:
    project = Project(tmp_path, "[profile.debug]\nlto = true\n")
    assert requested_profile(Selection(profile="debug"), project.config("1.100.0")) == "debug"
    profiles = project.profiles("debug", "1.100.0")
    found = profiles.profile_for(package(), is_member=True, is_for_host=False, always_unwind=False)
    assert (found.lto, found.debug_assertions, profiles.directory) == ("true", True, "debug")


def test_profiles_of_members_are_listed_as_ignored(tmp_path: Path) -> None:
    root, member = tmp_path / "Cargo.toml", tmp_path / "member.toml"
    root.write_text("[profile.dev]\n")
    member.write_text("[package]\n\n[profile.release]\nlto = true\n[profile.dev.package.x]\n")
    assert ignored_profiles([root, member], root) == (
        Origin(OriginKind.MANIFEST, "profile.release", member, 3),
        Origin(OriginKind.MANIFEST, "profile.dev", member, 5),
    )
    member.write_text("profile = 3\n")
    assert ignored_profiles([member], root) == ()


def test_two_specs_for_one_package_are_refused(tmp_path: Path) -> None:
    text = '[profile.dev.package.serde]\nopt-level = 1\n[profile.dev.package."serde@1"]\nopt-level = 2\n'
    project = Project(tmp_path, text)
    project.profiles().check_packages([package(), package("serde", "2.0.0")])
    with pytest.raises(AuditorError, match=r"match serde 1.2.3: serde, serde@1") as error:
        project.profiles().check_packages([package(), REGISTRY])
    assert (error.value.path, error.value.line) == (project.path, 3)


def test_inherited_overrides_count_only_where_a_profile_writes_some(tmp_path: Path) -> None:
    text = '[profile.own]\ninherits = "dev"\n[profile.own.package."serde@1"]\nopt-level = 2\n'
    project = Project(tmp_path, text + "[profile.dev.package.serde]\nopt-level = 1\n")
    with pytest.raises(AuditorError, match="of the profile `own`"):
        project.profiles().check_packages([REGISTRY])


@pytest.mark.parametrize(
    ("name", "variables", "opt_level"),
    [
        ("app", {"CARGO_PROFILE_DEV_PACKAGE_app_OPT_LEVEL": "3"}, "3"),
        ("my-app", {"CARGO_PROFILE_DEV_PACKAGE_my-app_OPT_LEVEL": "3"}, "3"),
        ("app", {"CARGO_PROFILE_DEV_PACKAGE_APP_OPT_LEVEL": "3"}, "1"),
    ],
)
def test_variables_for_a_package_need_its_table(
    tmp_path: Path, name: str, variables: dict[str, str], opt_level: str
) -> None:
    project = Project(tmp_path, "", f"[profile.dev.package.{name}]\nopt-level = 1\n", variables)
    assert project.profile(of=package(name)).opt_level == opt_level
    assert Project(tmp_path, "", "", variables).profile(of=package(name)).opt_level == "0"


def test_a_variable_with_a_longer_name_says_nothing_of_the_shorter_key(tmp_path: Path) -> None:
    project = Project(tmp_path, "", "", {"CARGO_PROFILE_DEV_DEBUG_ASSERTIONS": "false"})
    assert (project.profile().debug_assertions, project.profile().debuginfo) == (False, "2")


def test_a_variable_alone_makes_a_profile(tmp_path: Path) -> None:
    project = Project(tmp_path, "", "", {"CARGO_PROFILE_OWN_INHERITS": "release", "CARGO_PROFILE_OWN_LTO": "off"})
    assert (project.profile("own").lto, project.profile("own").opt_level) == ("off", "3")
    with pytest.raises(AuditorError, match="has no `inherits`"):
        Project(tmp_path, "", "", {"CARGO_PROFILE_OWN_X": "1"}).profiles("own")


def test_rustflags_of_a_profile_are_nightly(tmp_path: Path) -> None:
    text = 'cargo-features = ["profile-rustflags"]\n[profile.dev]\nrustflags = ["--cfg", "x"]\n'
    project = Project(tmp_path, text, '[profile.dev]\nrustflags = ["y"]\n')
    profiles = project.profiles("dev", "1.97.0-nightly")
    found = profiles.profile_for(package(), is_member=True, is_for_host=False, always_unwind=False)
    # the configuration's array replaces the manifest's; only files of the configuration are joined
    assert found.rustflags == ("y",)
    assert str(found.origins["rustflags"]).endswith("config.toml:2")
    text = '[profile.dev]\nrustflags = ["x"]\n'
    project = Project(tmp_path, text, "[unstable]\nprofile-rustflags = true\n", {"CARGO_PROFILE_DEV_RUSTFLAGS": "a b"})
    profiles = project.profiles("dev", "1.97.0-nightly")
    found = profiles.profile_for(package(), is_member=True, is_for_host=False, always_unwind=False)
    assert found.rustflags == ("a", "b")


@pytest.mark.parametrize(
    ("text", "lto"),
    [
        ("false", Lto.THIN_LOCAL),
        ("off", Lto.OFF),
        ("thin", Lto.THIN),
        ("true", Lto.FAT),
        ("fat", Lto.FAT),
        ("yes", Lto.FAT),
        ("bogus", None),
    ],
)
def test_what_a_value_of_lto_means(text: str, lto: Lto | None) -> None:
    assert lto_of(text) is lto


def test_values_that_only_rustc_refuses(tmp_path: Path) -> None:
    text = '[profile.dev]\nlto = "bogus"\nopt-level = 9\nstrip = "x"\nsplit-debuginfo = "x"\ncodegen-units = 0\n'
    project = Project(tmp_path, text)
    errors = refused_by_rustc(project.profile())
    assert [(error.path, error.line) for error in errors] == [(project.path, line) for line in (2, 3, 4, 5, 6)]
    assert "rustc refuses `lto = 'bogus'` of the profile `dev`" in str(errors[0])
    assert refused_by_rustc(Project(tmp_path).profile()) == ()
    (error,) = refused_by_rustc(Project(tmp_path, "", "", {"CARGO_PROFILE_DEV_LTO": "x"}).profile())
    assert "environment variable CARGO_PROFILE_DEV_LTO" in str(error)


def test_the_profile_of_a_unit_is_made_once(tmp_path: Path) -> None:
    profiles: Profiles = Project(tmp_path).profiles()
    one, other = (
        profiles.profile_for(package(), is_member=True, is_for_host=False, always_unwind=False) for _ in range(2)
    )
    assert one is other
