"""What is said of the parts of a build that Cargo never came to."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from auditor.verify.cargo_build import CargoBuild
from auditor.verify.matching import match_units
from auditor.verify.observed import _Observer
from auditor.verify.recording import record
from auditor.verify.unit_graph import unit_graph
from tests.builders import environment
from tests.reports import workspaces


def test_a_test_that_waits_for_a_binary(tmp_path: Path) -> None:
    """Cargo may end before it compiles the test of a binary that does not link."""
    root = workspaces.shared().write(tmp_path)
    (root / "app/tests").mkdir()
    (root / "app/tests/run.rs").write_text("#[test] fn t() {}")
    build = CargoBuild(root, ("--workspace", "--bin=app", "--test=run", "--lib"), environment())
    graph, recording = unit_graph(build), record(build)
    commands = match_units([run.command for run in recording.runs], graph)
    fewer = tuple(run for run in recording.runs if run.command.crate_name != "run")
    observer = _Observer(graph, replace(recording, runs=fewer), commands)
    (doubts,) = [one.doubts for one in observer.observation().artifacts if graph.units[one.unit].target == "run"]
    assert doubts == ("it was not compiled: it waits for bin app, which does not link",)
