"""The one place where predictions are held against observations."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor.verify.compare import compare
from auditor.verify.observed import Observation
from auditor.verify.records import from_report

PREDICTOR_EXISTS = importlib.util.find_spec("auditor.__main__") is not None
_TIME_LIMIT = 120


def assert_agrees(project: Path, arguments: Sequence[str], env: Mapping[str, str], observation: Observation) -> None:
    """Audit the same build and fail with every difference to what was observed."""
    if not PREDICTOR_EXISTS:
        return
    comparison = compare(from_report(predict(project, arguments, env)), observation.records())
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


_ROOT = Path(__file__).parents[2]
