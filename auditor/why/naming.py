"""What the command line asks about: names made into packages and artifacts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from auditor import spelling
from auditor.errors import AuditorError
from auditor.model.linkage import Artifact
from auditor.model.report import Evidence
from auditor.model.workspace import Package
from auditor.plan import package_spec
from auditor.plan.package_spec import PackageSpec
from auditor.why.question import STD, Question

_OF_STD = frozenset({STD, "core", "alloc", "proc_macro", "test"})
"""Crates that every report tells as `std`."""
_MOST = 3
"""How many near names an error lists."""


def question(evidence: Evidence, crate: str, artifacts: Sequence[str]) -> Question:
    """Find what is meant by a crate (a name, a package id spec, `std`) and by artifacts.

    Raises AuditorError, which names the nearest that exist, where there is no such thing.
    """
    return Question(crate, _packages(evidence, crate), _artifacts(evidence, artifacts) if artifacts else None)


def _packages(evidence: Evidence, crate: str) -> tuple[Package, ...]:
    packages = sorted(evidence.workspace.packages.values(), key=lambda package: package.order)
    spec = package_spec.parse(crate)
    named = [package for package in packages if spec.name and _is_named(spec.name, package)]
    if not named and spec.version is None and spec.url is None and _alike(spec.name) in _OF_STD:
        return ()
    if not named:
        renamed = _renamed(evidence, spec.name)
        named = [package for package in packages if package.id in renamed]
    found = [package for package in named if _is_that(spec, package)]
    if found:
        return tuple(found)
    if named:
        there = ", ".join(f"`{package.name}@{package.version}`" for package in named)
        raise AuditorError(f"no crate `{crate}` in this project", hint=f"there is {there}")
    names = [*(name for package in packages for name in _names(package)), STD]
    raise AuditorError(f"no crate `{crate}` in this project", hint=_hint(spec.name, names))


def _is_that(spec: PackageSpec, package: Package) -> bool:
    """Whether version and URL of a spec fit, whatever the name's spelling."""
    return msgspec.structs.replace(spec, name=package.name).matches(package)


def _names(package: Package) -> Iterator[str]:
    yield package.name
    if package.library is not None and not _is_alike(package.library.name, package.name):
        yield package.library.name


def _is_named(name: str, package: Package) -> bool:
    return any(_is_alike(name, one) for one in _names(package))


def _renamed(evidence: Evidence, name: str) -> set[str]:
    """The packages that some package knows by this name alone."""
    return {
        one.package_id
        for dependencies in evidence.workspace.resolve.values()
        for one in dependencies
        if _is_alike(one.extern_name, name)
    }


def _artifacts(evidence: Evidence, names: Iterable[str]) -> frozenset[int]:
    found: set[int] = set()
    for name in names:
        indices = {index for index, one in enumerate(evidence.artifacts) if _is_artifact(evidence, name, one)}
        if not indices:
            known = sorted({spelled for one in evidence.artifacts for spelled in _spellings(evidence, one)})
            raise AuditorError(f"this build makes no artifact `{name}`", hint=_hint(name, known))
        found |= indices
    return frozenset(found)


def _is_artifact(evidence: Evidence, name: str, artifact: Artifact) -> bool:
    """Whether `TARGET`, `PACKAGE/TARGET`, either with `:CRATE-TYPE` behind it, is an artifact."""
    place, _, crate_type = name.partition(":")
    package, _, target = place.rpartition("/")
    unit = evidence.plan.units[artifact.unit]
    return (
        _is_alike(target, unit.target.name)
        and (not package or _is_alike(package, unit.package.name))
        and (not crate_type or _is_alike(crate_type, artifact.crate_type))
    )


def _spellings(evidence: Evidence, artifact: Artifact) -> tuple[str, str]:
    unit = evidence.plan.units[artifact.unit]
    return unit.target.name, f"{unit.package.name}/{unit.target.name}:{artifact.crate_type}"


def _hint(name: str, known: Sequence[str]) -> str:
    near = spelling.nearest(name, known, most=_MOST)
    if near:
        return f"did you mean {' or '.join(f'`{one}`' for one in near)}?"
    distinct = list(dict.fromkeys(known))
    rest = f" and {len(distinct) - _MOST} more" if len(distinct) > _MOST else ""
    return f"there is {', '.join(f'`{one}`' for one in distinct[:_MOST])}{rest}" if distinct else "it makes none at all"


def _is_alike(one: str, other: str) -> bool:
    return _alike(one) == _alike(other)


def _alike(name: str) -> str:
    return name.replace("-", "_")
