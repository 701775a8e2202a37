"""Draws random workspaces: the same seed gives the same workspace and build."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.oracle.random_workspaces import sources
from tests.oracle.random_workspaces.command import draw_build
from tests.oracle.random_workspaces.spec import Edge, PackageSpec, Spec

_CRATE_TYPES = (
    ((), 44),
    (("dylib",), 18),
    (("rlib", "dylib"), 8),
    (("dylib", "rlib"), 2),
    (("cdylib",), 4),
    (("staticlib",), 3),
    (("cdylib", "rlib"), 5),
    (("lib", "staticlib"), 3),
    (("rlib", "dylib", "staticlib"), 2),
    (("dylib", "staticlib"), 2),
    (("cdylib", "staticlib"), 2),
    (("lib", "cdylib", "staticlib"), 2),
)
_PLATFORMS = ("cfg(unix)", "cfg(windows)", "cfg(x1)", "x86_64-unknown-linux-gnu", "cfg(not(x1))")


def generate(seed: int) -> Spec:
    """The workspace of a seed, with the build that is asked of it."""
    draw = random.Random(seed)
    packages: list[PackageSpec] = []
    for number in range(draw.randint(2, 7)):
        packages.append(_package(draw, number, packages))
    if draw.random() < 0.12:
        packages = _with_second_version(draw, packages)
    packages = _with_test_cycle(draw, packages)
    spec = Spec(packages=tuple(packages), resolver=draw.choice(("1", "2", "2", "3")))
    plain = [package.key for package in packages if package.is_member and package.folder is None]
    if draw.random() < 0.15 and plain:
        spec = replace(spec, root=draw.choice(plain))
    elif draw.random() < 0.2:
        members = [package.key for package in packages if package.is_member]
        spec = replace(spec, default_members=tuple(draw.sample(members, draw.randint(1, len(members)))))
    spec = draw_build(draw, spec)
    from tests.oracle.random_workspaces.coverage import labels

    return replace(spec, labels=labels(spec))


def _package(draw: random.Random, number: int, before: list[PackageSpec]) -> PackageSpec:
    key = f"p{number}" if draw.random() > 0.1 else f"p-{number}"
    is_macro = draw.random() < 0.12
    is_program = not is_macro and number > 0 and draw.random() < 0.35
    types = () if is_macro else draw.choices(*zip(*_CRATE_TYPES, strict=True))[0]
    has_lib = is_macro or not is_program or draw.random() < 0.35
    build_script = draw.choices((None, "plain", "cfg"), (85, 10, 5))[0]
    package = PackageSpec(
        key=key,
        name=key,
        crate_type=types if has_lib else (),
        has_lib=has_lib,
        has_main=is_program,
        second_bin=is_program and draw.random() < 0.15,
        is_proc_macro=is_macro,
        defines_macros=draw.random() < 0.85,
        global_allocator=has_lib and not is_macro and draw.random() < 0.02,
        build_script=build_script,
        test=draw.random() < 0.15,
        bench=draw.random() < 0.05,
        harness=draw.random() < 0.9,
        example=draw.choices((None, (), ("dylib",), ("cdylib",), ("staticlib",), ("lib",)), (84, 10, 2, 2, 1, 1))[0],
        edition=draw.choices(("2015", "2018", "2021", "2024"), (5, 15, 60, 20))[0],
        folder=f"nested/{key}" if draw.random() < 0.1 else None,
        manifest_profile="fat" if draw.random() < 0.03 else None,
    )
    edges = tuple(_edges(draw, package, before))
    can_be_no_std = has_lib and not is_macro and not types and not is_program and not edges
    features = [("x", ())] if draw.random() < 0.5 else []
    if features and draw.random() < 0.5:
        features.append(("default", ("x",)))
    optional = [edge.rename or edge.to for edge in edges if edge.optional]
    if optional and draw.random() < 0.6:
        features = [entry for entry in features if entry[0] != "default"]
        features.append(("default", tuple(f"with_{name}" for name in optional)))
    return replace(package, edges=edges, features=tuple(features), no_std=can_be_no_std and draw.random() < 0.12)


def _edges(draw: random.Random, package: PackageSpec, before: list[PackageSpec]) -> list[Edge]:
    edges = []
    for other in before:
        if not other.has_lib or draw.random() > 0.45:
            continue
        kind = draw.choices(("normal", "dev", "build"), (80, 10, 10))[0]
        if kind == "build" and package.build_script is None:
            kind = "normal"
        if other.is_proc_macro:
            style = draw.choice(("path", "path", "path", *sources.MACRO_STYLES))
        else:
            style = _style(draw, package, other, kind)
        edges.append(
            Edge(
                to=other.key,
                kind=kind,
                style=style,
                rename=f"r_{other.key.replace('-', '_')}" if draw.random() < 0.1 else None,
                optional=kind == "normal" and draw.random() < 0.12,
                platform=draw.choice(_PLATFORMS) if draw.random() < 0.08 else None,
                features=("x",) if draw.random() < 0.2 and any(name == "x" for name, _ in other.features) else (),
                default_features=draw.random() < 0.9,
            )
        )
    return [_compilable(edge) for edge in edges]


def _style(draw: random.Random, package: PackageSpec, other: PackageSpec, kind: str) -> str:
    is_linkable = not other.crate_type or bool({"lib", "rlib", "dylib"} & set(other.crate_type))
    if not is_linkable and draw.random() < 0.7:
        return draw.choice(("none", "comment", "cfg-off", "none" if package.is_proc_macro else "string"))
    if draw.random() < 0.5:
        return "path"
    # NOTE: what a proc macro makes of a name in a string no audit can tell: it only ever says `likely`.
    styles = [style for style in sources.STYLES if not package.is_proc_macro or style not in ("string", "stringify")]
    if kind == "normal" and not package.is_proc_macro:
        styles += list(sources.ITEM_STYLES)
    style = draw.choice(styles)
    if package.edition == "2015" and style in ("absolute", "use", "use-as-underscore", "glob", "pub-use"):
        return "path"
    return style


def _compilable(edge: Edge) -> Edge:
    """A platform's dependency by triple cannot be guarded in the sources by itself."""
    if edge.platform == "x86_64-unknown-linux-gnu" and edge.kind != "normal":
        return replace(edge, platform=None)
    return edge


