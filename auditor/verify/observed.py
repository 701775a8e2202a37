"""Turns a recorded build into artifacts of the prediction's own type: what cargo and rustc really did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from auditor.errors import AuditorError
from auditor.model.crate_type import LINKED
from auditor.model.linkage import Artifact, Confidence, ErrorKind, LinkError, Outcome
from auditor.verify.cargo_build import CargoBuild, Finished
from auditor.verify.diagnostics import Fault, dropped_crate_types, faults, is_refused, plain_errors, refused
from auditor.verify.linked import Linked, Links
from auditor.verify.matching import match_units, unlinkable_libraries
from auditor.verify.recording import Recording, RustcRun, record
from auditor.verify.records import ArtifactKey, ArtifactRecord, Records, UnitRecord, sorted_linkage
from auditor.verify.rustc_command import RustcCommand
from auditor.verify.standin import planned_commands, planned_record
from auditor.verify.unit_graph import PlannedUnit, UnitGraph, unit_graph


class Observation(msgspec.Struct, frozen=True):
    """What was seen of a build."""

    graph: UnitGraph
    """Cargo's plan; artifacts name its units by index."""
    commands: Mapping[int, RustcCommand]
    """The command line of each unit; of those never compiled, what it would have been."""
    artifacts: tuple[Artifact, ...]
    """`likely` are those about which the build proves nothing; their `doubts` say why. A linkage that rustc did not
    settle on (it failed before, or because of it) is empty."""
    refusal: str | None
    """Cargo's words if it refused before it started rustc."""
    plain_errors: Mapping[int, tuple[str, ...]]
    """By unit: errors that have nothing to do with linkage."""
    cargo: Finished
    """How the build ended, with what Cargo printed."""
    target: Path
    """Where it was built."""

    @property
    def failure(self) -> str | None:
        """What Cargo printed, if the build failed for a reason that is none of linkage."""
        is_about_linkage = self.refusal is not None or self.fails_by_linkage
        failed = self.cargo.status != 0 and (self.plain_errors or not is_about_linkage)
        return self.cargo.stderr.strip() if failed else None

    @property
    def fails_by_linkage(self) -> bool:
        """Whether an artifact does not link, or one that it needs is not compiled for such a reason."""
        return any(one.outcome is Outcome.FAILS or one.blocked_by for one in self.artifacts)

    def key(self, artifact: Artifact) -> ArtifactKey:
        """What tells the artifact from others in a report."""
        unit = self.graph.units[artifact.unit]
        command = self.commands.get(unit.index)
        test = unit.is_test if command is None else command.test
        platform = "target" if unit.index in self.graph.for_target else "host"
        return ArtifactKey(unit.package_id, unit.target, unit.kind, artifact.crate_type, test, platform)

    @property
    def units(self) -> tuple[UnitRecord, ...]:
        """The units that are compiled, in the words of the report."""
        compiled = (unit for unit in self.graph.units if unit.is_compiled)
        return tuple(planned_record(unit, self.graph, self.commands.get(unit.index)) for unit in compiled)

    def records(self) -> Records:
        """The observed side of the comparison."""
        return Records(tuple(self._record(artifact) for artifact in self.artifacts), self.units)

    def _record(self, artifact: Artifact) -> ArtifactRecord:
        command = self.commands.get(artifact.unit)
        links = artifact.outcome is Outcome.LINKS
        linkage = sorted_linkage((entry.crate, entry.package_id, entry.linkage.value) for entry in artifact.linkage)
        return ArtifactRecord(
            key=self.key(artifact),
            prefer_dynamic=None if command is None else command.prefer_dynamic,
            lto=None if command is None else command.lto.value,
            panic=None if command is None else command.panic.value,
            outcome=artifact.outcome.value,
            errors=tuple((error.kind.value, error.crates) for error in artifact.errors),
            linkage=linkage if links or linkage else None,
            needed=artifact.needed if links else None,
            unproven="; ".join(artifact.doubts) or None,
        )


Progress = Callable[[str, int, int], object]
"""Told what is being done, how much of it is, and how much there is; 0 of 0 where that is not known."""


