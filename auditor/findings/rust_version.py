"""A package wants a newer compiler.

## What it detects

Packages of the build whose `rust-version` is above rustc's.

## Why

Cargo compares `rust-version` of every package that it would compile, dependencies
included, before it starts rustc. `cargo metadata`, and so most tools, do not mind.

## Example

    [package]
    rust-version = "1.99"

    $ cargo +1.95 build      # refused

## Remedy

Use a newer toolchain; or let Cargo choose older versions of the dependencies:
`resolver.incompatible-rust-versions = "fallback"` in its configuration and `cargo update`.
`--ignore-rust-version` tries it all the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import chains, places, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level, Location
from auditor.model.report import Evidence
from auditor.model.unit import Refusal
from auditor.model.workspace import Package

LEVEL = Level.ERROR
REASON = "rust-version"


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for all packages that are too new."""
    for refusal in evidence.plan.refusals:
        if refusal.reason == REASON:
            yield _fault(evidence, refusal)


def _fault(evidence: Evidence, refusal: Refusal) -> Fault:
    units = [evidence.plan.units[number] for number in refusal.units]
    packages = list({unit.package.id: unit.package for unit in units}.values())
    wants = [f"{wording.package(evidence, package)} (Rust {package.rust_version})" for package in packages]
    need = wording.agree(len(packages), "needs", "need")
    return Fault(
        message=f"Cargo refuses the whole build: {wording.listed(wants)} {need} a newer compiler than rustc "
        f"{evidence.toolchain.rustc}.",
        help="Use a newer toolchain (`rustup update`, or `rust-toolchain.toml`), or older versions of these packages. "
        "`--ignore-rust-version` builds all the same and may fail later.",
        location=_location(evidence, packages[0]),
        artifacts=tuple(index for index, one in enumerate(evidence.artifacts) if one.unit in refusal.units),
        crates=tuple(package.id for package in packages),
        details=wording.lines([line for package in packages for line in chains.brought_in(evidence, package)]),
    )


def _location(evidence: Evidence, package: Package) -> Location:
    if package.is_path:
        return places.in_manifest(evidence, package, "package", "rust-version")
    return chains.place_to_edit(evidence, package)