def _with_second_version(draw: random.Random, packages: list[PackageSpec]) -> list[PackageSpec]:
    """A package outside the workspace with the name of a member and another version."""
    candidates = [package for package in packages if package.has_lib and not package.is_proc_macro]
    if not candidates or len(packages) < 2:
        return packages
    original = draw.choice(candidates)
    old = PackageSpec(
        key=f"{original.key}-old",
        name=original.name,
        version="0.2.0",
        crate_type=draw.choice(((), (), ("dylib",), ("rlib", "dylib"))),
        is_member=False,
        folder=f"outside/{original.key}",
    )
    position = packages.index(original)
    result = [old]
    for number, package in enumerate(packages):
        if number > position and draw.random() < 0.6:
            edge = Edge(to=old.key, rename=f"old_{original.key.replace('-', '_')}")
            package = replace(package, edges=(*package.edges, edge))
        result.append(package)
    return result


def _with_test_cycle(draw: random.Random, packages: list[PackageSpec]) -> list[PackageSpec]:
    """A dev-dependency on a package that depends on this one."""
    for number, package in enumerate(packages):
        if draw.random() > 0.12 or not package.is_member or not package.has_lib or package.is_proc_macro:
            continue
        later = [
            other
            for other in packages[number + 1 :]
            if other.has_lib and other.is_member and not other.is_proc_macro
            and any(edge.to == package.key and edge.kind == "normal" for edge in other.edges)
            and (not other.crate_type or {"lib", "rlib", "dylib"} & set(other.crate_type))
        ]  # fmt: skip
        if later:
            edge = Edge(to=draw.choice(later).key, kind="dev", style=draw.choice(("path", "none", "use")))
            packages = [*packages[:number], replace(package, edges=(*package.edges, edge)), *packages[number + 1 :]]
    return packages
