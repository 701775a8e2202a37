"""The commands of a matrix, each built for real on sample crates.

By default on a few; `DYNAUDIT_ALL_SAMPLES=1` takes all, and `python -m tests.oracle.matrix_agreement` any project.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.findings.samples import Sample, samples
from tests.oracle.matrix_agreement import agreements

pytestmark = pytest.mark.oracle

FEW = ("std-not-shared/faulty", "_clean/lib-with-tests/project")
SAMPLES = [one for one in samples() if os.environ.get("DYNAUDIT_ALL_SAMPLES") or one.id in FEW]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_every_command_of_a_sample(sample: Sample, tmp_path: Path) -> None:
    env = sample.environment(tmp_path)
    env.pop("CARGO_TARGET_DIR")
    found = list(agreements(sample.path, env))
    assert len(found) > 4
    assert sum(one.agreeing for one in found) > 0
    differences = [f"{one.title}: {line}" for one in found for line in one.differences]
    assert not differences, "\n".join(differences)
