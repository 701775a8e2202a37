"""What makes a finding the same finding in the next run, whatever was edited around it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from auditor.model.finding import Finding
from auditor.model.report import Evidence
from auditor.reports.visible import visible

KEY = "cargoDynaudit/v1"
_NAMED_PARTS = 2
"""How much of the path of a file that lies in no package counts: the folders above are the machine's."""


def fingerprints(evidence: Evidence, findings: Sequence[Finding]) -> Iterator[str]:
    """One for each finding, in order: a digest of its identity, and a number among those that share it.

    The identity is the rule, the file, the crates and the artifacts: no line, no word of the message, no version and
    no folder outside of the project, so that it survives edits, releases of crates and other machines.
    """
    seen: Counter[str] = Counter()
    for finding in findings:
        identity = msgspec.json.encode(_identity(evidence, finding))
        digest = hashlib.sha256(identity).hexdigest()
        seen[digest] += 1
        yield f"{digest}:{seen[digest]}"


def _identity(evidence: Evidence, finding: Finding) -> list[object]:
    packages = evidence.workspace.packages
    path = evidence.workspace.root_manifest_path if finding.location is None else finding.location.path
    crates = sorted(visible(packages[crate].name) if crate in packages else "" for crate in finding.crates)
    return [finding.rule, visible(_file(evidence, path)), crates, sorted(_artifacts(evidence, finding))]


def _artifacts(evidence: Evidence, finding: Finding) -> Iterator[list[str]]:
    for number in finding.artifacts:
        artifact = evidence.artifacts[number]
        unit = evidence.plan.units[artifact.unit]
        kind = f"{unit.target.kind.value}{' test' if unit.is_test else ''}"
        yield [visible(unit.package.name), visible(unit.target.name), kind, artifact.crate_type]


def _file(evidence: Evidence, path: Path) -> str:
    """The file as every machine that builds the project would name it."""
    root = evidence.workspace.root
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    for package in evidence.workspace.packages.values():
        if path.is_relative_to(package.root):
            return f"{package.name}: {path.relative_to(package.root).as_posix()}"
    return "/".join(path.parts[-_NAMED_PARTS:])