def observe(build: CargoBuild, progress: Progress = lambda *_: None, *, keeps: bool = False) -> Observation:
    """Really build, and say what became of every artifact of the plan.

    The project's own target folder is left alone; with `keeps` the one of the build stays. Raises AuditorError if Cargo
    has no plan for the build.
    """
    progress("asking cargo for its plan", 0, 0)
    graph = unit_graph(build)
    total = sum(unit.is_compiled for unit in graph.units)
    progress("building", 0, total)
    needs = _needs(build, graph) if build.command.makes_tests else None
    recording = record(build, lambda done: progress("building", done, total), keeps=keeps, needs=needs)
    progress("comparing", 0, 0)
    commands = match_units([run.command for run in recording.runs], graph)
    if len(commands) < sum(unit.is_compiled for unit in graph.units):
        try:
            commands = match_units(planned_commands(build), graph) | commands
        except AuditorError:
            if recording.runs:
                raise
    return _Observer(graph, recording, commands).observation()


def _needs(build: CargoBuild, graph: UnitGraph) -> Mapping[str, Sequence[str]]:
    """The compilations that each compilation waits for, by `-C metadata`; nothing where Cargo refuses the build."""
    try:
        commands = match_units(planned_commands(build), graph)
    except AuditorError:
        return {}
    return {
        command.id: [commands[below].id for below in sorted(graph.below(index)) if below in commands]
        for index, command in commands.items()
    }


