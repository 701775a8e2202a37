"""Changes of what Rust code can link of a library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from auditor.crate_graph import crate_graph
from auditor.evidence import remedies
from auditor.fix.operations import Operation, Remove, Set
from auditor.fix.proposals import rustflags
from auditor.fix.proposals.project import Case
from auditor.fix.remedy import Remedy
from auditor.model.crate_type import has_rlib
from auditor.model.workspace import Package

Types = tuple[str, ...]
"""Crate types, as `crate-type` lists them."""
_RUST = ("lib", "rlib", "dylib")


def static(case: Case) -> Iterator[Remedy]:
    """Make the libraries that the finding names plain rlibs, or rlibs beside their shared libraries."""
    wanted = [package for package in case.packages if "dylib" in _types(package)]
    yield from _with_rlib(case, wanted)
    yield from _changed(case, wanted, lambda types: ("rlib", *_others(types)))


def linkable(case: Case) -> Iterator[Remedy]:
    """Add an rlib to libraries that have none."""
    without = [package for package in case.packages if not has_rlib(_types(package))]
    yield from _with_rlib(case, [package for package in without if "proc-macro" not in _types(package)])


def shared(case: Case) -> Iterator[Remedy]:
    """Make the fewest of the crates that would show up twice shared libraries of their own."""
    evidence = case.evidence
    copies = [copy for index in case.finding.artifacts for copy in evidence.artifacts[index].copies]
    holders = {copy.holder for copy in copies if copy.holder is not None}
    crates = {copy.unit for copy in copies if copy.unit is not None}
    wanted = crate_graph(evidence).divided(holders, crates)
    packages = [evidence.plan.units[number].package for number in wanted]
    yield from _changed(case, packages, _as_dylib)


def shared_statics(case: Case) -> Iterator[Remedy]:
    """Make the crates whose statics would exist more than once shared libraries, and link these."""
    for remedy in _changed(case, case.packages, _as_dylib):
        yield from rustflags.also_shared(case, remedy)


def without_dylib(case: Case) -> Iterator[Remedy]:
    """Take `dylib` away where an rlib is beside it."""
    wanted = [package for package in case.packages if "dylib" in _types(package) and has_rlib(_types(package))]
    yield from _changed(case, wanted, lambda types: tuple(one for one in types if one != "dylib"))


def _with_rlib(case: Case, packages: Sequence[Package]) -> Iterator[Remedy]:
    yield from _changed(case, packages, lambda types: types if has_rlib(types) else ("rlib", *types))


def _as_dylib(types: Types) -> Types:
    return ("rlib", "dylib", *_others(types))


def _others(types: Types) -> Types:
    return tuple(one for one in types if one not in _RUST)


def _types(package: Package) -> Types:
    return () if package.library is None else package.library.crate_types


def _changed(case: Case, packages: Sequence[Package], change: Callable[[Types], Types]) -> Iterator[Remedy]:
    """The remedy that gives libraries other crate types; none if one of them belongs to somebody else."""
    wanted = {package.manifest_path: (package, change(_types(package))) for package in packages}
    differing = {path: (package, types) for path, (package, types) in wanted.items() if types != _types(package)}
    if not differing or not all(map(case.is_editable, differing)):
        return
    operations: list[Operation] = []
    for path, (_, types) in differing.items():
        operations += [Remove(path, ("lib", "crate_type")), Set(path, ("lib", "crate-type"), types)]
    titles: dict[Types, list[str]] = {}
    for path, (_, types) in differing.items():
        titles.setdefault(types, []).append(case.show(path))
    said = ", ".join(f"`crate-type = {_toml(types)}` in {' and '.join(at)}" for types, at in titles.items())
    cleaned = [package for package, _ in differing.values()]
    yield Remedy(f"set {said}", tuple(operations), afterwards=(remedies.clean(case.evidence, cleaned),))


def _toml(types: Types) -> str:
    quoted = ", ".join(f'"{one}"' for one in types)
    return f"[{quoted}]"
