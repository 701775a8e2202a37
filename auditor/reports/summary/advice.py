"""When dynamic linking pays in this project and when it does not: sentences that facts of the build call for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.evidence import places
from auditor.evidence.wording import agree, counted, quoted
from auditor.model.linkage import Artifact, Linkage, Outcome
from auditor.model.report import Evidence
from auditor.model.unit import Unit
from auditor.reports.summary.groups import contained

_LOADING = frozenset({"libloading", "dlopen", "dlopen2", "hot_lib_reloader", "abi_stable", "libloader", "sharedlib"})
"""Crates by which programs open libraries while they run."""
_LTO = (True, "true", "fat", "thin")


def advice(evidence: Evidence) -> tuple[str, ...]:
    """The advice, each sentence or two about one fact; none where nothing is shared or could be."""
    programs = [artifact for artifact in evidence.artifacts if _is_program(evidence, artifact)]
    sharing = [artifact for artifact in programs if _shares_std(artifact)]
    return (
        *_number(programs, sharing),
        *_static(evidence, sharing),
        *_runtime(evidence, programs),
        *_profiles(evidence),
        *_plugins(evidence),
    )


def _number(programs: list[Artifact], sharing: list[Artifact]) -> Iterator[str]:
    """How many programs have the shared std in common."""
    if len(sharing) > 1:
        yield f"{len(sharing)} programs load one shared std: what they leave out of their files is there once for all."
    elif sharing and len(programs) == 1:
        yield (
            "One program loads the shared std. Alone it gains nothing: its own file is smaller, but together with that "
            "library it takes more room than the static program. It pays from several programs on one system."
        )


def _static(evidence: Evidence, sharing: list[Artifact]) -> Iterator[str]:
    """What stays inside the programs although they load shared libraries."""
    inside = {name for artifact in sharing for name in contained(artifact)}
    if not inside:
        return
    members = {unit.target.crate_name for unit in evidence.plan.units if places.is_own(evidence, unit.package)}
    own = sorted(inside & members)
    number = counted(len(inside), "crate")
    stay = agree(len(inside), "stays", "stay")
    if own:
        whose = f"{quoted(own)} {agree(len(own), 'is', 'are')} your own, and could be shared by the crate type `dylib`"
    else:
        whose = "no crate of yours is among them; those of others are shared only behind a dylib that depends on them"
    yield f"{number} {stay} inside the programs, since plain rlibs are always linked statically: {whose}."


def _runtime(evidence: Evidence, programs: list[Artifact]) -> Iterator[str]:
    if programs and evidence.target.is_crt_static:
        yield (
            f"For {evidence.target.triple} the C runtime is linked statically here (crt-static), and so is everything "
            f"else in a program, whatever prefers dynamic linking."
        )


def _profiles(evidence: Evidence) -> Iterator[str]:
    """The profiles in which builds that share std fail."""
    profiles = evidence.workspace.root_manifest.get("profile")
    for name, table in (profiles if isinstance(profiles, dict) else {}).items():
        reasons = list(_excluding(table if isinstance(table, dict) else {}))
        if not reasons or name == evidence.profile:
            continue
        line = places.show(evidence, places.in_root_manifest(evidence, "profile", name, reasons[0][0]))
        written = " and ".join(f"`{key} = {value}`" for key, value in reasons)
        exclude = agree(len(reasons), "excludes", "exclude")
        yield f"Builds with profile `{name}` cannot share std: {written} ({line}) {exclude} it."


def _excluding(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    lto = table.get("lto")
    if lto in _LTO:
        yield "lto", str(lto).lower() if isinstance(lto, bool) else f'"{lto}"'
    if table.get("panic") == "abort":
        yield "panic", '"abort"'


def _plugins(evidence: Evidence) -> Iterator[str]:
    """Programs that open libraries by themselves."""
    users = sorted({unit.target.crate_name for unit in evidence.plan.units if _LOADING & set(_loaded(evidence, unit))})
    own = [name for name in users if any(_is_own(evidence, unit, name) for unit in evidence.plan.units)]
    if own:
        yield (
            f"{quoted(own)} {agree(len(own), 'opens', 'open')} libraries while running: what these contain is unknown "
            f"here. Each has its own copies of std and of all crates that are not shared, statics and types included."
        )


def _loaded(evidence: Evidence, unit: Unit) -> Iterator[str]:
    return (evidence.plan.units[one.unit].target.crate_name for one in unit.dependencies)


def _is_own(evidence: Evidence, unit: Unit, name: str) -> bool:
    return unit.target.crate_name == name and places.is_own(evidence, unit.package)


def _is_program(evidence: Evidence, artifact: Artifact) -> bool:
    unit = evidence.plan.units[artifact.unit]
    return unit.is_root and unit.target.is_bin and not unit.is_test and artifact.outcome is Outcome.LINKS


def _shares_std(artifact: Artifact) -> bool:
    return any(entry.unit is None and entry.linkage is Linkage.DYNAMIC for entry in artifact.linkage)
