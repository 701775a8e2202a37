"""Every known fact about how Cargo and rustc link, seen in a real build and predicted alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.verify.cargo_build import CargoBuild
from auditor.verify.observed import observe
from tests.builders import environment
from tests.oracle.agreement import assert_agrees
from tests.oracle.cases import CASES
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
        observation = observe(CargoBuild(directory, tuple(arguments), env, time_limit=120))
        try:
            check(run, observation)
            likely = frozenset(observation.key(it) for name in run.likely for it in find(observation, name))
            assert_agrees(
                directory, arguments, env, observation, likely=likely, artifacts=not run.time_decides
            )
        except AssertionError as error:
            failures.append(f"{run}\n{error}")
    if failures:
        pytest.fail("\n\n".join(failures), pytrace=False)


def test_every_fact_has_a_case() -> None:
    numbers = {int(case.id.split("-")[1]) for case in CASES if case.id.startswith("fact-")}
    assert numbers == set(range(1, 69)) - BEYOND_THIS_MACHINE.keys()


def test_ids_are_unique() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


BEYOND_THIS_MACHINE: dict[int, str] = {}
