"""Writes a random workspace to a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.builders import Workspace
from tests.oracle.random_workspaces import sources
from tests.oracle.random_workspaces.spec import Edge, PackageSpec, Spec

_ALLOW = "#![allow(unused, unexpected_cfgs, static_mut_refs)]\n"


def write(spec: Spec, root: Path) -> Path:
    """Write the workspace and return its folder."""
    workspace = Workspace(resolver=spec.resolver)
    for package in spec.packages:
        _add(workspace, spec, package)
    for name, settings in spec.profiles:
        workspace.manifest.setdefault("profile", {})[name] = dict(settings)
    if spec.default_members:
        folders = [_folder(spec, next(p for p in spec.packages if p.key == key)) for key in spec.default_members]
        workspace.manifest.setdefault("workspace", {})["default-members"] = folders
    outside = [_folder(spec, package) for package in spec.packages if not package.is_member]
    if outside:
        workspace.manifest.setdefault("workspace", {})["exclude"] = outside
    if spec.config:
        workspace.config(spec.config)
    for path, text in spec.config_files:
        workspace.file(path, text)
    return workspace.write(root)


def _folder(spec: Spec, package: PackageSpec) -> str:
    return "." if spec.root == package.key else package.folder or package.key


def _add(workspace: Workspace, spec: Spec, package: PackageSpec) -> None:
    files: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    if package.second_bin:
        files["src/bin/second.rs"] = _program(spec, package, offset=2)
    if package.test:
        files["tests/it.rs"] = _test(spec, package, harness=package.harness)
        if not package.harness:
            manifest["test"] = [{"name": "it", "harness": False}]
    if package.bench:
        files["benches/be.rs"] = _test(spec, package, harness=False)
        manifest["bench"] = [{"name": "be", "harness": False}]
    if package.example is not None:
        files["examples/ex.rs"] = _example(spec, package)
        if package.example:
            manifest["example"] = [{"name": "ex", "crate-type": list(package.example)}]
    if package.has_lib:
        for edge in package.edges:
            if edge.style in ("module", "module-off") and not sources.is_macro(spec, edge):
                name = sources.name_of(spec, edge)
                files[f"src/part_{name}.rs"] = f"#[allow(dead_code)] pub fn g() -> u32 {{ {name}::f() }}\n"
    if package.manifest_profile:
        manifest["profile"] = {"release": {"lto": package.manifest_profile}}
    workspace.package(
        package.key,
        lib=_library(spec, package) if package.has_lib else None,
        main=_program(spec, package) if package.has_main else None,
        crate_type=package.crate_type or None,
        proc_macro=package.is_proc_macro,
        build=_build_script(spec, package),
        files=files,
        features=_features(package),
        version=package.version,
        folder=package.folder,
        is_root=spec.root == package.key,
        is_member=package.is_member,
        package={"name": package.name, "edition": package.edition},
        **_dependencies(spec, package),
        **manifest,
    )


def _dependencies(spec: Spec, package: PackageSpec) -> dict[str, Any]:
    """The dependency tables, those of platforms apart."""
    tables: dict[str, Any] = {"deps": {}, "dev_deps": {}, "build_deps": {}}
    platforms: dict[str, Any] = {}
    words = {"normal": "dependencies", "dev": "dev-dependencies", "build": "build-dependencies"}
    for edge in package.edges:
        key, value = _dependency(spec, package, edge)
        if edge.platform is None:
            tables[{"normal": "deps", "dev": "dev_deps", "build": "build_deps"}[edge.kind]][key] = value
        else:
            platforms.setdefault(edge.platform, {}).setdefault(words[edge.kind], {})[key] = value
    return tables | ({"target": platforms} if platforms else {})


def _dependency(spec: Spec, package: PackageSpec, edge: Edge) -> tuple[str, dict[str, Any]]:
    target = next(other for other in spec.packages if other.key == edge.to)
    up = "" if _folder(spec, package) == "." else "../" * (_folder(spec, package).count("/") + 1)
    value: dict[str, Any] = {"path": f"{up}{_folder(spec, target)}"}
    if edge.rename is not None:
        value["package"] = target.name
    if edge.optional:
        value["optional"] = True
    if edge.features:
        value["features"] = list(edge.features)
    if not edge.default_features:
        value["default-features"] = False
    return edge.rename or target.name, value


def _features(package: PackageSpec) -> dict[str, list[str]]:
    features = {name: list(values) for name, values in package.features}
    for edge in package.edges:
        if edge.optional:
            name = edge.rename or edge.to
            features.setdefault(f"with_{name}", [f"dep:{name}"])
    return features


def _library(spec: Spec, package: PackageSpec) -> str:
    items, statements = sources.body(spec, package, ("normal",))
    head = _ALLOW
    if package.is_proc_macro:
        macro = (
            '#[proc_macro]\npub fn one(_: TokenStream) -> TokenStream { helper(); "1u32".parse().unwrap() }\n'
            if package.defines_macros
            else ""
        )
        helper = f"fn helper() -> u32 {{\n    let mut s = 1u32;\n{statements}\n    s\n}}\n"
        return f"{head}use proc_macro::TokenStream;\n{items}\n{helper}{macro}{_unit_test(spec, package)}"
    if package.no_std:
        head += "#![no_std]\n"
    allocator = (
        "#[global_allocator]\nstatic A: std::alloc::System = std::alloc::System;\n" if package.global_allocator else ""
    )
    return (
        f"{head}{items}\n{allocator}pub struct T;\npub const C: u32 = 2;\n"
        f"{sources.function(statements)}{_unit_test(spec, package)}"
    )


def _unit_test(spec: Spec, package: PackageSpec) -> str:
    _, statements = sources.body(spec, package, ("dev",))
    use = "" if package.is_proc_macro else "    s += crate::f();\n"
    return (
        "#[cfg(test)] mod tests {\n    #[test] fn t() {\n    let mut s = 1u32;\n"
        f"{use}{statements}\n    assert!(s > 0);\n    }}\n}}\n"
    )


def _uses_own_library(package: PackageSpec) -> bool:
    types = package.crate_type
    return package.has_lib and not package.is_proc_macro and (not types or bool({"lib", "rlib", "dylib"} & set(types)))


def _program(spec: Spec, package: PackageSpec, *, offset: int = 0) -> str:
    items, statements = sources.body(spec, package, ("normal",), offset=offset or 1)
    own = f"    s += {package.name.replace('-', '_')}::f();\n" if _uses_own_library(package) and not offset else ""
    return f'{_ALLOW}{items}\nfn main() {{\n    let mut s = 1u32;\n{own}{statements}\n    println!("{{s}}");\n}}\n'


def _test(spec: Spec, package: PackageSpec, *, harness: bool) -> str:
    items, statements = sources.body(spec, package, ("normal", "dev"), offset=3)
    own = f"    s += {package.name.replace('-', '_')}::f();\n" if _uses_own_library(package) else ""
    entry = "#[test] fn t()" if harness else "fn main()"
    return f"{_ALLOW}{items}\n{entry} {{\n    let mut s = 1u32;\n{own}{statements}\n    assert!(s > 0);\n}}\n"


def _example(spec: Spec, package: PackageSpec) -> str:
    items, statements = sources.body(spec, package, ("normal", "dev"), offset=4)
    own = f"    s += {package.name.replace('-', '_')}::f();\n" if _uses_own_library(package) else ""
    if package.example:
        return f"{_ALLOW}{items}\n{sources.function(own + statements, name='example')}"
    return f'{_ALLOW}{items}\nfn main() {{\n    let mut s = 1u32;\n{own}{statements}\n    println!("{{s}}");\n}}\n'


def _build_script(spec: Spec, package: PackageSpec) -> str | None:
    if package.build_script is None:
        return None
    items, statements = sources.body(spec, package, ("build",), offset=5)
    cfg = '    println!("cargo::rustc-cfg=from_script");\n' if package.build_script == "cfg" else ""
    return (
        f"{_ALLOW}{items}\nfn main() {{\n    let mut s = 1u32;\n{statements}\n"
        f'{cfg}    println!("cargo::rerun-if-changed=build.rs");\n    assert!(s > 0);\n}}\n'
    )
