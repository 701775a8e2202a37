"""Audits of the sample crates for tests of the formats: nothing is built before them."""

from __future__ import annotations

from dataclasses import replace

from auditor.model.report import AuditReport
from tests.findings.samples import Sample, report, samples

SAMPLES = [replace(sample, before=None) for sample in samples()]


def audit_of(sample: Sample) -> AuditReport:
    """The audit of a sample, made once."""
    return report(sample)
