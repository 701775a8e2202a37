"""From a project as read to the evidence: plan, sources, linkage, and how sure each answer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from auditor.linkage.simulation import simulate
from auditor.model import crate_type
from auditor.model.build import Mode, RustFlags
from auditor.model.linkage import Artifact, Confidence
from auditor.model.report import Classification, Evidence
from auditor.model.source import Reference, UnitSources
from auditor.model.unit import Plan
from auditor.model.workspace import PackageId, Target
from auditor.plan import planning
from auditor.plan.planning import Build
from auditor.plan.profiles import Profiles
from auditor.project import Project
from auditor.sources.references import references
from auditor.survey import survey

PREFER_DYNAMIC = ("-C", "prefer-dynamic")


def predict(project: Project, mode: Mode | None, say: Callable[[str], None]) -> Evidence:
    """Predict the build; where `mode` is None, choose it.

    Raises AuditorError where Cargo would refuse the selection or the profile.
    """
    profiles = Profiles.load(
        project.workspace.root_manifest,
        project.workspace.root_manifest_path,
        project.config,
        requested_profile(project),
    )
    build = Build(
        workspace=project.workspace,
        selection=project.selection,
        platforms=project.platforms,
        profiles=profiles,
        rustc_release=project.toolchain.rustc,
        overridden_links=_overridden_links(project),
    )
    plan = planning.plan(build)
    chosen = mode or (Mode.AS_CONFIGURED if _prefers_dynamic(plan) else Mode.PREFER_DYNAMIC)
    if chosen is Mode.PREFER_DYNAMIC:
        plan = planning.plan(replace(build, platforms=project.platforms.with_flags(PREFER_DYNAMIC)))
    say("reading sources")
    named = references(plan)
    say("simulating rustc")
    return Evidence(
        selection=project.selection,
        mode=chosen,
        asked_mode=mode,
        workspace=project.workspace,
        toolchain=project.toolchain,
        plan=plan,
        artifacts=_with_confidence(plan, named),
        classifications=_classifications(plan),
        rustflags=_target_flags(plan),
        configured_rustflags=next(iter(project.platforms.targets.values()), project.platforms.host).rustflags,
        profile=requested_profile(project),
        sources=tuple(named),
        surroundings=survey(project, profiles, plan),
    )


def requested_profile(project: Project) -> str:
    """The profile's name that the command line asks for."""
    selection = project.selection
    return selection.profile or ("release" if selection.release else "dev")


def _prefers_dynamic(plan: Plan) -> bool:
    """Whether the user's configuration gives some unit `-C prefer-dynamic`."""
    return any(unit.flags.prefer_dynamic and not unit.flags.prefer_dynamic_by_cargo for unit in plan.units)


def _target_flags(plan: Plan) -> RustFlags:
    targets = [platform for kind, platform in plan.platforms.items() if kind is not None]
    return (targets[0] if targets else plan.platforms[None]).rustflags


def _overridden_links(project: Project) -> Mapping[str, frozenset[str]]:
    """The `links` keys below `[target.TRIPLE]`, whose build scripts Cargo does not run."""
    triples = {project.platforms.host.triple, *project.platforms.targets}
    return {
        triple: frozenset(
            name for name, value in project.config.table(f"target.{triple}").items() if isinstance(value.data, dict)
        )
        for triple in triples
    }


def _with_confidence(plan: Plan, named: Sequence[UnitSources]) -> tuple[Artifact, ...]:
    """The artifacts as most likely; certain where neither reading of a doubtful name changes them."""
    artifacts = simulate(plan, named).artifacts
    doubtful = any(
        reference in (Reference.UNLIKELY, Reference.LIKELY)
        for unit in named
        for reference in unit.references.values()
    )
    extremes = (
        [simulate(plan, named, threshold).artifacts for threshold in (Reference.UNLIKELY, Reference.NAMED)]
        if doubtful
        else []
    )
    result = []
    for number, artifact in enumerate(artifacts):
        doubts = list(_doubts_of_plan(plan, artifact))
        if any(other[number] != artifact for other in extremes):
            doubts.append("whether some crates are loaded cannot be read off the sources")
        result.append(replace(artifact, confidence=Confidence.LIKELY, doubts=tuple(doubts)) if doubts else artifact)
    return tuple(result)


def _doubts_of_plan(plan: Plan, artifact: Artifact) -> list[str]:
    """What besides sources makes an answer uncertain: a library whose file another unit overwrites."""
    loaded = {entry.unit for entry in artifact.linkage} | {artifact.unit}
    return [
        f"two units write {collision.file_name}: which one is linked depends on their timing"
        for collision in plan.collisions
        if loaded.intersection(collision.units)
    ]


def _classifications(plan: Plan) -> dict[PackageId, Classification]:
    """The classification of each library target in the build."""
    return {
        unit.package.id: classify(unit.target) for unit in plan.units if unit.is_compiled and unit.target.is_lib
    }


def classify(library: Target) -> Classification:
    """What Rust code can link of a library."""
    if library.is_proc_macro:
        return Classification.PROC_MACRO
    rlib, dylib = crate_type.has_rlib(library.crate_types), "dylib" in library.crate_types
    if rlib:
        return Classification.RLIB_AND_DYLIB if dylib else Classification.RLIB_ONLY
    return Classification.DYLIB_ONLY if dylib else Classification.UNLINKABLE
