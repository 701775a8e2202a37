"""Which targets of the packages a command line selects (cargo `ops/cargo_compile/unit_generator.rs`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from auditor.errors import AuditorError, NotThereError
from auditor.model.selection import Command, Selection
from auditor.model.unit import UnitMode
from auditor.model.workspace import DependencyKind, Package, Target, TargetKind, Workspace
from auditor.plan import package_spec
from auditor.plan.features import Features
from auditor.plan.platforms import Platforms
from auditor.plan.selection import similar


class Proposal(msgspec.Struct, frozen=True):
    """A target that the command line selects, before its required features are looked at."""

    package: Package
    target: Target
    requires_features: bool
    """Whether missing features are an error (the target was named) rather than a reason to skip it."""
    mode: UnitMode


def proposals(chosen: Sequence[Package], selection: Selection) -> list[Proposal]:
    """The targets of the packages that the command line selects.

    Raises AuditorError for a named target that does not exist, and for `--lib` where no package has a library.
    """
    build = UnitMode.TEST if selection.command.makes_tests else UnitMode.BUILD
    if not selection.is_filtered:
        return list(_by_default(chosen, selection.command))
    every = selection.all_targets
    result: list[Proposal] = []
    if selection.lib or every:
        libraries = _of_kinds(chosen, lambda target: target.is_lib, build)
        if not libraries and not every:
            names = ", ".join(package.name for package in chosen)
            raise AuditorError(f"no library targets found in: {names}", hint="leave out --lib")
        result += libraries
    test = UnitMode.TEST
    result += _rule(chosen, selection.bins or every, selection.bin, TargetKind.BIN, build, _is(TargetKind.BIN))
    examples = selection.examples or every
    result += _rule(chosen, examples, selection.example, TargetKind.EXAMPLE, build, _is(TargetKind.EXAMPLE))
    tests = selection.tests or every
    result += _rule(chosen, tests, selection.test, TargetKind.TEST, test, lambda target: target.tested)
    benches = selection.benches or every
    return result + _rule(chosen, benches, selection.bench, TargetKind.BENCH, test, lambda target: target.benched)


def _by_default(chosen: Sequence[Package], command: Command) -> Iterator[Proposal]:
    """The targets of a command that names none (`filter_default_targets`)."""
    for package in chosen:
        for target in package.targets:
            if target.is_custom_build:
                continue
            match command:
                case Command.BUILD | Command.INSTALL:
                    if target.is_bin or target.is_lib:
                        yield Proposal(package, target, False, UnitMode.BUILD)
                case Command.BENCH:
                    if target.benched:
                        yield Proposal(package, target, False, UnitMode.TEST)
                case Command.TEST:
                    yield from _tested_by_default(package, target)


def _tested_by_default(package: Package, target: Target) -> Iterator[Proposal]:
    """What `cargo test` makes of a target: a test, an example to see that it compiles, doc tests."""
    if target.tested:
        yield Proposal(package, target, False, UnitMode.TEST)
    elif target.kind is TargetKind.EXAMPLE:
        yield Proposal(package, target, False, UnitMode.BUILD)
    if target.is_lib and target.doctested:
        yield Proposal(package, target, False, UnitMode.DOCTEST)


def _is(kind: TargetKind) -> Callable[[Target], bool]:
    return lambda target: target.kind is kind


def _of_kinds(chosen: Sequence[Package], predicate: Callable[[Target], bool], mode: UnitMode) -> list[Proposal]:
    return [
        Proposal(package, target, False, mode)
        for package in chosen
        for target in package.targets
        if predicate(target) and not target.is_custom_build
    ]


def _rule(
    chosen: Sequence[Package],
    every: bool,
    names: Sequence[str],
    kind: TargetKind,
    mode: UnitMode,
    predicate: Callable[[Target], bool],
) -> list[Proposal]:
    """All targets that fulfil the predicate, or the named ones of the kind."""
    if every:
        return _of_kinds(chosen, predicate, mode)
    result = []
    for name in names:
        found = [
            Proposal(package, target, True, mode)
            for package in chosen
            for target in package.targets
            if target.kind is kind
            and (package_spec.glob_matches(name, target.name) if package_spec.is_glob(name) else target.name == name)
        ]
        if not found:
            known = [target.name for package in chosen for target in package.targets if target.kind is kind]
            raise NotThereError(f"no {kind} target named `{name}` in the selected packages", hint=similar(name, known))
        result += found
    return result


def with_required_features(
    selected: Iterable[Proposal], workspace: Workspace, platforms: Platforms, features: Features, *, has_dev_units: bool
) -> list[Proposal]:
    """Leave out targets whose `required-features` are not all on.

    Raises AuditorError if such a target was named on the command line.
    """
    result = []
    for proposal in selected:
        target = proposal.target
        if target.required_features and not target.is_lib:
            active = available_features(proposal.package, workspace, platforms, features, has_dev_units=has_dev_units)
            if not active.issuperset(target.required_features):
                if proposal.requires_features:
                    wanted = " ".join(target.required_features)
                    raise AuditorError(
                        f"target `{target.name}` in package `{proposal.package.name}` requires the features: {wanted}",
                        hint=f'add --features "{wanted}"',
                    )
                continue
        result.append(proposal)
    return result


def available_features(
    package: Package, workspace: Workspace, platforms: Platforms, features: Features, *, has_dev_units: bool
) -> set[str]:
    """The features that `required-features` may name: the package's own and `dependency/feature`.

    Source: cargo `resolve_all_features`.
    """
    active = set(features.of(package.id, for_host=False))
    for edge in workspace.resolve.get(package.id, ()):
        if not any(
            (has_dev_units or dependency.kind is not DependencyKind.DEV)
            and any(platforms.activates(dependency.platform, kind) for kind in (*platforms.requested, None))
            for dependency in edge.dependencies
        ):
            continue
        is_macro = any(target.is_proc_macro for target in workspace.packages[edge.package_id].targets)
        for dependency in edge.dependencies:
            for_host = is_macro or dependency.kind is DependencyKind.BUILD
            active |= {f"{dependency.name_in_toml}/{name}" for name in features.of(edge.package_id, for_host)}
    return active
