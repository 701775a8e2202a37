"""What makes a finding the same finding in the next run, whatever was edited around it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from auditor.model.finding import Finding
from auditor.model.report import AuditReport, Evidence
from auditor.visible import visible

KEY = "cargoDynaudit/v1"
_NAMED_PARTS = 2
"""How much of the path of a file that lies in no package counts: the folders above are the machine's."""


def fingerprints(evidence: Evidence, findings: Sequence[Finding]) -> tuple[str, ...]:
    """One for each finding, in order: a digest of its identity, and a number among those that share it.

    The identity is the rule, the file, the crates and the artifacts: no line, no word of the message, no version and
    no folder outside of the project, so that it survives edits, releases of crates and other machines. The numbers
    go by the lines, whatever order levels and suppressions bring: `findings` must be all, suppressed ones included.
    """
    alike: dict[str, list[int]] = {}
    for number, finding in enumerate(findings):
        identity = msgspec.json.encode(_identity(evidence, finding))
        alike.setdefault(hashlib.sha256(identity).hexdigest(), []).append(number)
    result = [""] * len(findings)
    for digest, numbers in alike.items():
        for count, number in enumerate(sorted(numbers, key=lambda one: _place(findings[one])), 1):
            result[number] = f"{digest}:{count}"
    return tuple(result)


def of_report(report: AuditReport) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those of the findings that count and of those that do not."""
    known = [one.finding for one in report.suppressed]
    prints = fingerprints(report.evidence, [*report.findings, *known])
    return prints[: len(report.findings)], prints[len(report.findings) :]


def _place(finding: Finding) -> tuple[int, str]:
    line = None if finding.location is None else finding.location.line
    return line or 0, finding.message


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
