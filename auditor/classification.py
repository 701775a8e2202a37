"""What Rust code can link of each library: the classification of its crate types."""

from __future__ import annotations

from auditor.model import crate_type
from auditor.model.report import Classification
from auditor.model.unit import Plan, UnitMode
from auditor.model.workspace import PackageId, Target


def classifications(plan: Plan) -> dict[PackageId, Classification]:
    """The classification of each library target in the build."""
    libraries = (unit for unit in plan.units if unit.target.is_lib and unit.mode is not UnitMode.RUN_CUSTOM_BUILD)
    return {unit.package.id: classify(unit.target) for unit in libraries}


def classify(library: Target) -> Classification:
    """What Rust code can link of a library."""
    if library.is_proc_macro:
        return Classification.PROC_MACRO
    rlib, dylib = crate_type.has_rlib(library.crate_types), "dylib" in library.crate_types
    if rlib:
        return Classification.RLIB_AND_DYLIB if dylib else Classification.RLIB_ONLY
    return Classification.DYLIB_ONLY if dylib else Classification.UNLINKABLE
