"""The real cargo is the referee: faulty samples fail or warn with the words they declare, healthy ones build."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.linkage import Outcome
from tests.findings.samples import Sample, report, samples

pytestmark = pytest.mark.oracle
SAMPLES = samples()
TELLING = {sample.group for sample in SAMPLES if sample.error or sample.warning} | {"hello-world"}
"""The groups whose builds say something; elsewhere both build alike."""


@pytest.mark.parametrize("sample", [one for one in SAMPLES if one.group in TELLING], ids=lambda sample: sample.id)
def test_build(sample: Sample, tmp_path: Path) -> None:
    if sample.before is not None:
        sample.build(sample.before, tmp_path)
    finished = sample.build(sample.options, tmp_path)
    if sample.error is None:
        assert finished.returncode == 0, finished.stderr
    else:
        assert finished.returncode != 0, finished.stderr
        assert sample.error in finished.stderr
    if sample.warning is not None:
        assert sample.warning in finished.stderr


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_prediction(sample: Sample) -> None:
    """Something fails, or a finding says that the build fails, exactly where the real build fails."""
    found = report(sample)
    fails = any(artifact.outcome is not Outcome.LINKS for artifact in found.evidence.artifacts)
    is_told = any(finding.level.label == "error" for finding in found.findings)
    if sample.before is None:
        assert is_told is (sample.error is not None)
        assert fails <= is_told
