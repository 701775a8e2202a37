"""How sure each predicted artifact is: what changes it if a doubtful name is read the other way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from auditor.linkage import releases
from auditor.linkage.simulation import simulate
from auditor.model.build import Panic
from auditor.model.linkage import Artifact, Confidence, Outcome
from auditor.model.source import Reference, UnitSources
from auditor.model.unit import Plan

_DOUBTFUL = (Reference.UNLIKELY, Reference.LIKELY)
_MOST = 3
"""How many doubtful names an artifact lists."""


def artifacts_with_confidence(plan: Plan, named: Sequence[UnitSources]) -> tuple[Artifact, ...]:
    """The artifacts as most likely; certain where neither reading of the doubtful names changes them.

    What a run loads only grows with the names that count, so that the two extreme readings decide it.
    """
    artifacts = simulate(plan, named)
    extremes = (
        [simulate(plan, named, threshold) for threshold in (Reference.UNLIKELY, Reference.NAMED)]
        if any(
            reference in _DOUBTFUL
            for unit in named
            for reference in (*unit.references.values(), *unit.required.values())
        )
        else []
    )
    racing, lacking = _racing(plan, artifacts), _lacking(plan, named, artifacts)
    result = []
    for number, artifact in enumerate(artifacts):
        doubts = [*_doubts_of_plan(plan, artifact, racing), *lacking.get(artifact.unit, ())]
        result.append(_judged(plan, named, artifact, [other[number] for other in extremes], doubts))
    return tuple(result)


def _judged(
    plan: Plan, named: Sequence[UnitSources], artifact: Artifact, extremes: Sequence[Artifact], doubts: list[str]
) -> Artifact:
    """`doubts` are those that are not about names."""
    is_outcome_doubtful = bool(doubts) or any(
        (other.outcome, other.errors) != (artifact.outcome, artifact.errors) for other in extremes
    )
    further: list[str] = []
    if any(other != artifact for other in extremes):
        units = {unit for one in (artifact, *extremes) for entry in one.linkage if (unit := entry.unit) is not None}
        names = list(_doubtful_names(plan, named, sorted({artifact.unit, *units})))
        doubts += names[:_MOST]
        further = names[_MOST:]
        if further:
            doubts.append(f"and {len(further)} more such {'name' if len(further) == 1 else 'names'}")
    if not doubts:
        return artifact
    return replace(
        artifact,
        confidence=Confidence.LIKELY,
        outcome_confidence=Confidence.LIKELY if is_outcome_doubtful else Confidence.CERTAIN,
        doubts=tuple(doubts),
        further_doubts=tuple(further),
    )


def _doubtful_names(plan: Plan, named: Sequence[UnitSources], units: Sequence[int]) -> Iterator[str]:
    """What cannot be read off the sources of the units that make up an artifact."""
    said = set()
    for number in units:
        for name, reference in named[number].references.items():
            package = plan.units[number].package.name
            is_doubtful = reference in _DOUBTFUL or named[number].required.get(name) in _DOUBTFUL
            if is_doubtful and (package, name) not in said:
                said.add((package, name))
                reason = named[number].reasons.get(name)
                yield f"whether `{package}` loads `{name}`{f': {reason}' if reason else ''}"


def _doubts_of_plan(plan: Plan, artifact: Artifact, racing: Mapping[int, Sequence[str]]) -> Iterator[str]:
    """What no source decides: another compiler, std made by the build, files that race."""
    if plan.other_rustc is not None:
        yield f"whether another compiler is used: {plan.other_rustc} names one, which is not started"
    version = None if plan.rustc_release is None else releases.doubt(plan.rustc_release)
    if version is not None:
        yield version
    yield from plan.doubts
    flags = plan.units[artifact.unit].platform.rustflags.flags
    for file in dict.fromkeys(flag for flag in flags if flag.startswith("@")):
        yield f"what `{file}` among the rustflags holds: rustc takes further options from that file"
    if plan.builds_std:
        yield "how the standard library is linked: `build-std` builds it anew"
    for file_name in racing.get(artifact.unit, ()):
        yield f"which `{file_name}` is linked: two units write it, and their timing decides"


def _racing(plan: Plan, artifacts: Sequence[Artifact]) -> dict[int, list[str]]:
    """The files that two units write, by the units that write or load one, or wait for one that does."""
    found: dict[int, dict[str, None]] = {}
    for collision in plan.collisions:
        for unit in collision.units:
            found.setdefault(unit, {})[collision.file_name] = None
    for artifact in artifacts if found else ():
        below = {entry.unit for entry in artifact.linkage if entry.unit is not None}.union(artifact.blocked_by)
        for unit in below & found.keys():
            found.setdefault(artifact.unit, {}).update(found[unit])
    return {unit: list(names) for unit, names in found.items()}


def _lacking(plan: Plan, named: Sequence[UnitSources], artifacts: Sequence[Artifact]) -> dict[int, list[str]]:
    """The doubts whether units compile at all, for them and all that need them: no std, or no source."""
    found = {
        unit.index: [f"whether `{unit.target.crate_name}` compiles: {unit.target.src_path} cannot be read"]
        for unit in plan.units
        if unit.is_compiled and named[unit.index].is_missing
    }
    for artifact in artifacts:
        if artifact.outcome is Outcome.LINKS and _lacks_std(plan, named, artifact):
            name = plan.units[artifact.unit].target.crate_name
            found[artifact.unit] = [
                f'whether `{name}` compiles without std: rustc wants a `#[panic_handler]` and `panic = "abort"`'
            ]
    for unit in plan.units if found else ():
        for dependency in unit.dependencies:
            if dependency.unit in found and not plan.units[dependency.unit].target.is_bin:
                found.setdefault(unit.index, found[dependency.unit])
    return found


def _lacks_std(plan: Plan, named: Sequence[UnitSources], artifact: Artifact) -> bool:
    """Whether an artifact without std lacks what std would give it.

    Source: rustc `rustc_passes::weak_lang_items` (`#[panic_handler]`), and its error about unwinding without std.
    """
    unit = plan.units[artifact.unit]
    if unit.target.is_proc_macro or unit.flags.test or any(entry.unit is None for entry in artifact.linkage):
        return False
    units = {artifact.unit, *(entry.unit for entry in artifact.linkage if entry.unit is not None)}
    has_handler = any(named[number].has_panic_handler for number in units)
    return not has_handler or unit.flags.panic is Panic.UNWIND