class _Observer:
    """The units of one build with their runs."""

    def __init__(self, graph: UnitGraph, recording: Recording, commands: Mapping[int, RustcCommand]) -> None:
        self._graph = graph
        self._recording = recording
        self._commands = commands
        by_id = {run.command.id: run for run in recording.runs}
        self._runs = {index: by_id[command.id] for index, command in commands.items() if command.id in by_id}
        self._links = Links(graph, self._runs, recording.target)
        self._faults = {index: self._faults_of(index) for index in self._runs}
        self._dropped = {
            (run.command.target, crate_type)
            for run in self._runs.values()
            for crate_type in dropped_crate_types(run.diagnostics)
        }
        self._compiled = {(run.command.target, name) for run in self._runs.values() for name in run.command.crate_types}

    def observation(self) -> Observation:
        """All of it."""
        said = self._recording.cargo.stderr
        is_refusal = not self._recording.runs and self._recording.cargo.status != 0 and is_refused(said)
        compiled = [unit for unit in self._graph.units if unit.is_compiled]
        if is_refusal:
            artifacts = [artifact for unit in compiled for artifact in self._refused(unit)]
        else:
            artifacts = [artifact for unit in compiled for artifact in self._artifacts(unit)]
        return Observation(
            graph=self._graph,
            commands=self._commands,
            artifacts=tuple(artifacts),
            refusal=said.strip() if is_refusal else None,
            cargo=self._recording.cargo,
            target=self._recording.target,
            plain_errors={index: errors for index in self._runs if (errors := self._plain_errors(index))},
        )

    def _artifacts(self, unit: PlannedUnit) -> Iterator[Artifact]:
        run = self._runs.get(unit.index)
        for crate_type in self._linked_types(unit):
            artifact = _artifact(unit, crate_type)
            if run is None:
                yield self._never_run(artifact)
            elif run.status == 0 and run.log.loaded is None:
                yield _unproven(artifact, "rustc left no log: a wrapper ran it elsewhere, or not at all")
            elif run.status == 0:
                yield self._linked(artifact)
            else:
                yield self._failed(artifact, run)

    def _linked(self, artifact: Artifact) -> Artifact:
        linked = self._links.of(artifact.unit, artifact.crate_type)
        return replace(artifact, linkage=linked.linkage, needed=linked.needed, doubts=linked.doubts)

    def _failed(self, artifact: Artifact, run: RustcRun) -> Artifact:
        found = self._faults[artifact.unit]
        if not found:
            plain = self._plain_errors(artifact.unit) or (f"rustc ended with {run.status}",)
            return _unproven(artifact, f"rustc failed for another reason: {plain[0]}")
        own = [fault for fault in found if fault.concerns(artifact.crate_type)]
        if not own:
            return replace(artifact, outcome=Outcome.BLOCKED)
        linked = self._links.of(artifact.unit, artifact.crate_type)
        settled = {ErrorKind.PANIC_RUNTIME, ErrorKind.LTO_PREFER_DYNAMIC, ErrorKind.LTO_CRATE_TYPE}
        return replace(
            artifact,
            outcome=Outcome.FAILS,
            errors=_errors(own, linked),
            linkage=linked.linkage if {fault.kind for fault in own} <= settled else (),
        )

    def _never_run(self, artifact: Artifact) -> Artifact:
        """Blocked, if what it needs failed for a reason of linkage; else nothing is proven."""
        if self._may_be_dropped(artifact):
            return _unproven(
                artifact, f"no compilation tells whether its target has the crate type {artifact.crate_type}"
            )
        below = self._graph.below(artifact.unit)
        failed = tuple(index for index in sorted(below) if self._faults.get(index))
        if failed:
            return replace(artifact, outcome=Outcome.BLOCKED, blocked_by=failed)
        plain = next((errors[0] for index in below if (errors := self._plain_errors(index))), None)
        if plain is not None:
            return _unproven(artifact, f"what it needs failed for another reason: {plain}")
        if self._recording.cargo.status == 0:
            return _unproven(artifact, "its compilation was not recorded")
        waited = next((one for one in self._binaries(artifact.unit) if self._fails_to_link(one)), None)
        if waited is not None:
            return _unproven(artifact, f"it was not compiled: it waits for bin {waited.target}, which does not link")
        return _unproven(artifact, "it was not compiled: cargo or a build script failed")

    def _binaries(self, unit: int) -> Iterator[PlannedUnit]:
        """The binaries that a test runs."""
        needed = (self._graph.units[index] for index, _ in self._graph.units[unit].dependencies)
        return (other for other in needed if other.kind == "bin")

    def _fails_to_link(self, unit: PlannedUnit) -> bool:
        return any(self._faults.get(index) for index in (unit.index, *self._graph.below(unit.index)))

    def _may_be_dropped(self, artifact: Artifact) -> bool:
        """Whether the target lacks some crate types, and perhaps this one: no compilation had it."""
        command = self._commands.get(artifact.unit)
        return (
            command is not None
            and any(target == command.target for target, _ in self._dropped)
            and (command.target, artifact.crate_type) not in self._compiled
        )

    def _refused(self, unit: PlannedUnit) -> Iterator[Artifact]:
        """Cargo names the first package it meets; others may be as impossible."""
        named = refused(self._recording.cargo.stderr)
        for crate_type in self._linked_types(unit):
            artifact = replace(_artifact(unit, crate_type), outcome=Outcome.BLOCKED)
            is_named = named is not None and named[:2] == (unit.package_name, unit.package_version)
            if named is None or crate_type not in ("dylib", "cdylib", "proc-macro"):
                yield artifact
            elif is_named and self._has_several_platforms(unit):
                yield _unproven(artifact, f"cargo does not say for which platform it refuses `{named[0]}`")
            elif crate_type in named[2] and is_named:
                error = LinkError(ErrorKind.UNSUPPORTED_CRATE_TYPE, (named[0],))
                yield replace(artifact, outcome=Outcome.FAILS, errors=(error,))
            else:
                yield _unproven(artifact, f"cargo refused the build because of `{named[0]}` first")

    def _has_several_platforms(self, unit: PlannedUnit) -> bool:
        """Whether the unit's target is built for the host and for another platform."""
        same = [
            other for other in self._graph.units if (other.package_id, other.target) == (unit.package_id, unit.target)
        ]
        return len({other.platform for other in same}) > 1

    def _linked_types(self, unit: PlannedUnit) -> Sequence[str]:
        command = self._commands.get(unit.index)
        if command is None:
            types: Sequence[str] = ("bin",) if unit.is_test else unit.crate_types
            return [crate_type for crate_type in types if crate_type in LINKED]
        return [name for name in command.linked_types if (command.target, name) not in self._dropped]

    def _faults_of(self, index: int) -> tuple[Fault, ...]:
        run = self._runs[index]
        return faults(run.diagnostics, unlinkable_libraries(index, self._graph)) if run.status != 0 else ()

    def _plain_errors(self, index: int) -> tuple[str, ...]:
        if index not in self._runs:
            return ()
        return plain_errors(self._runs[index].diagnostics, unlinkable_libraries(index, self._graph))


def _artifact(unit: PlannedUnit, crate_type: str) -> Artifact:
    return Artifact(unit.index, crate_type, Outcome.LINKS, (), (), (), Confidence.CERTAIN)


def _unproven(artifact: Artifact, why: str) -> Artifact:
    return replace(artifact, outcome=Outcome.BLOCKED, confidence=Confidence.LIKELY, doubts=(why,))


def _errors(found: Sequence[Fault], linked: Linked) -> tuple[LinkError, ...]:
    """One error of each kind, the crates of all its messages together."""
    crates: dict[ErrorKind, set[str]] = {}
    for fault in found:
        is_folded = fault.kind is ErrorKind.DUPLICATE_CRATE
        names = (linked.folded(name) if is_folded else name for name in fault.crates)
        crates.setdefault(fault.kind, set()).update(names)
    return tuple(sorted(LinkError(kind, tuple(sorted(names))) for kind, names in crates.items()))
