"""The one place where predictions are held against observations."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from auditor.verify.compare import compare
from auditor.verify.observed import Observation
from auditor.verify.records import ArtifactKey, ArtifactRecord, Records, from_report

_TIME_LIMIT = 120
_ROOT = Path(__file__).parents[2]


def assert_agrees(
    project: Path,
    arguments: Sequence[str],
    env: Mapping[str, str],
    observation: Observation,
    *,
    likely: frozenset[ArtifactKey] = frozenset(),
    artifacts: bool = True,
) -> None:
    """Audit the same build and fail with every difference to what was observed.

    `likely` are artifacts of which a wrong prediction is right if it says that it is only likely; `artifacts` is
    False where only the units are to be compared.
    """
    report = predict(project, arguments, env)
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


def _excused(report: Mapping[str, Any], predicted: Records, likely: frozenset[ArtifactKey]) -> frozenset[ArtifactKey]:
    """Those artifacts among `likely` whose prediction says so itself."""
    said = zip(predicted.artifacts, report["artifacts"], strict=True)
    return likely & {record.key for record, entry in said if entry["confidence"] == "likely"}


def _wanted(side: Records, excused: frozenset[ArtifactKey]) -> list[ArtifactRecord]:
    return [record for record in side.artifacts if record.key not in excused]
