"""Which packages and targets a command line selects (cargo `ops/cargo_compile/packages.rs`, `unit_generator.rs`)."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence

import msgspec

from auditor.errors import AuditorError, NotThereError
from auditor.model.selection import Selection
from auditor.model.unit import UnitMode
from auditor.model.workspace import DependencyKind, Package, PackageId, Target, TargetKind, Workspace
from auditor.plan import package_spec
from auditor.plan.features import Features, Requested
from auditor.plan.platforms import Platforms

_MOST_NAMES = 8
"""How many names a hint lists."""


class Proposal(msgspec.Struct, frozen=True):
    """A target that the command line selects, before its required features are looked at."""

    package: Package
    target: Target
    requires_features: bool
    """Whether missing features are an error (the target was named) rather than a reason to skip it."""
    mode: UnitMode


def packages(workspace: Workspace, selection: Selection) -> tuple[Package, ...]:
    """The packages to build, in Cargo's order.

    Raises AuditorError where Cargo would refuse: unknown packages, `--exclude` without `--workspace`, none at all.
    """
    if selection.exclude and not selection.workspace:
        raise AuditorError("--exclude can only be used together with --workspace", hint="add --workspace")
    if selection.workspace:
        chosen = _all_but(workspace, selection.exclude)
    elif selection.packages:
        chosen = _named(workspace, selection.packages)
    else:
        chosen = [workspace.packages[member] for member in workspace.default_members]
    if not chosen:
        raise AuditorError("no packages to build", hint="the workspace has no members, or --exclude names them all")
    return tuple(sorted({package.id: package for package in chosen}.values(), key=lambda package: package.order))


def _all_but(workspace: Workspace, excluded: Sequence[str]) -> list[Package]:
    members = [workspace.packages[member] for member in workspace.members]
    return [package for package in members if not any(_names(text, package) for text in excluded)]


def _named(workspace: Workspace, texts: Sequence[str]) -> list[Package]:
    members = [workspace.packages[member] for member in workspace.members]
    chosen: list[Package] = []
    for text in texts:
        if package_spec.is_glob(text):
            found = [package for package in members if package_spec.glob_matches(text, package.name)]
        else:
            spec = package_spec.parse(text)
            # NOTE: a dependency outside the workspace can be built by `-p`, too.
            found = [package for package in workspace.packages.values() if spec.matches(package)]
            if len(found) > 1:
                names = ", ".join(sorted(package.id for package in found))
                raise AuditorError(f"`-p {text}` is ambiguous: {names}", hint="write it as NAME@VERSION or as the id")
        if not found:
            raise NotThereError(
                f"no package matches `-p {text}` in the workspace {workspace.root}",
                hint=_similar(text, [package.name for package in workspace.packages.values()]),
            )
        chosen += found
    return chosen


def _names(text: str, package: Package) -> bool:
    if package_spec.is_glob(text):
        return package_spec.glob_matches(text, package.name)
    return package_spec.parse(text).matches(package)


def requested_features(
    workspace: Workspace, selection: Selection, chosen: Sequence[Package]
) -> list[tuple[PackageId, Requested]]:
    """The members whose features are resolved, each with what the command line asks of it.

    Source: cargo `Workspace::members_with_features`, in its new behaviour and, for a root package under
    resolver 1, its old one. Raises AuditorError for features that no selected package has.
    """
    features = _split(selection.features)
    members = [workspace.packages[member] for member in workspace.members]
    ids = {package.id for package in chosen}
    if workspace.current is None or workspace.resolver != "1":
        return _requested_new(selection, features, [member for member in members if member.id in ids], members)
    return _requested_old(workspace, selection, features, members, ids)


def _requested_new(
    selection: Selection, features: Sequence[str], selected: Sequence[Package], members: Sequence[Package]
) -> list[tuple[PackageId, Requested]]:
    if not selected:
        if features or selection.all_features or selection.no_default_features:
            raise AuditorError("cannot specify features for packages outside of the workspace")
        return [(member.id, Requested((), False, True)) for member in members]
    found: set[str] = set()
    result = []
    for member in selected:
        own = _matching(member, features, found)
        request = Requested(tuple(own), selection.all_features, not selection.no_default_features)
        result.append((member.id, request))
    missing = sorted(set(features) - found)
    if missing:
        names = ", ".join(member.name for member in selected)
        known = [feature for member in selected for feature in member.features]
        raise AuditorError(
            f"no selected package ({names}) has the feature{'s' * (len(missing) > 1)} {', '.join(missing)}",
            hint=_similar(missing[0], known),
        )
    return result


def _requested_old(
    workspace: Workspace,
    selection: Selection,
    features: Sequence[str],
    members: Sequence[Package],
    ids: set[PackageId],
) -> list[tuple[PackageId, Requested]]:
    """Features go to the package of the current directory; `member/feature` to that member."""
    others: dict[str, list[str]] = {}
    own: list[str] = []
    for feature in features:
        name, slash, rest = feature.partition("/")
        is_other = slash and any(member.name == name and member.id != workspace.current for member in members)
        if is_other and any(workspace.packages[package].name == name for package in ids):
            others.setdefault(name, []).append(rest)
        else:
            own.append(feature)
    result = []
    for member in members:
        if member.id == workspace.current:
            request = Requested(tuple(own), selection.all_features, not selection.no_default_features)
            result.append((member.id, request))
        elif member.id in ids:
            result.append((member.id, Requested(tuple(others.get(member.name, ())), selection.all_features, True)))
    return result


def _split(arguments: Iterable[str]) -> list[str]:
    """`--features "a b,c"` names three."""
    values = [value for argument in arguments for part in argument.split() for value in part.split(",") if value]
    for value in values:
        if value.startswith("dep:"):
            raise AuditorError(f"feature `{value}` is not allowed to use explicit `dep:` syntax")
        if value.count("/") > 1:
            raise AuditorError(f"multiple slashes in feature `{value}` are not allowed")
    return list(dict.fromkeys(values))


def _matching(member: Package, features: Sequence[str], found: set[str]) -> list[str]:
    names = {dependency.name_in_toml for dependency in member.dependencies}
    known = set(member.features) | {dep.name_in_toml for dep in member.dependencies if dep.optional}
    result = []
    for feature in features:
        name, slash, rest = feature.partition("/")
        if (not slash and feature in known) or (slash and name.removesuffix("?") in names):
            result.append(feature)
        elif slash and name == member.name and rest in known:
            result.append(rest)
        else:
            continue
        found.add(feature)
    return result


def proposals(chosen: Sequence[Package], selection: Selection) -> list[Proposal]:
    """The targets of the packages that the command line selects.

    Raises AuditorError for a named target that does not exist, and for `--lib` where no package has a library.
    """
    if not selection.is_filtered:
        return _of_kinds(chosen, lambda target: target.is_bin or target.is_lib, UnitMode.BUILD)
    every = selection.all_targets
    result: list[Proposal] = []
    if selection.lib or every:
        libraries = _of_kinds(chosen, lambda target: target.is_lib, UnitMode.BUILD)
        if not libraries and not every:
            names = ", ".join(package.name for package in chosen)
            raise AuditorError(f"no library targets found in: {names}", hint="leave out --lib")
        result += libraries
    build, test = UnitMode.BUILD, UnitMode.TEST
    result += _rule(chosen, selection.bins or every, selection.bin, TargetKind.BIN, build, _is(TargetKind.BIN))
    examples = selection.examples or every
    result += _rule(chosen, examples, selection.example, TargetKind.EXAMPLE, build, _is(TargetKind.EXAMPLE))
    tests = selection.tests or every
    result += _rule(chosen, tests, selection.test, TargetKind.TEST, test, lambda target: target.tested)
    benches = selection.benches or every
    return result + _rule(chosen, benches, selection.bench, TargetKind.BENCH, test, lambda target: target.benched)


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
            raise NotThereError(f"no {kind} target named `{name}` in the selected packages", hint=_similar(name, known))
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


def _similar(word: str, known: Iterable[str]) -> str:
    """What was perhaps meant, else what there is to choose from."""
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    if close:
        return f"did you mean {' or '.join(f'`{name}`' for name in close)}?"
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"choose from {', '.join(sorted(names)[:_MOST_NAMES])}{more}" if names else "there is none to choose from"
