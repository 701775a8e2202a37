"""On random workspaces: whatever fails is told by an error, and every finding is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import audit
from auditor.cli import parser
from auditor.model.finding import Level
from auditor.model.linkage import Outcome
from auditor.model.report import AuditReport
from auditor.model.selection import Mode
from tests.builders import environment
from tests.oracle.random_workspaces.generator import generate
from tests.oracle.random_workspaces.writing import write

SEEDS = range(100, 125)


def report(seed: int, folder: Path) -> AuditReport:
    """Audit the workspace of a seed, none of which Cargo refuses as a whole."""
    spec = generate(seed)
    project = write(spec, folder / "project")
    options = parser.parser().parse_args(["audit", "--offline", *spec.arguments])
    request = audit.AuditRequest(parser.selection(options), Mode.AS_CONFIGURED, project, environment(**dict(spec.env)))
    return audit.run(request)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_workspace(seed: int, tmp_path: Path) -> None:
    found = report(seed, tmp_path)
    errors = [finding for finding in found.findings if finding.level is Level.ERROR]
    told = {index for finding in errors for index in finding.artifacts}
    for index, artifact in enumerate(found.evidence.artifacts):
        assert artifact.outcome is not Outcome.FAILS or index in told, artifact
        assert artifact.outcome is not Outcome.BLOCKED or errors, artifact
    for finding in found.findings:
        assert finding.location is not None
        assert finding.location.path.is_file()
        assert "None" not in finding.message
        assert finding.help
