"""Projects whose pages show one thing each: two copies, many layers, many crates, hostile words."""

from __future__ import annotations

from tests.builders import Workspace


def layered() -> Workspace:
    """Three layers of dylibs, with programs that load from each, and lines that pass a layer."""
    workspace = Workspace().package("base", lib="pub fn f() {}")
    _dylib(workspace, "low", ["base"])
    for number in range(8):
        _dylib(workspace, f"middle-{number}", ["low"] if number % 2 else [])
    _dylib(workspace, "top", ["middle-1", "middle-2"])
    for name, needs in (("app", ["top"]), ("tool", ["low"]), ("all", [f"middle-{number}" for number in range(8)])):
        workspace.package(name, main=f"fn main() {{ {_calls(needs)} }}", deps=needs)
    return workspace.package("mac", proc_macro=True, lib="")


def wide(packages: int) -> Workspace:
    """So many packages: libraries that use earlier ones, and programs over some of them, a dylib among them."""
    workspace = Workspace()
    libraries = [f"library-{number:03}" for number in range(packages * 9 // 10)]
    for number, name in enumerate(libraries):
        needs = libraries[max(0, number - 3) : number]
        workspace.package(name, lib=f"pub fn f() {{ {_calls(needs)} }}", deps=needs)
    _dylib(workspace, "engine", libraries[:40])
    for number in range(packages - len(libraries) - 1):
        needs = [libraries[number * 9], "engine"] if number % 2 else [libraries[-1 - number]]
        workspace.package(f"program-{number:02}", main=f"fn main() {{ {_calls(needs)} }}", deps=needs)
    return workspace


def crowded(copies: int = 9, way: int = 12) -> Workspace:
    """A program at the end of a long way to dylibs, the later of which contain more crates: all exist many times."""
    workspace = Workspace()
    for number in range(copies):
        below = [f"part-{number - 1}"] if number else []
        workspace.package(f"part-{number}", lib=f"pub fn f() {{ {_calls(below)} }}", deps=below)
        _dylib(workspace, f"shared-{number}", [f"part-{number}"])
    libraries = [f"shared-{number}" for number in range(copies)]
    workspace.package("step-0", lib=f"pub fn f() {{ {_calls(libraries)} }}", deps=libraries)
    for number in range(1, way):
        workspace.package(f"step-{number}", lib=f"pub fn f() {{ step_{number - 1}::f() }}", deps=[f"step-{number - 1}"])
    workspace.package("tool", main="fn main() { shared_0::f() }", deps=["shared-0"])
    return workspace.package("app", main=f"fn main() {{ step_{way - 1}::f() }}", deps=[f"step-{way - 1}"])


def _dylib(workspace: Workspace, name: str, needs: list[str]) -> None:
    workspace.package(name, crate_type=["dylib"], lib=f"pub fn f() {{ {_calls(needs)} }}", deps=needs)


def _calls(names: list[str]) -> str:
    return " ".join(f"{name.replace('-', '_')}::f();" for name in names)
