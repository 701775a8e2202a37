"""Builds a random workspace for real, predicts it, and says where the two disagree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from auditor import audit
from auditor.cli import parser
from auditor.errors import AuditorError
from auditor.model.report import Evidence
from auditor.model.selection import Command, Mode
from auditor.verify.cargo_build import CargoBuild
from auditor.verify.compare import Comparison, compare
from auditor.verify.observed import observe
from auditor.verify.records import Records, from_evidence
from tests.builders import environment
from tests.oracle.random_workspaces.spec import Spec
from tests.oracle.random_workspaces.writing import write


@dataclass(frozen=True)
class Trial:
    """The result for one workspace."""

    comparison: Comparison | None
    """None where cargo refuses the build before it plans."""
    refused: str | None
    """Cargo's words then."""
    predicted_refusal: str | None

    @property
    def agrees(self) -> bool:
        """Whether both sides say the same."""
        if self.comparison is None:
            return self.predicted_refusal is not None
        return self.predicted_refusal is None and not self.comparison.differences

    @property
    def summary(self) -> str:
        """What a reader wants to know."""
        if self.comparison is None:
            return f"cargo refuses: {self.refused}\npredicted: {self.predicted_refusal or 'a plan'}"
        return self.predicted_refusal or str(self.comparison)


def _without_races(evidence: Evidence, comparison: Comparison) -> Comparison:
    """What two units that write one file leave to chance is not proven, whichever of them came last this time."""
    racing = {
        str(record.key)
        for artifact, record in zip(evidence.artifacts, from_evidence(evidence).artifacts, strict=True)
        if any("their timing decides" in doubt for doubt in artifact.doubts)
    }
    lost = {difference.subject for difference in comparison.differences} & racing
    return replace(
        comparison,
        differences=tuple(one for one in comparison.differences if one.subject not in lost),
        unproven=(*comparison.unproven, *(f"{subject}: two units write one file" for subject in sorted(lost))),
    )


def try_spec(spec: Spec, folder: Path, command: Command = Command.BUILD) -> Trial:
    """Write the workspace to an empty folder, build and predict it; tests are compiled, not run."""
    project = write(spec, folder / "project")
    env = environment(**dict(spec.env))
    if "CARGO_HOME" not in env:
        env["CARGO_HOME"] = str(Path.home() / ".cargo")
    refusal = comparison = predicted = None
    evidence = None
    try:
        arguments = parser.parser().parse_args(["audit", *spec.arguments])
        selection = parser.selection(arguments)._replace(command=command)
        request = audit.AuditRequest(selection, Mode.AS_CONFIGURED, project, env)
        evidence = audit.run(request).evidence
    except AuditorError as error:
        predicted = str(error)
    try:
        observation = observe(CargoBuild(project, spec.arguments, env, time_limit=300, command=command))
    except AuditorError as error:
        refusal = str(error)
    else:
        if evidence is not None:
            comparison = _without_races(evidence, compare(from_evidence(evidence), observation.records()))
    if refusal is None and comparison is None:
        return Trial(compare(Records((), ()), observation.records()), None, predicted)
    return Trial(comparison, refusal, predicted)
