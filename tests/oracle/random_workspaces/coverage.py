"""What of the generator's repertoire a workspace shows: counted over many seeds, it says what was tried."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.random_workspaces.spec import PackageSpec, Spec


def labels(spec: Spec) -> frozenset[str]:
    """The labels of a workspace and its build."""
    return frozenset((*_of_workspace(spec), *(label for package in spec.packages for label in _of_package(package))))


def _of_package(package: PackageSpec) -> Iterator[str]:
    if package.has_lib:
        yield f"crate-type: {'+'.join(package.crate_type) or 'default'}"
    flags = {
        "lib and bin": package.has_lib and package.has_main,
        "two bins": package.second_bin,
        "proc macro": package.is_proc_macro,
        "proc macro without macros": package.is_proc_macro and not package.defines_macros,
        "proc macro with dependencies": package.is_proc_macro and bool(package.edges),
        "no_std": package.no_std,
        "global allocator": package.global_allocator,
        "build script": package.build_script is not None,
        "build script with dependencies": any(edge.kind == "build" for edge in package.edges),
        "integration test": package.test,
        "harness = false": (package.test and not package.harness) or package.bench,
        "example": package.example is not None,
        "example with crate types": bool(package.example),
        "nested folder": package.folder is not None and package.is_member,
        "package outside the workspace": not package.is_member,
        "profile in a member's manifest": package.manifest_profile is not None,
    }
    yield from (label for label, holds in flags.items() if holds)
    yield f"edition {package.edition}"
    for edge in package.edges:
        yield f"reference: {edge.style}"
        yield f"dependency: {edge.kind}"
        if edge.rename:
            yield "dependency: renamed"
        if edge.optional:
            yield "dependency: optional"
        if edge.platform:
            yield f"dependency: {edge.platform}"
        if not edge.default_features:
            yield "dependency: without default features"


def _of_workspace(spec: Spec) -> Iterator[str]:
    yield f"resolver {spec.resolver}"
    if spec.root:
        yield "root package"
    if spec.default_members:
        yield "default-members"
    names = [package.name for package in spec.packages]
    if len(set(names)) < len(names):
        yield "several versions of a crate"
    for name, settings in spec.profiles:
        yield from (f"profile {name}: {key} = {value}" for key, value in settings if key in ("lto", "panic"))
        yield from (f"profile: {key}" for key, _ in settings if key not in ("lto", "panic", "inherits"))
    if "[build]" in spec.config:
        yield "rustflags: build"
    if "[target.x86" in spec.config:
        yield "rustflags: target"
    if "[target.'cfg" in spec.config:
        yield "rustflags: cfg"
    if "[profile." in spec.config:
        yield "profile in config"
    if spec.config_files:
        yield "rustflags: include"
    yield from (f"variable: {name}" for name, _ in spec.env)
    words = [word for word in spec.arguments if word.startswith("-")]
    yield from (f"option: {word}" for word in words)
    flags = " ".join((*(value for name, value in spec.env if "RUSTFLAGS" in name), spec.config)).replace('", "', " ")
    for flag in ("prefer-dynamic", "crt-static", "panic=abort", "-C lto", "--cfg x1", "prefer-dynamic=no"):
        if flag in flags:
            yield f"flag: {flag}"
    if sum(name in spec.config or name in dict(spec.env) for name in ("RUSTFLAGS", "rustflags")) > 1:
        yield "rustflags from several places"
