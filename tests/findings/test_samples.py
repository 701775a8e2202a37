"""Every rule on every sample crate: it fires on its faulty one, in these words, and nowhere unawares."""

from __future__ import annotations

import json

import pytest

from auditor.findings.registry import RULES
from auditor.model.finding import Level
from tests.findings.golden import assert_golden
from tests.findings.samples import FOLDER, Sample, report, samples, shown

SAMPLES = samples()
RULE_SAMPLES = [sample for sample in SAMPLES if sample.group in RULES]
WITHOUT_SAMPLE = {
    "windows-export-limit": "needs dozens of crates: test_windows_export_limit.py writes them",
}


def test_every_rule_has_a_pair() -> None:
    pairs = {(sample.group, sample.name) for sample in RULE_SAMPLES}
    wanted = {(rule, name) for rule in RULES if rule not in WITHOUT_SAMPLE for name in ("faulty", "healthy")}
    assert pairs == wanted


def test_every_folder_is_a_sample() -> None:
    known = {sample.path for sample in SAMPLES}
    locks = {path.parent for path in FOLDER.rglob("Cargo.lock")}
    assert locks == known


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in WITHOUT_SAMPLE])
def test_message(rule: str) -> None:
    """The exact words on the faulty sample; no word on the healthy one."""
    faulty, healthy = (sample for sample in RULE_SAMPLES if sample.group == rule)
    found = report(faulty)
    texts = [shown(faulty, found, finding) for finding in found.findings if finding.rule == rule]
    assert texts, f"{rule} finds nothing in {faulty.id}"
    assert_golden(f"{rule}.txt", "\n\n".join(texts) + "\n")
    assert rule not in {finding.rule for finding in report(healthy).findings}


def test_matrix() -> None:
    """All rules on all samples: a new rule shows its false alarms here."""
    matrix = {sample.id: [finding.rule for finding in report(sample).findings] for sample in SAMPLES}
    assert_golden("matrix.json", json.dumps(matrix, indent=2) + "\n")


@pytest.mark.parametrize("sample", [one for one in SAMPLES if one.group.startswith("_clean/")], ids=lambda one: one.id)
def test_clean_project_is_silent(sample: Sample) -> None:
    assert report(sample).findings == ()


@pytest.mark.parametrize("name", ["bins", "lib-with-tests", "proc-macro"])
def test_clean_project_with_prefer_dynamic_gets_a_note_at_most(name: str) -> None:
    (sample,) = (one for one in SAMPLES if one.group == f"_clean/{name}")
    findings = report(sample, "--prefer-dynamic").findings
    assert [finding.level for finding in findings] in ([], [Level.NOTE])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_finding_is_whole(sample: Sample) -> None:
    """Each finding has a place in the project, says what to do, and refers to what is there."""
    found = report(sample)
    for finding in found.findings:
        assert finding.rule in RULES
        assert finding.location is not None
        assert finding.location.path.is_file()
        assert finding.location.line is None or finding.location.line > 0
        assert finding.help
        assert finding.message.endswith(".")
        assert "  " not in finding.message
        assert all(index < len(found.evidence.artifacts) for index in finding.artifacts)
        assert all(package in found.evidence.workspace.packages for package in finding.crates)
