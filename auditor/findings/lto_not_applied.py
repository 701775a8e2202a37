"""The profile asks for LTO in vain.

## What it detects

- Libraries that declare `cdylib` or `staticlib` together with `lib`, `rlib` or `dylib`, in
  a build whose profile asks for LTO across crates.
- Shared Rust libraries (`dylib`) in such a build, and programs that link them.

## Why

All crate types of a library come from one rustc run, and Cargo passes `-C lto` only if each
of them allows it: programs, cdylibs and static libraries do, `lib`, `rlib` and `dylib` do
not. A `crate-type = ["lib", "cdylib"]` thus gets no LTO at all, without a word.

A dylib never gets LTO, and a program that links one is optimised without it: LTO stops at
the boundary of the shared library.

## Example

    [lib]
    crate-type = ["lib", "cdylib"]

    [profile.release]
    lto = true              # the cdylib is built without it

## Remedy

Move the C library into a package of its own that depends on the Rust library:

    # native/Cargo.toml
    [lib]
    crate-type = ["cdylib"]

or build it by `cargo rustc --lib --crate-type cdylib`, with `lib` alone in the manifest.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import flags, places, wording
from auditor.findings.rule_module import Fault
from auditor.model import crate_type
from auditor.model.finding import Level
from auditor.model.linkage import Artifact, Linkage, Outcome
from auditor.model.report import Evidence
from auditor.model.unit import Unit, UnitMode

LEVEL = Level.WARNING
_ACROSS_CRATES = frozenset({"true", "fat", "thin", "y", "yes", "on"})
_C_LIBRARIES = ("cdylib", "staticlib")


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for mixed crate types, one for shared libraries."""
    links = [(index, one) for index, one in enumerate(evidence.artifacts) if one.outcome is Outcome.LINKS]
    mixed = [index for index, artifact in links if _is_mixed(evidence, artifact)]
    if mixed:
        yield _mixed(evidence, mixed)
    dylibs = [index for index, artifact in links if _is_dylib_without(evidence, artifact)]
    programs = [index for index, artifact in links if _stops_at_dylib(evidence, artifact)]
    if dylibs or programs:
        yield _boundary(evidence, dylibs, programs)


def _unit(evidence: Evidence, artifact: Artifact) -> Unit:
    return evidence.plan.units[artifact.unit]


def _asks(unit: Unit) -> bool:
    return unit.profile.lto in _ACROSS_CRATES and unit.mode is UnitMode.BUILD and not unit.target.for_host


def _is_mixed(evidence: Evidence, artifact: Artifact) -> bool:
    """Whether a C library that was asked for goes without LTO because of its other crate types."""
    unit = _unit(evidence, artifact)
    if not unit.is_root or artifact.crate_type not in _C_LIBRARIES or unit.flags.lto.crosses_crates:
        return False
    return _asks(unit) and not all(crate_type.can_lto(kind) for kind in unit.flags.crate_types)


def _is_dylib_without(evidence: Evidence, artifact: Artifact) -> bool:
    unit = _unit(evidence, artifact)
    is_own = places.is_own(evidence, unit.package)
    return is_own and artifact.crate_type == "dylib" and _asks(unit) and not unit.flags.lto.crosses_crates


def _stops_at_dylib(evidence: Evidence, artifact: Artifact) -> bool:
    """Whether a program is optimised across crates, but not with the dylibs that it links."""
    unit = _unit(evidence, artifact)
    has_dylib = any(one.linkage is Linkage.DYNAMIC and one.unit is not None for one in artifact.linkage)
    return unit.flags.lto.crosses_crates and has_dylib and not unit.is_test


def _mixed(evidence: Evidence, indices: list[int]) -> Fault:
    units = [_unit(evidence, evidence.artifacts[index]) for index in indices]
    location = places.crate_types(evidence, units[0].package)
    kinds = wording.quoted(units[0].flags.crate_types)
    libraries = wording.sentence(wording.artifacts(evidence, indices))
    return Fault(
        message=f"{libraries} {_go(indices)} without {_lto(evidence, units[0])}: "
        f"{kinds} ({places.show(evidence, location)}) come from one rustc run, and Cargo asks for LTO only where all "
        f"crate types allow it. It does not say so.",
        help="Move the C library into a package of its own that depends on the Rust library, or keep `lib` alone and "
        f"build it by `cargo rustc --lib --crate-type {evidence.artifacts[indices[0]].crate_type}`.",
        location=location,
        artifacts=tuple(indices),
        crates=tuple(unit.package.id for unit in units),
    )


def _boundary(evidence: Evidence, dylibs: list[int], programs: list[int]) -> Fault:
    units = [_unit(evidence, evidence.artifacts[index]) for index in (*dylibs, *programs)]
    origin = flags.setting_origin(units[0], "lto")
    names = [wording.artifact(evidence, index) for index in dylibs]
    told = []
    if dylibs:
        told.append(f"{wording.listed(names)} {_go(dylibs)} without it, as every dylib does")
    if programs:
        are = wording.agree(len(programs), "is", "are")
        told.append(f"{wording.artifacts(evidence, programs)} {are} optimised without the shared libraries")
    return Fault(
        message=f"{wording.sentence(_lto(evidence, units[0]))} stops at shared libraries: {'; '.join(told)}. Neither "
        f"Cargo nor rustc says so."
        if not evidence.is_by_rustc
        else f"`-C lto` stops at shared libraries: {'; '.join(told)}. rustc does not say so.",
        help="Give rustc the rlib instead of the shared library where LTO matters, or leave `-C lto` out."
        if evidence.is_by_rustc
        else "Declare `rlib` instead of `dylib` where LTO matters, or set `lto = false`, which compiles faster.",
        location=places.of_origin(origin) or places.in_root_manifest(evidence, "profile", evidence.profile),
        artifacts=(*dylibs, *programs),
        crates=tuple(unit.package.id for unit in units),
    )


def _go(indices: list[int]) -> str:
    return wording.agree(len(indices), "goes", "go")


def _lto(evidence: Evidence, unit: Unit) -> str:
    if evidence.is_by_rustc:
        return "`-C lto`"
    origin = unit.profile.origins.get("lto")
    where = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
    return f"the LTO of profile `{unit.profile.name}`{where}"
