"""The language of the cases: what a workspace is built with, and what is expected of its artifacts and units.

Artifacts are named by target, where needed with kind, crate type, `!test` and `@host`: `b`, `lib/b`, `s:staticlib`,
`a!test`, `m@host`. A name that means several artifacts states something of each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.model.linkage import Artifact
from auditor.model.selection import Command
from auditor.verify.observed import Observation
from auditor.verify.records import UnitRecord
from tests.builders import Workspace

STATIC, DYNAMIC, INCLUDED, NOT_LINKED = "static", "dynamic", "included-from-dylib", "not-linked"
ABSENT = "absent"
"""The crate is not loaded."""
HASH = "-*"


@dataclass(frozen=True)
class Expected:
    """What becomes of an artifact."""

    outcome: str | None
    linkage: Mapping[str, str] = field(default_factory=dict)
    """Linkage of some crates, or `ABSENT`."""
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    """All errors: kind (underscores for hyphens) and crates."""

    def check(self, name: str, artifact: Artifact) -> None:
        """Fail if the artifact is otherwise."""
        assert self.outcome == (None if artifact.doubts else artifact.outcome.value), f"{name}: {artifact}"
        linkage = {entry.crate: entry.linkage.value for entry in artifact.linkage}
        expected = dict(self.linkage)
        assert {crate: linkage.get(crate, ABSENT) for crate in expected} == expected, f"{name}: {linkage}"
        if self.outcome == "fails":
            errors = {error.kind.value.replace("-", "_"): list(error.crates) for error in artifact.errors}
            assert errors == {kind: list(crates) for kind, crates in self.errors.items()}, name


def links(**linkage: str) -> Expected:
    """It links, and these crates are linked so."""
    return Expected("links", linkage=linkage)


def fails(**errors: list[str]) -> Expected:
    """It fails with exactly these errors."""
    return Expected("fails", errors=errors)


def blocked() -> Expected:
    """Something that it needs, or another crate type of its unit, fails."""
    return Expected("blocked")


def unproven() -> Expected:
    """The build says nothing of its linkage: a plain error."""
    return Expected(None)


@dataclass(frozen=True)
class Run:
    """One command on a workspace, and what it must come to."""

    arguments: str = ""
    """Arguments of the command, blank-separated."""
    artifacts: Mapping[str, Expected] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, Mapping[str, Any] | int] = field(default_factory=dict)
    """By target: values that some unit of it has in the report, or how many units there are of it."""
    refusal: str | None = None
    """Words of Cargo's refusal to build at all."""
    check: Callable[[Observation], None] | None = None
    directory: str = "."
    likely: tuple[str, ...] = ()
    """Artifacts that no look at the sources can tell for sure: a wrong prediction must call itself `likely`."""
    units_only: bool = False
    """Nothing is compiled (a stand-in takes rustc's place), and only the units are compared: for builds that take long,
    and for those of which time decides the outcome, as two units write one file."""

    command: Command = Command.BUILD

    def __str__(self) -> str:
        """The command as typed."""
        variables = (f"{name}={value!r}" for name, value in self.env.items())
        return " ".join([*variables, f"cargo {self.command}", self.arguments])


@dataclass(frozen=True)
class Case:
    """A fact about Cargo or rustc: a workspace and runs that show it."""

    id: str
    workspace: Callable[[], Workspace]
    runs: tuple[Run, ...]

    def __init__(self, id: str, workspace: Callable[[], Workspace], *runs: Run) -> None:  # noqa: A002
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "workspace", workspace)
        object.__setattr__(self, "runs", runs)


def check(run: Run, observation: Observation) -> None:
    """Fail if an observation is not what the run states."""
    if run.refusal is None:
        assert observation.refusal is None, observation.refusal
    else:
        assert run.refusal in (observation.refusal or ""), observation.refusal
    for name, expected in run.artifacts.items():
        found = find(observation, name)
        assert found, f"no artifact {name}: {[str(observation.key(artifact)) for artifact in observation.artifacts]}"
        for artifact in found:
            expected.check(name, artifact)
    for name, values in run.units.items():
        _check_units(name, values, observation)
    if run.check is not None:
        run.check(observation)


def find(observation: Observation, name: str) -> list[Artifact]:
    """The artifacts that a name means."""
    rest, _, platform = name.partition("@")
    rest, test, _ = rest.partition("!")
    rest, _, crate_type = rest.partition(":")
    kind, _, target = rest.rpartition("/")
    return [
        artifact
        for artifact in observation.artifacts
        for key in (observation.key(artifact),)
        if key.target == target and kind in ("", key.target_kind) and crate_type in ("", key.crate_type)
        if key.test == bool(test) and platform in ("", key.platform)
    ]


def one(observation: Observation, name: str) -> Artifact:
    """The one artifact that a name means."""
    (artifact,) = find(observation, name)
    return artifact


def units_named(observation: Observation, name: str) -> list[UnitRecord]:
    """The units of a target; `@host` and `@target` narrow them down, `!test` means those of mode `test`."""
    rest, _, platform = name.partition("@")
    target, test, _ = rest.partition("!")
    mode = "test" if test else "build"
    return [
        unit
        for unit in observation.units
        if unit.target == target and platform in ("", unit.platform) and unit.mode == mode
    ]


def _check_units(name: str, values: Mapping[str, Any] | int, observation: Observation) -> None:
    units = units_named(observation, name)
    if isinstance(values, int):
        assert len(units) == values, f"{name}: {units}"
        return
    seen = [{key: getattr(unit, key) for key in values} for unit in units]
    assert dict(values) in seen, f"{name}: {seen}"
