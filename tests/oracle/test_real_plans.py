"""The units of real projects, held against Cargo's own plan and against its real command lines."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from auditor.cache import Cache
from auditor.cargo import session as cargo_session
from auditor.cargo.questions import Questions
from auditor.cli import parser
from auditor.model.selection import Command, Mode
from auditor.model.unit import Plan
from auditor.planned import plan_build
from auditor.project import Reading
from auditor.verify.cargo_build import CargoBuild
from auditor.verify.records import UnitRecord, unit_record
from auditor.verify.standin import planned_units
from auditor.verify.unit_graph import unit_graph
from tests.builders import environment
from tests.oracle.real_projects import PROJECTS, RealProject, fetch, package_count

pytestmark = [pytest.mark.oracle, pytest.mark.registry]

ALL = bool(os.environ.get("DYNAUDIT_ALL_COMMAND_LINES"))
LARGE = ALL or bool(os.environ.get("DYNAUDIT_LARGE_PROJECTS"))
HOST = "x86_64-unknown-linux-gnu"
SCENARIOS = (
    (),
    ("--release",),
    ("--all-targets",),
    ("--release", "--all-targets", "--target", HOST),
    ("--tests", "--no-default-features"),
    ("--all-features",),
)
TESTED = ((), ("--workspace", "--release"), ("--all-targets",))
"""The scenarios of `cargo test`."""
COMMAND_LINES = (("--release",), ("--all-targets", "--target", HOST))
"""The scenarios whose command lines are looked at, too: Cargo goes through the whole build, compiling nothing.

It takes minutes for the large projects: they are looked at with `DYNAUDIT_LARGE_PROJECTS`, as in `.ci/run`, in the
first scenario, and with `DYNAUDIT_ALL_COMMAND_LINES` in all.
"""


@pytest.mark.parametrize("project", [one for one in PROJECTS if LARGE or not one.is_large], ids=str)
def test_plan(project: RealProject, tmp_path: Path) -> None:
    """One test for each project: fetching takes as long as all that is asked of it."""
    root = fetch(project, tmp_path)
    assert package_count(root) > 200 or not project.is_large
    for scenario in SCENARIOS:
        _check_units(root, scenario)
    for scenario in TESTED:
        _check_units(root, scenario, Command.TEST)
    for scenario in COMMAND_LINES[: 1 if project.is_large and not ALL else None]:
        _check_options(root, scenario)


def _check_units(root: Path, scenario: tuple[str, ...], command: Command = Command.BUILD) -> None:
    """The units are those of Cargo's unit graph."""
    predicted = Counter(_of_graph(record) for record in _predicted(root, scenario, command))
    graph = unit_graph(CargoBuild(root, scenario, environment(), command=command))
    observed = Counter(
        (
            unit.package_id, unit.target, unit.target_kinds, unit.crate_types, "test" if unit.is_test else "build",
            "target" if unit.index in graph.for_target else "host", unit.features, unit.profile["panic"],
        )
        for unit in graph.units
        if unit.is_compiled
    )  # fmt: skip
    assert observed
    assert predicted == observed, scenario


def _check_options(root: Path, scenario: tuple[str, ...]) -> None:
    """LTO, panic strategy and prefer-dynamic are those of the command lines."""
    predicted = Counter(_predicted(root, scenario))
    observed = Counter(planned_units(CargoBuild(root, scenario, environment(), time_limit=300)))
    assert all(record.lto is not None for record in observed)
    assert predicted == observed, scenario


def test_there_are_enough_projects() -> None:
    assert len(PROJECTS) >= 12
    assert sum(project.is_large for project in PROJECTS) >= 4


def _predicted(root: Path, scenario: tuple[str, ...], command: Command = Command.BUILD) -> list[UnitRecord]:
    return [unit_record(unit) for unit in _plan(root, scenario, command).units if unit.is_compiled]


def _plan(root: Path, scenario: tuple[str, ...], command: Command) -> Plan:
    selection = parser.selection(parser.parser().parse_args(["audit", *scenario]))._replace(command=command)
    session = cargo_session.open_session(root, environment())
    return plan_build(Reading.start(Questions.ask(session, selection)).finish(Cache(None)), Mode.AS_CONFIGURED).plan


def _of_graph(record: UnitRecord) -> tuple[object, ...]:
    """What the unit graph tells of a unit."""
    return (
        record.package_id, record.target, record.target_kind, record.crate_types, record.mode, record.platform,
        record.features, record.panic,
    )  # fmt: skip
