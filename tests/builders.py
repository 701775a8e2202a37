"""Small Cargo workspaces for tests, described in one expression and written to a folder.

    project = (
        Workspace()
        .package("a", lib="pub fn f() {}")
        .package("b", crate_type=["dylib"], deps=["a"], lib="pub fn f() { a::f() }")
        .profile("release", lto=True)
        .write(tmp_path)
    )

Dependencies are other packages of the workspace by name (`deps=["a"]`), or a mapping from the key in the manifest to
what stands there: `{"a": {"features": ["x"]}, "other": {"package": "a"}, "serde": "1.0"}`. A table without `version`
is a path dependency. Describing a package again replaces it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Dependencies = Iterable[str] | Mapping[str, Any]


@dataclass
class Package:
    """What a package consists of."""

    manifest: dict[str, Any]
    files: dict[str, str]
    folder: str
    is_member: bool = True


@dataclass
class Workspace:
    """A workspace that is not written yet."""

    resolver: str = "2"
    packages: dict[str, Package] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    root: str | None = None
    """The package that lies in the workspace's own folder; None for a virtual workspace."""

    def package(
        self,
        name: str,
        *,
        lib: str | None = None,
        main: str | None = None,
        crate_type: Iterable[str] | None = None,
        proc_macro: bool = False,
        deps: Dependencies = (),
        dev_deps: Dependencies = (),
        build_deps: Dependencies = (),
        build: str | None = None,
        files: Mapping[str, str] | None = None,
        features: Mapping[str, list[str]] | None = None,
        version: str = "0.1.0",
        folder: str | None = None,
        is_root: bool = False,
        is_member: bool = True,
        **manifest: Any,
    ) -> Workspace:
        """Add a package. `files` are sources by path, `manifest` further tables, `build` the build script."""
        place = "." if is_root else folder or name
        about = {"name": name, "version": version, "edition": "2021"} | manifest.pop("package", {})
        library = manifest.pop("lib_table", {})
        if crate_type is not None:
            library = {"crate-type": list(crate_type)} | library
        if proc_macro:
            library = {"proc-macro": True} | library
        tables: dict[str, Any] = {"package": about, "lib": library, "features": features or {}}
        for table, dependencies in (
            ("dependencies", deps), ("dev-dependencies", dev_deps), ("build-dependencies", build_deps),
        ):  # fmt: skip
            tables[table] = self._dependencies(dependencies, place)
        sources = {"src/lib.rs": lib, "src/main.rs": main, "build.rs": build} | dict(files or {})
        present = {path: text for path, text in sources.items() if text is not None}
        self.packages[name] = Package(tables | manifest, present, place, is_member)
        if is_root:
            self.root = name
        return self

    def registry_package(self, name: str, **description: Any) -> Workspace:
        """Add a package that Cargo takes for one of the registry: it lies in a folder of vendored sources.

        Others depend on it by version: `deps={"x": "1"}`. It must not be described again.
        """
        self.package(name, folder=f"vendor/{name}", is_member=False, **{"version": "1.0.0", **description})
        self.file(f"vendor/{name}/.cargo-checksum.json", '{"files": {}}')
        return self.config('[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendor"\n')

    def without(self, name: str) -> Workspace:
        """Take a package out again."""
        del self.packages[name]
        return self

    def profile(self, name: str, **settings: Any) -> Workspace:
        """Set values of a profile; underscores stand for hyphens."""
        table = self.manifest.setdefault("profile", {}).setdefault(name, {})
        table |= {key.replace("_", "-"): value for key, value in settings.items()}
        return self

    def config(self, text: str, folder: str = ".") -> Workspace:
        """Write a `.cargo/config.toml`."""
        return self.file(f"{folder}/.cargo/config.toml", text)

    def file(self, path: str, text: str) -> Workspace:
        """Write a file, relative to the workspace."""
        self.files[path] = text
        return self

    def write(self, root: Path) -> Path:
        """Write everything below a folder and return the folder."""
        below = [package for package in self.packages.values() if package.folder != "."]
        workspace = {
            "resolver": self.resolver,
            "members": [package.folder for package in below if package.is_member],
            "exclude": [package.folder for package in below if not package.is_member],
        } | self.manifest.get("workspace", {})
        tables = {**self.manifest, "workspace": workspace}
        for name, package in self.packages.items():
            own = package.manifest | tables if name == self.root else package.manifest
            _write(root / package.folder / "Cargo.toml", manifest_text(own))
            for path, text in package.files.items():
                _write(root / package.folder / path, text)
        if self.root is None:
            _write(root / "Cargo.toml", manifest_text(tables))
        for path, text in self.files.items():
            _write(root / path, text)
        return root

    def _dependencies(self, dependencies: Dependencies, place: str) -> dict[str, Any]:
        """The table of the manifest: what has no version lies in the folder of its package."""
        if not isinstance(dependencies, Mapping):
            dependencies = {name: {} for name in dependencies}
        up = "." if place == "." else "/".join(".." for _ in Path(place).parts)
        table: dict[str, Any] = {}
        for key, value in dependencies.items():
            name = value.get("package", key) if isinstance(value, Mapping) else key
            folder = self.packages[name].folder if name in self.packages else name
            is_local = isinstance(value, Mapping) and "version" not in value
            table[key] = {"path": f"{up}/{folder}", **value} if is_local else value
        return table


def manifest_text(tables: Mapping[str, Any]) -> str:
    """Nested tables as TOML: the upper two levels as tables, values below them inline."""
    lines: list[str] = []
    for name, table in tables.items():
        if isinstance(table, list):
            lines += [f"[[{name}]]\n" + _assignments(entry) for entry in table]
        elif name in ("profile", "target"):
            for key, inner in table.items():
                lines += [_table(f"{name}.{toml(key)}", inner)]
        elif table or name == "workspace":
            lines.append(_table(name, table))
    return "\n".join(lines)


def toml(value: Any) -> str:
    """A value as TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case Mapping():
            return "{ " + ", ".join(f"{toml(key)} = {toml(inner)}" for key, inner in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(toml(inner) for inner in value) + "]"
        case _:
            return str(value)


def environment(**variables: str) -> dict[str, str]:
    """The environment of a build in a test: nothing of the caller's configuration of Cargo and rustc, no network."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN") or not name.startswith(("CARGO", "RUST"))
    }
    return kept | {"CARGO_NET_OFFLINE": "true", "CARGO_DYNAUDIT_CACHE": "off"} | variables


def _table(name: str, table: Mapping[str, Any]) -> str:
    return f"[{name}]\n{_assignments(table)}"


def _assignments(table: Mapping[str, Any]) -> str:
    return "".join(f"{toml(key)} = {toml(value)}\n" for key, value in table.items())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
