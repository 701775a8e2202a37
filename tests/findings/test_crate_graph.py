"""The questions that the crate graph answers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from auditor.crate_graph import CrateGraph, crate_graph
from auditor.model.report import Evidence
from tests.builders import Workspace
from tests.findings.projects import audited

F = "pub fn f() -> u32 { 1 }"


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """`app` reaches `base` by `near` and by `far` and `middle`; it declares `unused` without naming it."""
    workspace = (
        Workspace()
        .package("base", lib=F)
        .package("near", crate_type=["dylib"], deps=["base"], lib="pub fn f() -> u32 { base::f() }")
        .package("middle", deps=["base"], lib="pub fn f() -> u32 { base::f() }")
        .package("far", deps=["middle"], lib="pub fn f() -> u32 { middle::f() }")
        .package("unused", deps=["base"], lib="pub fn f() -> u32 { base::f() }")
        .package("app", deps=["unused", "far", "near"], main="fn main() { near::f(); far::f(); }")
    )
    return audited(workspace, tmp_path_factory.mktemp("graph"), "-p app").evidence


def unit(evidence: Evidence, name: str) -> int:
    return next(unit.index for unit in evidence.plan.units if unit.target.name == name)


def test_shortest_way_by_which_rustc_loads(evidence: Evidence) -> None:
    graph = CrateGraph(evidence)
    assert graph.shown(graph.path(unit(evidence, "app"), unit(evidence, "base"))) == "app → near → base"
    assert graph.shown(graph.path(unit(evidence, "app"), unit(evidence, "middle"))) == "app → far → middle"


def test_way_that_only_cargo_sees(evidence: Evidence) -> None:
    graph = CrateGraph(evidence)
    assert graph.shown(graph.path(unit(evidence, "app"), unit(evidence, "unused"))) == "app → unused"


def test_no_way(evidence: Evidence) -> None:
    graph = CrateGraph(evidence)
    assert graph.path(unit(evidence, "base"), unit(evidence, "app")) == ()


def test_what_brings_a_package_in(evidence: Evidence) -> None:
    graph = CrateGraph(evidence)
    package = evidence.plan.units[unit(evidence, "middle")].package
    assert graph.shown(graph.chain(package.id)) == "app → far → middle"
    assert graph.chain("no such package") == ()


def test_dependents(evidence: Evidence) -> None:
    graph = CrateGraph(evidence)
    names = {evidence.plan.units[number].target.name for number in graph.dependents(unit(evidence, "middle"))}
    assert names == {"far", "app"}


def test_holders(evidence: Evidence) -> None:
    graph = CrateGraph(evidence)
    holders = [evidence.artifacts[index] for index in graph.holders(unit(evidence, "base"))]
    assert [evidence.plan.units[artifact.unit].target.name for artifact in holders] == ["near"]


def test_graph_is_made_once(evidence: Evidence) -> None:
    assert crate_graph(evidence) is crate_graph(evidence)


def test_networkx_is_not_loaded_before_it_is_needed() -> None:
    program = "import sys, auditor.findings.registry; sys.exit('networkx' in sys.modules or 'jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
