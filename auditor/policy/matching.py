"""Which findings an ignore is about."""

from __future__ import annotations

from auditor.model.finding import Finding
from auditor.model.policy import Ignore
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import Package
from auditor.policy.scope import is_about


def matches(evidence: Evidence, ignore: Ignore, finding: Finding) -> bool:
    """Whether the ignore is about the finding.

    One of the finding's crates must be named, since they share a cause; but all of its artifacts, since an ignore for
    one of them must not hide what happens to another.
    """
    return (
        finding.rule == ignore.rule
        and (ignore.package is None or is_about(evidence, finding, ignore.package))
        and (not ignore.crates or _has_crate(evidence, ignore, finding))
        and (not ignore.artifacts or _has_no_other_artifact(evidence, ignore, finding))
    )


def _has_crate(evidence: Evidence, ignore: Ignore, finding: Finding) -> bool:
    packages = (evidence.workspace.packages[crate] for crate in finding.crates)
    return any(is_named(name, package) for package in packages for name in ignore.crates)


def _has_no_other_artifact(evidence: Evidence, ignore: Ignore, finding: Finding) -> bool:
    units = [evidence.plan.units[evidence.artifacts[number].unit] for number in finding.artifacts]
    return bool(units) and all(any(is_target(name, unit) for name in ignore.artifacts) for unit in units)


def is_named(name: str, package: Package) -> bool:
    """Whether `NAME` or `NAME@VERSION` is the package; hyphens and underscores are alike, `1.2` covers `1.2.3`."""
    wanted, _, version = name.partition("@")
    is_version = not version or package.version == version or package.version.startswith(f"{version}.")
    return is_version and _alike(wanted, package.name)


def is_target(name: str, unit: Unit) -> bool:
    """Whether `TARGET` or `PACKAGE/TARGET` is what is compiled."""
    package, _, target = name.rpartition("/")
    return _alike(target, unit.target.name) and (not package or _alike(package, unit.package.name))


def _alike(one: str, other: str) -> bool:
    return one.replace("-", "_") == other.replace("-", "_")
