"""A case for maintainers: what is needed to understand a disagreement, with nothing that may be secret.

Of manifests and configuration files only the tables that decide what is built are written, without comments; of the
environment only the variables that Cargo and rustc read for that; of sources nothing but the crates that they name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit

from auditor import there
from auditor.cargo import manifest
from auditor.config import files
from auditor.errors import AuditorError
from auditor.model.report import Evidence
from auditor.reports.json_text import json_text
from auditor.verify import document
from auditor.verify.verification import Verification
from auditor.visible import visible

LEFT_OUT = "(left out)"
_MANIFEST = {
    "cargo-features", "package", "project", "lib", "bin", "example", "test", "bench", "dependencies",
    "dev-dependencies", "build-dependencies", "target", "features", "workspace", "patch", "replace", "profile", "lints",
    "dev_dependencies", "build_dependencies",
}  # fmt: skip
_PACKAGE = {
    "name", "version", "edition", "rust-version", "resolver", "build", "links", "workspace", "default-run", "autolib",
    "autobins", "autoexamples", "autotests", "autobenches", "im-a-teapot",
}  # fmt: skip
_CONFIG = {"build", "host", "include", "patch", "paths", "profile", "resolver", "target", "target-applies-to-host",
           "unstable"}  # fmt: skip
_VARIABLES = re.compile(
    "RUSTFLAGS|RUSTC_BOOTSTRAP|RUSTUP_TOOLCHAIN|CARGO_ENCODED_RUSTFLAGS|CARGO_INCREMENTAL|CARGO_BUILD_[A-Z_]+"
    "|CARGO_PROFILE_[A-Z0-9_]+|CARGO_TARGET_[A-Z0-9_]+_RUSTFLAGS|CARGO_TARGET_APPLIES_TO_HOST|CARGO_UNSTABLE_[A-Z_]+"
    "|CARGO_RESOLVER_[A-Z_]+|CARGO_HOST_[A-Z_]+"
)
_OTHERS = re.compile(r"(CARGO|RUST)[A-Z]*(_[A-Z0-9_]*)?")
_USER = re.compile(r"(\w://)[^/\s\"'@]*@")
"""The part of an address that may hold a password."""


def save(found: Verification, folder: Path, directory: Path, environment: Mapping[str, str], home: Path) -> None:
    """Write the case to a folder, which is made.

    `directory` and `environment` are those of the build, `home` is Cargo's. Raises AuditorError where a file cannot be
    written.
    """
    try:
        for name, text in _files(found, directory, environment, home):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise AuditorError(
            f"cannot write the case: {error.strerror or error}", hint="name a folder that can be written", path=folder
        ) from error


def _files(
    found: Verification, directory: Path, environment: Mapping[str, str], home: Path
) -> Iterator[tuple[str, str]]:
    evidence = found.evidence
    yield "verification.json", document.render(found)
    yield "predicted.json", document.side(found.predicted)
    yield "observed.json", document.side(found.observation.records())
    yield "crates-named.json", json_text(_named(evidence))
    yield "environment.json", json_text(_environment(environment))
    root = evidence.workspace.root
    yield from _project_file(root / "Cargo.toml", root, _MANIFEST)
    for package in evidence.workspace.packages.values():
        if package.is_path and package.root != root:
            yield from _project_file(package.manifest_path, root, _MANIFEST)
    for name in ("rust-toolchain.toml", "rust-toolchain", "Cargo.lock"):
        path = root / name
        if there.is_file(path):
            yield f"project/{name}", _without_users(path.read_text(encoding="utf-8", errors="replace"))
    for number, path in enumerate(files.find_files(directory, home, [])):
        yield f"configuration/{number}.toml", _reduced(path, _CONFIG)


def _named(evidence: Evidence) -> list[dict[str, Any]]:
    """What the audit read in the sources of the user's own packages."""
    return [
        {
            "package_id": unit.package.id,
            "target": unit.target.name,
            "test": unit.flags.test,
            "names": {name: reference.name.lower() for name, reference in sources.references.items()},
            "reasons": dict(sources.reasons),
        }
        for unit, sources in zip(evidence.plan.units, evidence.sources, strict=True)
        if unit.is_compiled and unit.package.is_path
    ]


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: _without_users(value) if _VARIABLES.fullmatch(name) else LEFT_OUT
        for name, value in sorted(environment.items())
        if _OTHERS.fullmatch(name)
    }


def _project_file(path: Path, root: Path, tables: set[str]) -> Iterator[tuple[str, str]]:
    inside = path.is_relative_to(root)
    name = path.relative_to(root).as_posix() if inside else f"{path.parent.name}/{path.name}"
    yield f"{'project' if inside else 'outside'}/{name}", _reduced(path, tables)


def _reduced(path: Path, tables: set[str]) -> str:
    """A TOML file with those of its top tables only, and of `package` what decides the build; no comments."""
    try:
        content = manifest.read_toml(path)
    except AuditorError as error:
        return f"# {visible(error.message)}\n"
    kept = {name: value for name, value in content.items() if name in tables}
    for holder in (kept, kept.get("workspace")):
        if isinstance(holder, dict) and isinstance(holder.get("package"), dict):
            holder["package"] = {name: value for name, value in holder["package"].items() if name in _PACKAGE}
    if isinstance(kept.get("workspace"), dict):
        kept["workspace"] = {name: value for name, value in kept["workspace"].items() if name != "metadata"}
    if isinstance(content.get("env"), dict):
        kept["env"] = {
            name: value if _VARIABLES.fullmatch(name) else LEFT_OUT for name, value in content["env"].items()
        }
    return _without_users(tomlkit.dumps(kept))


def _without_users(text: str) -> str:
    return _USER.sub(r"\1", text)
