"""A dependency's `dylib` or `cdylib` is needless.

## What it detects

Packages outside the workspace whose library has crate types that no Rust program needs,
in addition to the one that it uses.

## Why

Cargo builds all crate types of a dependency, needed or not. A needless one costs time, and
more:

- `dylib` decides how programs are linked as soon as something turns dynamic. Cargo compiles
  it with `-C prefer-dynamic`, so that it fails under `panic = "abort"` although every
  program takes the rlib (see panic-runtime).
- `cdylib` fails under `panic = "abort"` with `-C prefer-dynamic`, keeps LTO away from its
  own library (see lto-not-applied), and collides with a library of the same name.

A package that exists only as `dylib`, such as `bevy_dylib`, is meant so and not reported.

## Example

    # Cargo.toml of a dependency
    [lib]
    crate-type = ["lib", "cdylib"]

## Remedy

Ask its authors to drop the crate type: those who want the library in that form can have it
since Rust 1.64 without any declaration, `cargo rustc --lib --crate-type cdylib`. The
finding's details hold a text for them. Until then stay with a release that lacks it, or
replace the manifest by `[patch]`.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import chains, places, wording
from auditor.findings.rule_module import Fault
from auditor.model import crate_type
from auditor.model.finding import Level
from auditor.model.report import Evidence
from auditor.model.workspace import Package

LEVEL = Level.WARNING
ALSO = (Level.NOTE,)


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each package."""
    packages = {
        unit.package.id: unit.package for unit in evidence.plan.units if unit.is_compiled and unit.target.is_lib
    }
    for package in packages.values():
        needless = _needless(package)
        if needless and not places.is_own(evidence, package):
            yield _fault(evidence, package, needless)


def _needless(package: Package) -> list[str]:
    """The shared forms of a library that has an rlib."""
    types = package.library.crate_types if package.library is not None else ()
    return [kind for kind in types if kind in ("dylib", "cdylib")] if crate_type.has_rlib(types) else []


def _fault(evidence: Evidence, package: Package, needless: list[str]) -> Fault:
    name = wording.package(evidence, package)
    declared = places.show(evidence, places.crate_types(evidence, package))
    consequence = (
        'Cargo builds it with `-C prefer-dynamic`, it fails under `panic = "abort"`, and programs take it instead of '
        "the rlib once anything is dynamic."
        if "dylib" in needless
        else 'Cargo links it in every build, and with `-C prefer-dynamic` it fails under `panic = "abort"`.'
    )
    change = (
        f"Remove it in {declared}"
        if package.is_path
        else f"Ask the authors of `{package.name}` to drop it (a text is among the details)"
    )
    kinds = wording.quoted(needless)
    return Fault(
        message=f"{name} declares {kinds} beside its rlib ({declared}), which no Rust program needs. {consequence}",
        help=f"{change}: `cargo rustc --lib --crate-type {needless[0]}` serves those who want it.",
        location=chains.place_to_edit(evidence, package),
        artifacts=tuple(
            index
            for index, artifact in enumerate(evidence.artifacts)
            if evidence.plan.units[artifact.unit].package.id == package.id and artifact.crate_type in needless
        ),
        crates=(package.id,),
        details=(
            *chains.brought_in(evidence, package),
            f"text for its authors: `{package.name}` declares `crate-type = {_array(package)}`. Cargo builds every "
            f'declared crate type in every dependent\'s build; the {kinds} breaks builds with `panic = "abort"` '
            f"and `-C prefer-dynamic`. Could it be dropped? `cargo rustc --lib --crate-type {needless[0]}` (Rust 1.64) "
            f"builds it without the declaration.",
        ),
        level=Level.WARNING if "dylib" in needless else Level.NOTE,
    )


def _array(package: Package) -> str:
    types = package.library.crate_types if package.library is not None else ()
    return f"[{', '.join(wording.toml(kind) for kind in types)}]"
