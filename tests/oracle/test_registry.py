"""Packages of the registry as they are: build scripts that call rustc, crates with the names of the toolchain's."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.verify.cargo_build import CargoBuild
from auditor.verify.observed import Observation, observe
from tests.builders import Workspace, environment
from tests.oracle.agreement import assert_agrees
from tests.oracle.cases.sources import PREFER_DYNAMIC, aborting
from tests.oracle.expect import DYNAMIC, STATIC, blocked, fails, links, one

pytestmark = [pytest.mark.oracle, pytest.mark.registry]

MAXMINDDB = Workspace().package(
    "app", deps={"maxminddb": "=0.13.0"}, main="fn main() { let _x = maxminddb::MaxMindDBError::IoError; }"
)
POPULAR = Workspace().package(
    "app",
    deps={
        "serde": {"version": "=1.0.203", "features": ["derive"]}, "anyhow": "=1.0.86", "regex": "=1.10.5",
        "hashbrown": "=0.14.5", "memchr": "=2.7.4",
    },
    main="""
        #[derive(serde::Serialize)] struct S { x: u32 }
        fn main() -> anyhow::Result<()> {
            let _map: hashbrown::HashMap<u32, u32> = hashbrown::HashMap::new();
            let _found = memchr::memchr(1, b"x");
            let _regex = regex::Regex::new("x")?;
            let _s = S { x: 1 };
            Ok(())
        }""",
)  # fmt: skip


def seen(workspace: Workspace, folder: Path, **variables: str) -> Observation:
    """Build for real, and hold the prediction against it."""
    env = environment(**variables) | {"CARGO_NET_OFFLINE": "false"}
    project = workspace.write(folder)
    build = CargoBuild(project, (), env, time_limit=300)
    observation = observe(build)
    assert_agrees(build, observation)
    assert not any(artifact.doubts for artifact in observation.artifacts)
    return observation


def test_a_registry_dylib(tmp_path: Path) -> None:
    """Facts 61 and 62."""
    without_flags = seen(MAXMINDDB, tmp_path)
    links(std=STATIC, maxminddb=STATIC).check("app", one(without_flags, "app"))
    links(std=DYNAMIC).check("maxminddb", one(without_flags, "maxminddb:dylib"))
    shared = seen(MAXMINDDB, tmp_path, **PREFER_DYNAMIC)
    links(std=DYNAMIC, maxminddb=DYNAMIC).check("app", one(shared, "app"))
    assert "libmaxminddb-*.so" in one(shared, "app").needed


def test_a_registry_dylib_with_abort(tmp_path: Path) -> None:
    """Fact 61."""
    observation = seen(aborting(MAXMINDDB), tmp_path)
    fails(panic_runtime=["panic_unwind"]).check("maxminddb", one(observation, "maxminddb:dylib"))
    blocked().check("app", one(observation, "app"))


def test_crates_that_the_toolchain_has_too(tmp_path: Path) -> None:
    """Facts 65 and 67: anyhow's build script compiles, memchr and hashbrown are std's own as well."""
    observation = seen(POPULAR, tmp_path, **PREFER_DYNAMIC)
    expected = links(std=DYNAMIC, memchr=STATIC, hashbrown=STATIC, regex=STATIC, anyhow=STATIC)
    expected.check("app", one(observation, "app"))
    assert len(observation.commands) == len(observation.units)
