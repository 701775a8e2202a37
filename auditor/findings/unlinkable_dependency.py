"""Rust code uses a library built only for C.

## What it detects

A `use`, path or `extern crate` of a dependency whose library declares neither `lib`,
`rlib` nor `dylib`: only `cdylib` or `staticlib`.

## Why

Those formats carry no Rust interface. Cargo builds the library, warns that it ``provides
no linkable target`` and does not tell rustc of it, which then ends with `E0432`, `E0433` or
`E0463`, as if the dependency were missing. Where no source names it, it does no harm.

## Example

    # eng/Cargo.toml
    [lib]
    crate-type = ["cdylib"]

    // app/src/main.rs
    fn main() { eng::f(); }

## Remedy

Add `rlib`: `crate-type = ["cdylib", "rlib"]`. If the C library must not change (LTO is not
applied to mixed crate types, see lto-not-applied), move the Rust code into a library of its
own on which both depend.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import chains, failures, places, wording
from auditor.evidence.failures import Failure
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import ErrorKind
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.ERROR


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each set of libraries that cannot be linked."""
    found = failures.failures(evidence, ErrorKind.UNLINKABLE_DEPENDENCY)
    for libraries, group in failures.grouped(found, lambda failure: _ids(evidence, failure)).items():
        if libraries:  # else it is std, see toolchain-without-shared-std
            yield _fault(evidence, group)


def _ids(evidence: Evidence, failure: Failure) -> tuple[str, ...]:
    return tuple(unit.package.id for unit in _libraries(evidence, failure))


def _libraries(evidence: Evidence, failure: Failure) -> list[Unit]:
    """The libraries that the error names, as the sources name them."""
    units = evidence.plan.units
    return [
        units[dependency.unit] for dependency in failure.unit.dependencies if dependency.extern_name in failure.crates
    ]


def _fault(evidence: Evidence, group: list[Failure]) -> Fault:
    libraries = list({unit.package.id: unit for unit in _libraries(evidence, group[0])}.values())
    library, names = libraries[0], wording.quoted(unit.target.crate_name for unit in libraries)
    location = chains.place_to_edit(evidence, library.package)
    kinds = wording.listed(f"`{kind}`" for kind in library.target.crate_types)
    wanted = ", ".join(f'"{kind}"' for kind in (*library.target.crate_types, "rlib"))
    return Fault(
        message=f"{failures.subject(evidence, group)} cannot be compiled: the sources name "
        f"{names}, which {wording.agree(len(libraries), 'is', 'are')} built as {kinds} only "
        f"({places.show(evidence, location)}). Rust code cannot link that."
        f"{failures.doubt(group)}",
        help=f"Add `rlib` there: `crate-type = [{wanted}]`.",
        location=location,
        artifacts=failures.indices(group),
        crates=tuple(unit.package.id for unit in libraries),
        details=(
            "Cargo warns: the package provides no linkable target; rustc says: cannot find module or crate (E0432, "
            "E0433, E0463)",
            *failures.consequences(evidence, group),
        ),
    )
