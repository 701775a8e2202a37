"""What artifacts are called: by kind, by name, and several of a kind together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from auditor.evidence.wording import counted, listed
from auditor.model.linkage import Artifact
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import TargetKind

_NOUNS = {
    TargetKind.BIN: ("binary", "binaries"),
    TargetKind.EXAMPLE: ("example", "examples"),
    TargetKind.TEST: ("test", "tests"),
    TargetKind.BENCH: ("bench", "benches"),
    TargetKind.CUSTOM_BUILD: ("build script", "build scripts"),
}
_NAMED_ALIKE = (TargetKind.TEST, TargetKind.BENCH, TargetKind.EXAMPLE)
"""Targets whose names many packages of a workspace use: `integration`, `simple`, ..."""
_UNIT_TESTS = ("unit tests", "unit tests")


def noun(unit: Unit, crate_type: str) -> tuple[str, str]:
    """What an artifact is, for one and for several: `binary`, `dylib`, `unit tests`, `example cdylib`, ..."""
    kind = unit.target.kind
    if unit.is_test and kind in (TargetKind.LIB, TargetKind.BIN, TargetKind.EXAMPLE):
        return _UNIT_TESTS
    if kind is TargetKind.LIB:
        words = crate_type.replace("-", " ")
        return words, f"{words}s"
    if kind is TargetKind.EXAMPLE and crate_type != "bin":
        return f"example {crate_type}", f"example {crate_type}s"
    return _NOUNS[kind]


def name(evidence: Evidence, unit: Unit) -> str:
    """The name by which the user knows an artifact: a build script's is its package's, others' have a version."""
    package, target = unit.package, unit.target
    is_like_package = target.is_custom_build or target.crate_name == package.name.replace("-", "_")
    if package.id not in evidence.workspace.member_set:
        return f"{package.name} {package.version}" if is_like_package else f"{target.name} of {package.name}"
    if target.is_custom_build:
        return package.name
    is_named_alike = target.kind in _NAMED_ALIKE and not is_like_package and len(evidence.workspace.members) > 1
    return f"{target.name} of {package.name}" if is_named_alike else target.name


def called(evidence: Evidence, artifacts: Sequence[Artifact], *, most: int) -> str:
    """Artifacts of one kind: `binary app`, `3 binaries (app, server and tool)`."""
    units = [evidence.plan.units[artifact.unit] for artifact in artifacts]
    one, several = noun(units[0], artifacts[0].crate_type)
    names = list(dict.fromkeys(name(evidence, unit) for unit in units))
    with_packages = list(dict.fromkeys(f"{unit.target.name} of {unit.package.name}" for unit in units))
    if len(names) < len(with_packages):
        names = with_packages
    if len(artifacts) == 1:
        return f"{one} {names[0]}" if one != _UNIT_TESTS[0] else f"{one} of {names[0]}"
    return f"{len(artifacts)} {several} ({listed(names, most=most)})"


def by_kind(evidence: Evidence, artifacts: Iterable[Artifact], *, most: int) -> list[str]:
    """Artifacts of several kinds, as `called` says them."""
    kinds: dict[tuple[str, str], list[Artifact]] = {}
    for artifact in artifacts:
        kinds.setdefault(noun(evidence.plan.units[artifact.unit], artifact.crate_type), []).append(artifact)
    return [called(evidence, group, most=most) for group in kinds.values()]


def counts(evidence: Evidence, artifacts: Iterable[Artifact]) -> str:
    """Artifacts of several kinds, counted: `12 build scripts and 5 proc macros`."""
    nouns = Counter(noun(evidence.plan.units[artifact.unit], artifact.crate_type) for artifact in artifacts)
    return listed(counted(number, *words) for words, number in nouns.items())
