"""Random workspaces, built for real: prediction and build agree on every artifact and unit.

`DYNAUDIT_RANDOM_WORKSPACES` sets how many (default 60); `python -m tests.oracle.random_workspaces` makes long runs.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from auditor.model.selection import Command
from tests.oracle.random_workspaces.disagreement import try_spec
from tests.oracle.random_workspaces.generator import generate
from tests.oracle.random_workspaces.regressions import REGRESSIONS
from tests.oracle.random_workspaces.shrinking import shrink
from tests.oracle.random_workspaces.spec import Edge, PackageSpec, Spec

pytestmark = pytest.mark.oracle

COUNT = int(os.environ.get("DYNAUDIT_RANDOM_WORKSPACES", "60"))
TESTED = max(1, COUNT // 5)
"""How many of them are built as tests, too."""


@pytest.mark.parametrize("seed", range(COUNT))
def test_random_workspace(seed: int, tmp_path: Path) -> None:
    trial = try_spec(generate(seed), tmp_path)
    assert trial.agrees, f"{generate(seed)}\n{trial.summary}"


@pytest.mark.parametrize("seed", range(TESTED))
def test_tests_of_a_random_workspace(seed: int, tmp_path: Path) -> None:
    """`cargo test` with the arguments of the build."""
    trial = try_spec(generate(seed), tmp_path, Command.TEST)
    assert trial.agrees, f"{generate(seed)}\n{trial.summary}"


@pytest.mark.parametrize("name", REGRESSIONS)
def test_what_once_disagreed(name: str, tmp_path: Path) -> None:
    trial = try_spec(REGRESSIONS[name], tmp_path)
    assert trial.agrees, trial.summary
    assert trial.comparison is None or trial.comparison.agreeing, trial.summary


def test_the_same_seed_gives_the_same_workspace() -> None:
    assert generate(7) == generate(7)
    assert generate(7) != generate(8)


def test_the_generator_reaches_its_whole_repertoire() -> None:
    shown = Counter(label for seed in range(2000) for label in generate(seed).labels)
    rare = {label: shown[label] for label in REPERTOIRE if shown[label] < 5}
    assert not rare


def test_shrinking_keeps_what_disagrees_and_drops_the_rest() -> None:
    guilty = PackageSpec("b", "b", crate_type=("dylib",), edges=(Edge("a"),))
    spec = Spec((PackageSpec("a", "a"), guilty, PackageSpec("c", "c", test=True)), arguments=("--release",))

    def disagrees(candidate: Spec) -> bool:
        return any(package.crate_type == ("dylib",) for package in candidate.packages)

    assert shrink(spec, disagrees) == Spec((PackageSpec("b", "b", crate_type=("dylib",)),))


REPERTOIRE = (
    "crate-type: default", "crate-type: dylib", "crate-type: rlib+dylib", "crate-type: cdylib",
    "crate-type: staticlib", "crate-type: cdylib+rlib", "crate-type: rlib+dylib+staticlib", "lib and bin",
    "proc macro", "proc macro with dependencies", "proc macro without macros", "build script",
    "build script with dependencies", "integration test", "harness = false", "example", "example with crate types",
    "nested folder", "several versions of a crate", "package outside the workspace", "profile in a member's manifest",
    "dependency: dev", "dependency: build", "dependency: renamed", "dependency: optional",
    "dependency: without default features", "dependency: cfg(x1)", "dependency: cfg(windows)",
    "resolver 1", "resolver 2", "resolver 3", "root package", "default-members", "no_std", "global allocator",
    "rustflags: build", "rustflags: target", "rustflags: cfg", "rustflags: include", "variable: RUSTFLAGS",
    "variable: CARGO_ENCODED_RUSTFLAGS", "variable: CARGO_BUILD_RUSTFLAGS", "variable: CARGO_PROFILE_RELEASE_LTO",
    "variable: CARGO_PROFILE_DEV_PANIC", "profile in config", "profile release: lto = thin",
    "profile release: lto = True", "profile dev: panic = abort", "profile: build-override", "profile: package",
    "option: --config", "option: --target", "option: -p", "option: --exclude", "option: --bins", "option: --tests",
    "option: --all-targets", "option: --profile", "option: --all-features", "option: --no-default-features",
    "flag: prefer-dynamic", "flag: crt-static", "flag: panic=abort", "flag: -C lto", "flag: --cfg x1",
    "flag: prefer-dynamic=no", "rustflags from several places",
    "reference: path", "reference: extern-crate", "reference: doc-link", "reference: no-link",
    "reference: shadowed", "reference: thrown-away", "reference: cfg-test", "reference: none",
)  # fmt: skip
"""What the generated workspaces must show, each at least five times in two thousand."""
