"""The words of `verify` where a whole build would show no more."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from auditor import audit
from auditor.model.linkage import Confidence
from auditor.model.selection import Mode, Selection
from auditor.reports.style import Style
from auditor.verify import package_id, text
from auditor.verify.compare import Comparison, Difference
from auditor.verify.records import from_evidence
from auditor.verify.verification import Verification
from tests.builders import environment


@pytest.mark.parametrize(
    ("confidence", "verdict"),
    [
        (Confidence.CERTAIN, "The audit is wrong about 1 artifact or unit: that is a fault of cargo-dynaudit."),
        (Confidence.LIKELY, "The build differs from the audit in 1 artifact or unit that the audit calls likely only."),
    ],
)
def test_what_is_likely_only_is_no_fault(hello: Path, confidence: Confidence, verdict: str) -> None:
    request = audit.AuditRequest(Selection(), Mode.AS_CONFIGURED, hello, environment())
    evidence = audit.run(request).evidence
    evidence = replace(evidence, artifacts=tuple(replace(one, confidence=confidence) for one in evidence.artifacts))
    predicted = from_evidence(evidence)
    difference = Difference(str(predicted.artifacts[0].key), "lto", "fat", "off")
    observation: Any = SimpleNamespace(failure=None)
    found = Verification(evidence, predicted, observation, Comparison((difference,), 0, ()))
    shown = text.render(found, Style(color=False, width=100, signs=True))
    assert shown.splitlines()[0] == verdict


@pytest.mark.parametrize(
    ("spelled", "shown"),
    [
        ("path+file:///x/y#app@1.0.0-rc.1+b", "app 1.0.0-rc.1+b"),
        ("path+file:///x/app#0.1.0", "app 0.1.0"),
        ("git+https://example.org/app?branch=main#0.1.0", "app 0.1.0"),
        ("app 0.1.0 (path+file:///x/y)", "app 0.1.0"),
        ("unknown", "unknown"),
    ],
)
def test_packages_are_called_by_name_and_version(spelled: str, shown: str) -> None:
    assert package_id.shown(spelled) == shown
