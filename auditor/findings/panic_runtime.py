"""`panic = "abort"` meets a std that unwinds.

## What it detects

Programs, dylibs and cdylibs that are compiled with `panic = "abort"` and would be linked
against the toolchain's shared standard library.

## Why

The toolchain ships one shared std, `libstd-HASH.so`, and it contains the panic runtime
`panic_unwind`. Something that aborts needs `panic_abort` instead, which only the static
std leaves room for. rustc ends with ``the linked panic runtime `panic_unwind` is not
compiled with this crate's panic strategy `abort` ``, and does not say why std was dynamic.
There are two reasons:

- `-C prefer-dynamic` in the rustflags.
- Cargo's own `-C prefer-dynamic`: it adds the flag to each dylib that is only a
  dependency. A library that declares `dylib` beside its rlib thus fails although every
  program would have used the rlib.

Tests, build scripts and proc macros are not concerned: Cargo compiles them with unwind.

## Example

    [profile.release]
    panic = "abort"

    [dependencies]
    maxminddb = "=0.13.0"   # crate-type = ["lib", "dylib", "staticlib"]

## Remedy

Remove `panic = "abort"` for builds that share std; or remove what makes std dynamic: the
flag, or the crate type `dylib`. A third-party crate that declares `dylib` without need
should drop it: `cargo rustc --crate-type dylib` serves those who want one.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import chains, failures, flags, places, remedies, wording
from auditor.evidence.failures import Failure
from auditor.findings.rule_module import Fault
from auditor.model import crate_type
from auditor.model.finding import Level
from auditor.model.linkage import ErrorKind
from auditor.model.origin import Origin
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.model.workspace import Package

LEVEL = Level.ERROR
_RUSTC = "rustc says: the linked panic runtime `panic_unwind` is not compiled with this crate's panic strategy `abort`"


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each cause: the flag, or a library with a shared form that only a dependency has."""
    found = list(failures.failures(evidence, ErrorKind.PANIC_RUNTIME))
    by_library = [failure for failure in found if _is_only_a_dependency(evidence, failure)]
    by_flag = [failure for failure in found if failure not in by_library]
    for group in failures.grouped(by_flag, lambda failure: flags.setting_origin(failure.unit, "panic")).values():
        yield _by_flag(evidence, group)
    for group in failures.grouped(by_library, lambda failure: failure.unit.package.id).values():
        yield _by_library(evidence, group)


def _is_only_a_dependency(evidence: Evidence, failure: Failure) -> bool:
    """Whether the failing library is built only because somebody depends on it."""
    unit = failure.unit
    return flags.only_cargo_prefers_dynamic(unit) or not places.is_own(evidence, unit.package)


def _by_flag(evidence: Evidence, group: list[Failure]) -> Fault:
    unit = group[0].unit
    origin = flags.setting_origin(unit, "panic")
    return Fault(
        message=f"{failures.subject(evidence, group)} cannot be linked: "
        f"{flags.prefer_dynamic(evidence, unit)} makes std dynamic, and the shared std unwinds, but "
        f"{_aborts(evidence, unit)}.{failures.doubt(group)}",
        help=f"Remove {_abort(unit)}{_there(evidence, origin)} for builds that share std, or build without "
        f"`-C prefer-dynamic`: no toolchain ships a shared std that aborts.",
        location=places.of_origin(origin) or places.in_root_manifest(evidence, "profile", evidence.profile),
        artifacts=failures.indices(group),
        crates=tuple(failure.unit.package.id for failure in group),
        details=(_RUSTC, *failures.consequences(evidence, group)),
    )


def _by_library(evidence: Evidence, group: list[Failure]) -> Fault:
    unit = group[0].unit
    package, kinds = unit.package, [failure.artifact.crate_type for failure in group]
    place = places.crate_types(evidence, package)
    even = ", though every program would use its rlib" if crate_type.has_rlib(unit.flags.crate_types) else ""
    return Fault(
        message=f"{wording.package(evidence, package)} declares {wording.quoted(kinds)} "
        f"({places.show(evidence, place)}), and that library cannot be linked{even}: "
        f"{flags.prefer_dynamic(evidence, unit)} makes its std dynamic, and the shared std unwinds, but "
        f"{_aborts(evidence, unit)}.{failures.doubt(group)}",
        help=_library_help(evidence, package, unit, kinds),
        location=chains.place_to_edit(evidence, package),
        artifacts=failures.indices(group),
        crates=(package.id,),
        details=(
            _RUSTC,
            *chains.brought_in(evidence, package),
            *failures.consequences(evidence, group),
        ),
    )


def _aborts(evidence: Evidence, unit: Unit) -> str:
    origin = flags.setting_origin(unit, "panic")
    where = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
    return f"{_abort(unit)}{where} asks for abort"


def _abort(unit: Unit) -> str:
    return "`-C panic=abort`" if flags.is_by_rustflags(unit, "panic") else '`panic = "abort"`'


def _there(evidence: Evidence, origin: Origin | None) -> str:
    place = places.of_origin(origin)
    return "" if place is None else f" in {places.show(evidence, place)}"


def _library_help(evidence: Evidence, package: Package, unit: Unit, kinds: list[str]) -> str:
    abort = f"remove {_abort(unit)}{_there(evidence, flags.setting_origin(unit, 'panic'))}"
    if package.is_path:
        place = places.show(evidence, places.crate_types(evidence, package))
        change = f"Remove {wording.quoted(kinds)} from its crate types in {place}, or {abort}."
    else:
        change = (
            f"{wording.sentence(abort)}, or use a release of `{package.name}` that does not declare "
            f"{wording.quoted(kinds)}; see needless-dylib for a text to its authors."
        )
    if not flags.only_cargo_prefers_dynamic(unit) or not package.is_path:
        return change
    return f"{change} {remedies.clean_after_change(evidence, [package])}"
