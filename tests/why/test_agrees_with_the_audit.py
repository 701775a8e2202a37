"""What `why` says of every crate in every artifact of every sample is what the audit says."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from auditor.model.linkage import Linkage
from auditor.model.report import Evidence
from auditor.reports.style import Style
from auditor.reports.why import json_v1, text
from auditor.schema import why_schema
from auditor.why.answer import Cause, CrateAnswer
from auditor.why.answering import answer
from auditor.why.question import Question
from tests.findings.samples import Sample
from tests.reports.unbuilt import SAMPLES, audit_of

SCHEMA = Draft202012Validator(json.loads(why_schema()))
LINKED = {
    Linkage.STATIC: {Cause.ALL_STATIC, Cause.NO_DYLIB},
    Linkage.DYNAMIC: {Cause.HAS_DYLIB},
    Linkage.INCLUDED_FROM_DYLIB: {Cause.INSIDE_DYLIB},
    Linkage.NOT_LINKED: set(Cause) - {Cause.ALL_STATIC, Cause.NO_DYLIB, Cause.HAS_DYLIB, Cause.INSIDE_DYLIB},
}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_every_crate_in_every_artifact(sample: Sample) -> None:
    evidence = audit_of(sample).evidence
    packages = tuple(package for package in evidence.workspace.packages.values() if package.library is not None)
    answers = [answer(evidence, Question("std", (), None))]
    answers += [answer(evidence, Question(package.name, (package,), None)) for package in packages]
    for found in answers:
        (crate,) = found.crates
        _agrees(evidence, crate)
        assert list(SCHEMA.iter_errors(json_v1.document(found))) == []
        assert all(len(line) <= 80 for line in text.render(found, Style()).splitlines())


def _agrees(evidence: Evidence, crate: CrateAnswer) -> None:
    package = None if crate.package is None else crate.package.id
    audited = {
        (index, entry.linkage)
        for index, artifact in enumerate(evidence.artifacts)
        for entry in artifact.linkage
        if entry.package_id == package and (package is not None or entry.unit is None)
    }
    loaded = {(one.artifact, one.linkage) for one in crate.entries if one.linkage is not None}
    assert audited <= loaded
    assert all(linkage is Linkage.NOT_LINKED for _, linkage in loaded - audited)
    for one in crate.entries:
        assert one.linkage is None or one.cause in LINKED[one.linkage]
        assert (one.linkage is None) is (one.cause is Cause.OWN_ARTIFACT)
        is_inside = one.linkage in (Linkage.DYNAMIC, Linkage.INCLUDED_FROM_DYLIB)
        assert (one.library is not None) is is_inside
        if one.library is not None:
            assert one.library in evidence.artifacts[one.artifact].needed
