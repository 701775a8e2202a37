"""Every known fact about how Cargo and rustc link, seen in a real build and predicted alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.verify.cargo_build import CargoBuild, Finished
from auditor.verify.matching import match_units
from auditor.verify.observed import Observation, observe
from auditor.verify.standin import planned_commands
from auditor.verify.unit_graph import unit_graph
from tests.builders import environment
from tests.oracle.agreement import assert_agrees
from tests.oracle.cases import CASES
from tests.oracle.cases.projects import has_nightly
from tests.oracle.expect import Case, check, find

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, tmp_path: Path) -> None:
    project = case.workspace().write(tmp_path / "project")
    failures = []
    for run in case.runs:
        directory = project / run.directory
        env = environment(**{name: value.replace("{root}", str(project)) for name, value in run.env.items()})
        arguments = run.arguments.split()
        build = CargoBuild(directory, tuple(arguments), env, time_limit=120, command=run.command)
        observation = plan(build) if run.units_only else observe(build)
        try:
            check(run, observation)
            likely = frozenset(observation.key(it) for name in run.likely for it in find(observation, name))
            artifacts = not run.units_only
            assert_agrees(build, observation, likely=likely, artifacts=artifacts)
        except AssertionError as error:
            failures.append(f"{run}\n{error}")
    if failures:
        pytest.fail("\n\n".join(failures), pytrace=False)


def plan(build: CargoBuild) -> Observation:
    """What can be seen of a build without compiling anything."""
    graph = unit_graph(build)
    commands = match_units(planned_commands(build), graph)
    return Observation(graph, commands, (), None, {}, Finished(0, "", ""), build.directory)


def test_every_fact_has_a_case() -> None:
    numbers = {int(case.id.split("-")[1]) for case in CASES if case.id.startswith("fact-")}
    assert numbers == set(range(1, 69)) - (set() if has_nightly() else {56})


def test_ids_are_unique() -> None:
    assert len({case.id for case in CASES}) == len(CASES)
