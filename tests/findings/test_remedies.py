"""What findings advise, done with the real cargo: the fault is gone afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.builders import Workspace, environment
from tests.findings.samples import FOLDER

pytestmark = pytest.mark.oracle

F = "pub fn f() -> u32 { 1 }"
CALL = "fn main() { eng::f(); }"
ONCE = "only shows up once"


def cargo(
    folder: Path, arguments: str, target: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["cargo", *arguments.split()],
        cwd=folder,
        env=environment(CARGO_TARGET_DIR=str(target), **(env or {})),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def builds(workspace: Workspace, folder: Path, arguments: str = "build", **env: str) -> bool:
    return cargo(workspace.write(folder), f"{arguments} --offline", folder / "target", env).returncode == 0


def engine(crate_type: list[str] | None, **workspace: object) -> Workspace:
    result = Workspace().package("eng", crate_type=crate_type, lib=F).package("app", deps=["eng"], main=CALL)
    if workspace:
        result.manifest["workspace"] = workspace
    return result


def test_std_not_shared_static_is_meant(tmp_path: Path) -> None:
    assert builds(engine(["rlib", "dylib"]), tmp_path)


def test_std_not_shared_another_dylib_needs_a_plain_rlib(tmp_path: Path) -> None:
    """`other` shares std but exists only as dylib: then an rlib beside eng's dylib is not enough."""

    def workspace(crate_type: list[str]) -> Workspace:
        return (
            Workspace()
            .package("eng", crate_type=crate_type, lib=F)
            .package("other", crate_type=["dylib"], lib=F, is_member=False)
            .package("app", deps=["eng", "other"], main="fn main() { eng::f(); other::f(); }")
        )

    assert not builds(workspace(["rlib", "dylib"]), tmp_path / "beside")
    assert builds(workspace(["rlib"]), tmp_path / "alone")


def test_std_not_shared_default_members(tmp_path: Path) -> None:
    workspace = engine(["dylib"], **{"default-members": ["app"]})
    assert builds(workspace, tmp_path / "default")
    assert not builds(workspace, tmp_path / "all", "build --workspace")


@pytest.mark.parametrize("profile", ["", " --release"])
def test_fingerprint_knows_no_selection(tmp_path: Path, profile: str) -> None:
    """After a failing `--workspace` the good `-p app` fails, until the command of the help was run."""
    project = engine(["dylib"]).write(tmp_path / "project")
    target = tmp_path / "target"
    assert ONCE in cargo(project, f"build --workspace{profile}", target).stderr
    assert ONCE in cargo(project, f"build -p app{profile}", target).stderr
    cargo(project, f"clean -p eng{profile}", target)
    assert cargo(project, f"build -p app{profile}", target).returncode == 0
    assert cargo(project, f"build --workspace{profile}", target).returncode == 0


def test_lto_off_and_a_profile_of_its_own(tmp_path: Path) -> None:
    flag = {"RUSTFLAGS": "-C prefer-dynamic"}
    assert builds(engine(None).profile("dev", lto="off"), tmp_path / "off", **flag)
    own = engine(None).profile("dev", lto=True).profile("shared", inherits="dev", lto=False)
    assert builds(own, tmp_path / "own", "build --profile shared", **flag)
    assert not builds(own, tmp_path / "dev", **flag)


def diamond(umbrella: bool, first: list[str]) -> Workspace:
    workspace = Workspace().package("base", lib=F)
    shared = "base"
    if umbrella:
        shared = "hub"
        workspace.package("hub", crate_type=["dylib"], deps=["base"], lib="pub use base::*;")
    for name, crate_type in (("d1", first), ("d2", ["dylib"])):
        workspace.package(name, crate_type=crate_type, deps=[shared], lib=f"pub fn f() -> u32 {{ {shared}::f() }}")
    return workspace.package("app", deps=["d1", "d2"], main="fn main() { d1::f(); d2::f(); }")


def test_duplicate_crate_behind_one_dylib(tmp_path: Path) -> None:
    assert not builds(diamond(False, ["dylib"]), tmp_path / "faulty", "build -p app")
    assert builds(diamond(True, ["dylib"]), tmp_path / "umbrella", "build -p app")


def test_duplicate_crate_with_plain_rlibs(tmp_path: Path) -> None:
    assert not builds(diamond(False, ["rlib", "dylib"]), tmp_path / "beside", "build -p app")
    assert builds(diamond(False, ["rlib"]), tmp_path / "plain", "build -p app")


def test_collision_of_host_and_target_with_a_named_target(tmp_path: Path) -> None:
    workspace = (
        Workspace()
        .package("eng", crate_type=["dylib"], lib=F)
        .package("app", deps=["eng"], build_deps=["eng"], main=CALL, build=CALL)
    )
    project = workspace.write(tmp_path / "project")
    words = "output filename collision"
    assert words in cargo(project, "build -p app --release", tmp_path / "one").stderr
    assert words not in cargo(project, "build -p app --release --target host-tuple", tmp_path / "two").stderr


def test_rustflags_in_the_env_table_do_nothing(tmp_path: Path) -> None:
    project = engine(None).config('[env]\nRUSTFLAGS = "-C prefer-dynamic"\n').write(tmp_path / "project")
    finished = cargo(project, "build -v", tmp_path / "target")
    assert finished.returncode == 0
    assert "prefer-dynamic" not in finished.stderr


def test_mixed_crate_types_get_no_lto(tmp_path: Path) -> None:
    sample = FOLDER / "lto-not-applied"
    faulty = cargo(sample / "faulty", "build --release -v --locked", tmp_path / "faulty").stderr
    healthy = cargo(sample / "healthy", "build --release -v --locked", tmp_path / "healthy").stderr
    assert "-C lto" not in faulty
    assert "-C lto" in next(line for line in healthy.splitlines() if "--crate-name native" in line)


def test_allocations_inside_a_shared_std_bypass_the_allocator(tmp_path: Path) -> None:
    sample = FOLDER / "global-allocator-bypassed"
    counted = {
        name: cargo(sample / name, "run --locked", tmp_path / name).stdout.split()[0] for name in ("faulty", "healthy")
    }
    assert counted["faulty"] == "0"
    assert int(counted["healthy"]) > 0


def test_program_beside_its_libstd_starts(tmp_path: Path) -> None:
    """Without a search path the loader does not find libstd; with `$ORIGIN` it is enough to put it there."""
    sample = FOLDER / "libstd-not-found-at-run-time"
    libdir = cargo(sample / "healthy", "rustc --release --locked -- --print target-libdir", tmp_path / "print").stdout
    for name in ("faulty", "healthy"):
        folder = tmp_path / name / "release"
        assert cargo(sample / name, "build --release --locked", tmp_path / name).returncode == 0
        for library in Path(libdir.strip()).glob("libstd-*.so"):
            (folder / library.name).write_bytes(library.read_bytes())
        env = environment()
        env.pop("LD_LIBRARY_PATH", None)
        started = subprocess.run([folder / "hello"], env=env, capture_output=True, text=True, check=False)
        if name == "healthy":
            assert started.stdout == "Hello, world!\n"
        else:
            assert "cannot open shared object file" in started.stderr
