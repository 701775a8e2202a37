"""Which packages a command line selects, and with which features (cargo `ops/cargo_compile/packages.rs`)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from auditor.errors import AuditorError, NotThereError
from auditor.model.selection import Command, Selection
from auditor.model.workspace import DependencyKind, Package, PackageId, Workspace
from auditor.plan import package_spec
from auditor.plan.features import Requested

_MOST_NAMES = 8
"""How many names a hint lists."""


def packages(workspace: Workspace, selection: Selection) -> tuple[Package, ...]:
    """The packages to build, in Cargo's order.

    Raises AuditorError where Cargo would refuse: unknown packages, `--exclude` without `--workspace`, none at all.
    """
    if selection.command is Command.INSTALL:
        return (_installed(workspace, selection),)
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
    if selection.command.makes_tests:
        _require_testable(workspace, chosen)
    return tuple(sorted({package.id: package for package in chosen}.values(), key=lambda package: package.order))


def _installed(workspace: Workspace, selection: Selection) -> Package:
    """The one package of `cargo install --path` (cargo `ops/cargo_install.rs`, `InstallablePackage::new`)."""
    if workspace.current is None:
        raise AuditorError(
            "`cargo install --path` wants the folder of a package, and this is a workspace without one at its root",
            hint="name the folder of the package that has the program",
            path=selection.manifest_path,
        )
    package = workspace.packages[workspace.current]
    if not selection.is_filtered and not any(target.is_bin for target in package.targets):
        raise AuditorError(
            f"there is nothing to install in `{package.name}`: it has no binaries",
            hint="name the folder of the package that has the program",
            path=package.manifest_path,
        )
    return package


def _require_testable(workspace: Workspace, chosen: Sequence[Package]) -> None:
    """Raise AuditorError for a dependency that cannot be tested (cargo `ops/cargo_compile/mod.rs`, `create_bcx`)."""
    for package in chosen:
        is_dev = any(dependency.kind is DependencyKind.DEV for dependency in package.dependencies)
        if is_dev and package.id not in workspace.member_set:
            raise AuditorError(
                f"package `{package.name}` cannot be tested: it has dev-dependencies and is no member of the workspace",
                hint="leave it out, or make it a member",
            )


def _all_but(workspace: Workspace, excluded: Sequence[str]) -> list[Package]:
    members = [workspace.packages[member] for member in workspace.members]
    return [package for package in members if not any(package_spec.means(text, package) for text in excluded)]


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
                hint=similar(text, [package.name for package in workspace.packages.values()]),
            )
        chosen += found
    return chosen


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
            hint=similar(missing[0], known),
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


def similar(word: str, known: Iterable[str]) -> str:
    """What was perhaps meant, else what there is to choose from."""
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    if close:
        return f"did you mean {' or '.join(f'`{name}`' for name in close)}?"
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"choose from {', '.join(sorted(names)[:_MOST_NAMES])}{more}" if names else "there is none to choose from"
