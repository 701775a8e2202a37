"""Makes a disagreeing workspace smaller, so that what is left is what the disagreement is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.oracle.random_workspaces.spec import PackageSpec, Spec


def shrink(spec: Spec, disagrees: Callable[[Spec], bool], *, tries: int = 150) -> Spec:
    """The smallest workspace found that still disagrees, within a number of tries."""
    while True:
        for smaller in _smaller(spec):
            tries -= 1
            if tries < 0:
                return spec
            if disagrees(smaller):
                spec = smaller
                break
        else:
            return spec


def _smaller(spec: Spec) -> Iterator[Spec]:
    """Workspaces with one thing less, the largest things first."""
    for package in spec.packages:
        yield _without(spec, package)
    for position, package in enumerate(spec.packages):
        for smaller in _smaller_package(package):
            packages = (*spec.packages[:position], smaller, *spec.packages[position + 1 :])
            yield replace(spec, packages=packages)
    plain = {"profiles": (), "config_files": (), "env": (), "default_members": (), "root": None, "resolver": "2"}
    for name, value in plain.items():
        if getattr(spec, name) != value:
            config = spec.config.replace('include = ["more.toml"]\n', "") if name == "config_files" else spec.config
            yield replace(spec, **{name: value, "config": config})
    if spec.config and not spec.config_files:
        yield replace(spec, config="")
    for number in range(len(spec.arguments)):
        yield replace(spec, arguments=spec.arguments[:number] + spec.arguments[number + 1 :])


def _smaller_package(package: PackageSpec) -> Iterator[PackageSpec]:
    for number in range(len(package.edges)):
        yield replace(package, edges=package.edges[:number] + package.edges[number + 1 :])
    plain = PackageSpec(package.key, package.name)
    names = (
        "second_bin", "global_allocator", "features", "build_script", "test", "example", "bench", "harness", "edition",
        "folder", "manifest_profile", "no_std",
    )  # fmt: skip
    for name in names:
        if getattr(package, name) != getattr(plain, name):
            yield replace(package, **{name: getattr(plain, name)})
    if len(package.crate_type) > 1:
        for one in package.crate_type:
            yield replace(package, crate_type=(one,))
    for number, edge in enumerate(package.edges):
        plain_edge = replace(edge, rename=None, optional=False, platform=None, features=(), default_features=True)
        if edge != plain_edge:
            yield replace(package, edges=(*package.edges[:number], plain_edge, *package.edges[number + 1 :]))


def _without(spec: Spec, package: PackageSpec) -> Spec:
    """The workspace without a package and without what names it."""
    packages = tuple(
        replace(other, edges=tuple(edge for edge in other.edges if edge.to != package.key))
        for other in spec.packages
        if other.key != package.key
    )
    return replace(
        spec,
        packages=packages,
        default_members=tuple(key for key in spec.default_members if key != package.key),
        root=None if spec.root == package.key else spec.root,
    )
