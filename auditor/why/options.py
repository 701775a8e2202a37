"""The options that decide, with their sources: `-C prefer-dynamic`, crt-static, panic and LTO."""

from __future__ import annotations

from auditor.evidence import flags, places
from auditor.model.linkage import Preference
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.why.answer import Reason, ReasonKind
from auditor.why.case import Case


def preference(case: Case) -> Reason:
    """Which option makes rustc try static or dynamic linking first, and where it comes from."""
    match case.preference:
        case Preference.DYNAMIC:
            return Reason(ReasonKind.FLAG, flags.prefer_dynamic(case.evidence, case.unit))
        case Preference.STATIC_BY_CRT:
            return Reason(ReasonKind.FLAG, _crt_static(case))
        case _:
            return Reason(ReasonKind.FLAG, f"no `-C prefer-dynamic`: {_why_off(case)}")


def setting(evidence: Evidence, unit: Unit, key: str) -> Reason:
    """`lto` or `panic` of a unit as it is in force, and where it comes from."""
    kind = ReasonKind.LTO if key == "lto" else ReasonKind.PANIC
    value = unit.flags.lto.value if key == "lto" else unit.flags.panic.value
    origin = flags.setting_origin(unit, key)
    shown = f"`-C {key}={value}`" if flags.is_by_rustflags(unit, key) else f'`{key} = "{_written(unit, key)}"`'
    where = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
    return Reason(kind, f"{shown}{where}", places.of_origin(origin))


def _written(unit: Unit, key: str) -> str:
    return unit.profile.lto if key == "lto" else unit.profile.panic


def _crt_static(case: Case) -> str:
    rustflags = case.unit.platform.rustflags
    source = flags.source_of(rustflags, "target-feature")
    if source is None:
        return f"crt-static, as {case.unit.platform.triple} has it by default"
    return f"`-C target-feature=+crt-static` ({places.show_origin(case.evidence, source.origin)})"


def _why_off(case: Case) -> str:
    evidence, unit = case.evidence, case.unit
    rustflags = unit.platform.rustflags
    if flags.prefers_dynamic(rustflags.flags) is False:
        source = flags.source_of(rustflags, "prefer-dynamic")
        where = "" if source is None else f" ({places.show_origin(evidence, source.origin)})"
        return f"the rustflags take it back{where}"
    lost = next((one for one in rustflags.replaced if flags.mentions_prefer_dynamic(one.flags)), None)
    if lost is not None:
        winner = "other rustflags" if rustflags.origin is None else places.show_origin(evidence, rustflags.origin)
        return f"{places.show_origin(evidence, lost.origin)} has it and does not count, since {winner} replaces it"
    if unit.is_host and evidence.prefers_dynamic and evidence.selection.targets:
        return "with `--target`, rustflags do not reach what runs on the host"
    if case.artifact.crate_type == "dylib" and unit.package.id in evidence.plan.primary_packages:
        return f"Cargo adds it to dylibs that are only dependencies, and `{unit.package.name}` is selected"
    return "nothing sets it"
