"""Asks Cargo for its plan (`cargo build --unit-graph`, unstable and so with `RUSTC_BOOTSTRAP`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from auditor.errors import AuditorError
from auditor.model.crate_type import is_linkable
from auditor.model.selection import Command
from auditor.verify.cargo_build import CargoBuild, as_build, run_cargo
from auditor.verify.diagnostics import OTHER_RUSTC, from_error
from auditor.verify.package_id import name_and_version
from auditor.verify.private_folder import private_folder

_UNSTABLE = {"RUSTC_BOOTSTRAP": "1", "RUSTC_WRAPPER": ""}
_RUN = "run-custom-build"
_DOCTEST = "doctest"
"""rustdoc compiles the examples of the documentation, while it tests them."""
_WORDS = ("bin", "example", "test", "bench", "custom-build")


class PlannedUnit(msgspec.Struct, frozen=True):
    """A unit of Cargo's plan: a target compiled in one way, or a build script run."""

    index: int
    package_id: str
    target: str
    target_kinds: tuple[str, ...]
    crate_types: tuple[str, ...]
    """As the target declares them."""
    source: Path
    """Absolute, symbolic links followed."""
    mode: str
    """`build`, `test`, `doctest` or `run-custom-build`."""
    platform: str | None
    """A triple if Cargo passes `--target`."""
    features: tuple[str, ...]
    profile: Mapping[str, Any]
    dependencies: tuple[tuple[int, str], ...]
    """Index, and crate name in the source."""

    @property
    def crate_name(self) -> str:
        """The name that rustc gets."""
        return self.target.replace("-", "_")

    @property
    def package_name(self) -> str:
        """The package's name, read out of its id."""
        return name_and_version(self.package_id)[0]

    @property
    def package_version(self) -> str:
        """The package's version, read out of its id."""
        return name_and_version(self.package_id)[1]

    @property
    def kind(self) -> str:
        """The target's kind in one word, as reports have it."""
        return self.target_kinds[0] if self.target_kinds[0] in _WORDS else "lib"

    @property
    def is_compiled(self) -> bool:
        """Whether rustc runs for it."""
        return self.mode not in (_RUN, _DOCTEST)

    @property
    def is_test(self) -> bool:
        """Whether it is a unit of tests or benches."""
        return self.mode in ("test", "bench")

    @property
    def runs_in_compiler(self) -> bool:
        """Whether Cargo plans it for the host, whatever the build is for: also an example that is a proc macro."""
        return self.kind == "custom-build" or "proc-macro" in self.crate_types

    @property
    def is_proc_macro(self) -> bool:
        """Whether it is a proc macro as a library."""
        return "proc-macro" in self.crate_types and not self.is_test

    @property
    def is_linkable(self) -> bool:
        """Whether Rust code can use it: whether Cargo passes it by `--extern` (if it is a library)."""
        return self.kind != "lib" or is_linkable(self.crate_types)


class UnitGraph(msgspec.Struct, frozen=True, dict=True):
    """The whole plan."""

    units: tuple[PlannedUnit, ...]
    roots: tuple[int, ...]

    @cached_property
    def for_target(self) -> frozenset[int]:
        """The units that are not for the host alone.

        With `--target` Cargo says so itself. Without, host and target share what is alike: a unit counts for the
        host alone if every way to it leads through a proc macro or a build script.
        """
        if any(unit.platform is not None for unit in self.units):
            return frozenset(unit.index for unit in self.units if unit.platform is not None)
        reached: set[int] = set()
        waiting = list(self.roots)
        while waiting:
            index = waiting.pop()
            unit = self.units[index]
            if index not in reached and unit.mode != _RUN and not unit.runs_in_compiler:
                reached.add(index)
                waiting += [dependency for dependency, _ in unit.dependencies]
        return frozenset(reached)

    def below(self, index: int) -> frozenset[int]:
        """The units without which a unit is not compiled, itself left out.

        A test's binaries are no such units: it needs them when it runs (cargo `job_queue/mod.rs`, `enqueue`).
        """
        reached: set[int] = set()
        waiting = [index]
        while waiting:
            for dependency, _ in self.units[waiting.pop()].dependencies:
                if dependency not in reached and self.units[dependency].kind != "bin":
                    reached.add(dependency)
                    waiting.append(dependency)
        return frozenset(reached)


def unit_graph(build: CargoBuild) -> UnitGraph:
    """Cargo's plan for a build. Raises AuditorError with Cargo's words if it makes none.

    `cargo install` shows none: it is that of the build which it comes to, by the lock file that it would pass over.
    Where Cargo refuses because of a `rust-version`, it is the plan that it would have otherwise.
    """
    options = ["-Zunstable-options", "--unit-graph"]
    if build.command is Command.INSTALL:
        build = as_build(build)
    with private_folder() as target:
        finished = run_cargo(build, options, target=target, extra=_UNSTABLE)
        if finished.status != 0 and OTHER_RUSTC in finished.stderr:
            finished = run_cargo(build, [*options, "--ignore-rust-version"], target=target, extra=_UNSTABLE)
    if finished.status != 0:
        raise AuditorError("cargo has no plan for this build", said=from_error(finished.stderr))
    return parse_unit_graph(finished.stdout)


def parse_unit_graph(text: str) -> UnitGraph:
    """Read the JSON of `--unit-graph` (version 1)."""
    graph = json.loads(text)
    units = tuple(_unit(index, unit) for index, unit in enumerate(graph["units"]))
    return UnitGraph(units, tuple(graph["roots"]))


def _unit(index: int, unit: dict[str, Any]) -> PlannedUnit:
    target = unit["target"]
    return PlannedUnit(
        index=index,
        package_id=unit["pkg_id"],
        target=target["name"],
        target_kinds=tuple(target["kind"]),
        crate_types=tuple(target["crate_types"]),
        source=Path(target["src_path"]).resolve(),
        mode=unit["mode"],
        platform=unit["platform"],
        features=tuple(sorted(unit["features"])),
        profile=unit["profile"],
        dependencies=tuple((edge["index"], edge["extern_crate_name"]) for edge in unit["dependencies"]),
    )
