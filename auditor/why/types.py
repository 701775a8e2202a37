"""The crate types of a library, and the line of the manifest that declares them."""

from __future__ import annotations

from auditor.evidence import places
from auditor.model import crate_type
from auditor.model.finding import Location
from auditor.model.report import Evidence
from auditor.model.workspace import Package, Target
from auditor.why.answer import Reason, ReasonKind

_KEYS = ("crate-type", "crate_type")


def of_package(evidence: Evidence, package: Package) -> Reason | None:
    """What the library of a package can be linked as, as its manifest declares it; None without a library."""
    library = package.library
    if library is None:
        return None
    text, place = _declared(evidence, package, library)
    return Reason(ReasonKind.TYPES, f"{text} ({places.show(evidence, place)}): {_meaning(library)}", place)


def place(evidence: Evidence, package: Package) -> Location:
    """The line alone; of a package without a library the manifest."""
    library = package.library
    return places.in_manifest(evidence, package) if library is None else _declared(evidence, package, library)[1]


def of_std(evidence: Evidence) -> Reason:
    """The same for the toolchain's standard library."""
    target = evidence.target
    shared = "no shared library" if target.std_dylib is None else target.std_dylib
    first = "an rlib" if target.has_std_rlib else "no rlib"
    return Reason(ReasonKind.TYPES, f"{first} and {shared}, of rustc {evidence.toolchain.rustc} for {target.triple}")


def _declared(evidence: Evidence, package: Package, library: Target) -> tuple[str, Location]:
    if library.is_proc_macro:
        return "`proc-macro = true`", places.in_manifest(evidence, package, "lib", "proc-macro")
    shown = ", ".join(f'"{kind}"' for kind in library.crate_types)
    around = places.in_manifest(evidence, package, "lib")
    for key in _KEYS:
        place = places.in_manifest(evidence, package, "lib", key)
        if place != around:
            return f"`crate-type = [{shown}]`", place
    # NOTE: an inline table has one line for everything; and Cargo's default is a `lib`.
    return ("no `crate-type`" if library.crate_types == ("lib",) else f"`crate-type = [{shown}]`"), around


def _meaning(library: Target) -> str:
    if library.is_proc_macro:
        return "a library that rustc runs"
    rlib, dylib = crate_type.has_rlib(library.crate_types), "dylib" in library.crate_types
    if not rlib and not dylib:
        return "nothing that Rust code can link"
    linked = " and ".join(["an rlib"] * rlib + ["a dylib"] * dylib)
    return linked if rlib and dylib else f"{linked} alone" if len(library.crate_types) == 1 else linked
