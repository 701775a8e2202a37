"""The one place where predictions are held against observations."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from auditor import audit
from auditor.audit import AuditRequest
from auditor.cli import parser
from auditor.model.selection import Command, Mode
from auditor.reports import json_v1
from auditor.verify.cargo_build import CargoBuild
from auditor.verify.compare import compare
from auditor.verify.observed import Observation
from auditor.verify.records import ArtifactKey, ArtifactRecord, Records, from_report

_TIME_LIMIT = 120
_ROOT = Path(__file__).parents[2]


def assert_agrees(
    build: CargoBuild,
    observation: Observation,
    *,
    likely: frozenset[ArtifactKey] = frozenset(),
    artifacts: bool = True,
) -> None:
    """Audit the same build and fail with every difference to what was observed.

    `likely` are artifacts of which a wrong prediction is right if it says that it is only likely; `artifacts` is
    False where only the units are to be compared.
    """
    report = (
        predict(build.directory, build.arguments, build.environment)
        if build.command is Command.BUILD
        else json_v1.document(audit.run(request_of(build)), units=True)
    )
    predicted, observed = from_report(report), observation.records()
    excused = _excused(report, predicted, likely)
    predicted, observed = (
        replace(side, artifacts=tuple(_wanted(side, excused)) if artifacts else ()) for side in (predicted, observed)
    )
    comparison = compare(predicted, observed)
    assert not comparison.differences, f"\n{comparison}"


def predict(project: Path, arguments: Sequence[str], env: Mapping[str, str]) -> dict[str, Any]:
    """The report of `cargo dynaudit audit --as-configured` on a build, as JSON."""
    options = ["--as-configured", "--format", "json", "--units", *arguments]
    finished = subprocess.run(
        [sys.executable, "-m", "auditor", "audit", *options],
        cwd=project, env={**env, "PYTHONPATH": str(_ROOT)}, capture_output=True, text=True, timeout=_TIME_LIMIT,
        check=False,
    )  # fmt: skip
    assert finished.returncode in (0, 1), f"the audit ended with {finished.returncode}:\n{finished.stderr}"
    report: dict[str, Any] = json.loads(finished.stdout)
    return report


def request_of(build: CargoBuild) -> AuditRequest:
    """The audit of a build by whichever command, as configured."""
    selection = parser.selection(parser.parser().parse_args(["audit", *_without_path(build.arguments)]))
    if build.command is Command.INSTALL:
        folder = Path(build.arguments[build.arguments.index("--path") + 1])
        selection = selection._replace(manifest_path=folder / "Cargo.toml")
    return AuditRequest(
        selection._replace(command=build.command), Mode.AS_CONFIGURED, build.directory, build.environment
    )


def _without_path(arguments: Sequence[str]) -> list[str]:
    """The arguments without `--path FOLDER`, which no other command than `cargo install` knows."""
    if "--path" not in arguments:
        return list(arguments)
    position = arguments.index("--path")
    return [*arguments[:position], *arguments[position + 2 :]]


def _excused(report: Mapping[str, Any], predicted: Records, likely: frozenset[ArtifactKey]) -> frozenset[ArtifactKey]:
    """Those artifacts among `likely` whose prediction says so itself."""
    said = zip(predicted.artifacts, report["artifacts"], strict=True)
    return likely & {record.key for record, entry in said if entry["confidence"] == "likely"}


def _wanted(side: Records, excused: frozenset[ArtifactKey]) -> list[ArtifactRecord]:
    return [record for record in side.artifacts if record.key not in excused]
