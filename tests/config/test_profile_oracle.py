"""Our profiles against those of the real Cargo's units."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.cargo.manifest import read_toml
from auditor.errors import AuditorError
from auditor.model.build import Profile
from auditor.model.selection import Selection
from auditor.model.workspace import Package
from auditor.plan.profiles import Profiles, requested_profile
from tests.config.random_profiles import RandomProfiles
from tests.config.scene import Scene, cargo_release, host

pytestmark = pytest.mark.oracle

MEMBERS = ("app", "mac")
_GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packages outside of the workspace: two by path, one in a Git repository."""
    root = tmp_path_factory.mktemp("base")
    _package(root / "ext", "ext", "0.2.0", 'build = "build.rs"\n')
    (root / "ext/build.rs").write_text("fn main() {}")
    _package(root / "bd", "bd", "0.1.0", f'[dependencies]\next = {{ path = "{root}/ext" }}\n')
    _package(root / "git", "git-dep", "0.3.1")
    for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        subprocess.run([*_GIT, *command], cwd=root / "git", check=True, stdin=subprocess.DEVNULL)
    fetched = Scene(root, workspace(root, "", "")).cargo("fetch")
    assert fetched.returncode == 0, fetched.stderr
    return root


def _package(folder: Path, name: str, version: str, more: str = "") -> None:
    (folder / "src").mkdir(parents=True)
    (folder / "src/lib.rs").write_text("")
    (folder / "Cargo.toml").write_text(f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n{more}')


def workspace(base: Path, head: str, profiles: str) -> dict[str, str]:
    """The files of a workspace that uses all of these packages, for the host as well."""
    ext, git = f'ext = {{ path = "{base}/ext" }}\n', f'git-dep = {{ git = "file://{base}/git" }}\n'
    app = f"[dependencies]\n{ext}mac = {{ path = '../mac' }}\n{git}"
    app += f"[build-dependencies]\nbd = {{ path = '{base}/bd' }}\n{git}"
    package = '[package]\nname = "{}"\nversion = "0.1.0"\nedition = "2021"\n{}'
    return {
        "top/project/Cargo.toml": f'{head}[workspace]\nmembers = ["app", "mac"]\nresolver = "2"\n{profiles}',
        "top/project/app/Cargo.toml": package.format("app", app),
        "top/project/app/build.rs": "fn main() {}",
        "top/project/app/src/lib.rs": "",
        "top/project/app/src/main.rs": "fn main() {}",
        "top/project/app/tests/t.rs": "",
        "top/project/mac/Cargo.toml": package.format("mac", f"[lib]\nproc-macro = true\n[dependencies]\n{ext}"),
        "top/project/mac/src/lib.rs": "",
    }


def package_of(identity: str) -> Package:
    url, _, fragment = identity.partition("#")
    name, _, version = fragment.rpartition("@")
    source = None if url.startswith("path+") else f"{url}#0"
    return Package(identity, name or Path(url).name, version, source, Path("/x"), (), (), {}, None, None, {})


def predicted(scene: Scene, requested: str, packages: list[Package]) -> Profiles | AuditorError:
    """Our profiles, or why we refuse them."""
    try:
        config = scene.config(cargo_release())
        name = requested_profile(Selection(profile=requested), config)
        path = scene.cwd / "Cargo.toml"
        profiles = Profiles.load(read_toml(path), path, config, name)
        profiles.check_packages(packages)
    except AuditorError as error:
        return error
    return profiles


def candidates(profiles: Profiles, unit: dict[str, Any], has_target: bool) -> Iterator[Profile]:
    """The profiles that a unit may have: the unit graph does not say for whom it is built."""
    package, kind = package_of(unit["pkg_id"]), unit["target"]["kind"][0]
    for_host = (unit["platform"] is None,) if has_target else (True, False)
    if kind == "custom-build" and unit["mode"] == "build":
        for_host = (True,)
    for is_for_host in (True, False) if kind == "proc-macro" else for_host:
        for unwind in (True,) if is_for_host or unit["mode"] == "test" else (True, False):
            made = profiles.profile_for(
                package, is_member=package.name in MEMBERS, is_for_host=is_for_host, always_unwind=unwind
            )
            yield profiles.for_build_script_run(made) if unit["mode"] == "run-custom-build" else made


def differences(shown: dict[str, Any], profile: Profile) -> dict[str, Any]:
    """What Cargo shows otherwise. It has already decided on debuginfo and strip where they were deferred."""
    strip = shown["strip"].get("resolved", "None")
    debuginfo = str(shown["debuginfo"])
    expected = {
        **{name: getattr(profile, name) for name in shown if name not in ("strip", "debuginfo", "rustflags")},
        "rustflags": list(profile.rustflags),
        "debuginfo": "0" if profile.debuginfo_deferred and debuginfo == "0" else profile.debuginfo,
        "strip": profile.strip,
    }
    found = {
        **shown,
        "rustflags": shown.get("rustflags", []),
        "debuginfo": debuginfo,
        "strip": "none" if strip == "None" else strip["Named"],
    }
    if profile.strip_deferred and debuginfo == "0" and found["strip"] == "debuginfo":
        expected["strip"] = "debuginfo"
    return {name: (found[name], expected[name]) for name in expected if found[name] != expected[name]}


def compare(scene: Scene, base: Path, requested: str, *, has_target: bool, has_tests: bool) -> None:
    (scene.home / "git").symlink_to(base / "home/git")
    options = ["--workspace", "--profile", requested]
    options += ["--target", host()] if has_target else []
    units, said = scene.units_by_cargo(*options, *(["--all-targets"] if has_tests else []))
    ids = [f"path+file://{scene.cwd}/{name}#0.1.0" for name in MEMBERS]
    ids += [f"path+file://{base}/ext#0.2.0", f"path+file://{base}/bd#0.1.0", f"git+file://{base}/git#git-dep@0.3.1"]
    scene.environment = {**scene.environment, "RUSTC_BOOTSTRAP": "1"}
    found = predicted(scene, requested, [package_of(identity) for identity in ids])
    if units is None or isinstance(found, AuditorError):
        assert units is None, f"we refuse: {found}"
        assert isinstance(found, AuditorError), f"cargo refuses: {said}"
        return
    for unit in units:
        unlike = [differences(unit["profile"], profile) for profile in candidates(found, unit, has_target)]
        assert {} in unlike, (unit["pkg_id"], unit["target"]["kind"], unit["mode"], unit["platform"], unlike)


@pytest.mark.parametrize("seed", range(50))
def test_random_profiles(tmp_path: Path, base: Path, seed: int) -> None:
    specs = (
        "ext", "app", "mac", "bd", "git-dep", "ext@0.2.0", "ext:0.2", "ext@1", "git-dep@0.3", f"file://{base}/git#git-dep",
        f"path+file://{base}/ext#0.2.0", "*", "*", "*", "unknown", "bad spec",
    )  # fmt: skip
    drawn = RandomProfiles(seed, specs)
    files = {**workspace(base, drawn.manifest_head, drawn.manifest), **drawn.files}
    scene = Scene(tmp_path, files, drawn.environment, drawn.arguments)
    compare(scene, base, drawn.requested, has_target=drawn.has_target, has_tests=drawn.has_tests)


NAMED = {
    "an override takes strip back": (
        "[profile.dev]\nstrip = true\n[profile.dev.package.ext]\nopt-level = 1\n", {},
    ),
    "an empty package table in an override by variable": (
        "[profile.dev.package.ext]\n", {"CARGO_PROFILE_DEV_PACKAGE_ext_PACKAGE_X": "1"},
    ),
    "the same in the configuration": (
        "", {"CARGO_PROFILE_DEV_PACKAGE_ext_PACKAGE_X": "1"},
    ),
    "a bad build.incremental beside CARGO_INCREMENTAL": (
        "", {"CARGO_BUILD_INCREMENTAL": "yes", "CARGO_INCREMENTAL": "1"},
    ),
    "a variable below a key that is no table": ("", {"CARGO_PROFILE_DEV_OPT_LEVEL_X": "1"}),
    "a variable below debug": ("", {"CARGO_PROFILE_DEV_DEBUG_X": "1"}),
    "debug-assertions by variable": ("", {"CARGO_PROFILE_DEV_DEBUG_ASSERTIONS": "false"}),
    "a variable that is a number where a string is wanted": ("", {"CARGO_PROFILE_DEV_SPLIT_DEBUGINFO": "1"}),
    "both spellings of a spec": (
        '[profile.dev.package."ext:0.2"]\nopt-level = 1\n[profile.test.package."ext@0.2"]\nopt-level = 2\n', {},
    ),
    "a spec for a member": ('[profile.dev.package."*"]\nopt-level = 1\n[profile.dev.package.app]\ndebug = 0\n', {}),
    "a profile of a member counts for nothing": ('[profile.dev]\npanic = "abort"\n', {}),
    "rustflags with their feature": (
        '[profile.dev]\nrustflags = ["--cfg", "x"]\n', {"CARGO_UNSTABLE_PROFILE_RUSTFLAGS": "true"},
    ),
    "lto of rustc's own words": ('[profile.dev]\nlto = "bogus"\n', {}),
}  # fmt: skip


@pytest.mark.parametrize(("profiles", "variables"), NAMED.values(), ids=NAMED.keys())
def test_named_cases(tmp_path: Path, base: Path, profiles: str, variables: dict[str, str]) -> None:
    scene = Scene(tmp_path, workspace(base, "", profiles), variables)
    compare(scene, base, "dev", has_target=True, has_tests=True)
