"""A case for maintainers: what is needed to understand a disagreement, with nothing that may be secret.

Of manifests and configuration files only the keys that decide what is built are written, without comments; of the
environment only the variables that Cargo and rustc read for that; of sources nothing but the crates that they name; of
errors their kinds.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from msgspec.structs import replace

from auditor import there
from auditor.cargo import manifest
from auditor.config import files
from auditor.errors import AuditorError
from auditor.model.report import Evidence
from auditor.reports.json_text import json_text
from auditor.reports.summary import build
from auditor.verify import document, reduced
from auditor.verify.records import Records
from auditor.verify.reduced import LEFT_OUT, Keys
from auditor.verify.verification import Verification

_UNREADABLE = "# it cannot be read\n"


def prepare(folder: Path) -> None:
    """Make the folder of a case, before anything is built.

    Raises AuditorError where it cannot be written, or holds other files.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise AuditorError("the folder for the case is not empty", hint="name a new folder", path=folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


def save(found: Verification, folder: Path, directory: Path, environment: Mapping[str, str], home: Path) -> None:
    """Write the case to a folder, which `prepare` has made.

    `directory` and `environment` are those of the build, `home` is Cargo's. Raises AuditorError where a file cannot be
    written.
    """
    try:
        for name, text in _files(found, directory, environment, home):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(reduced.without_users(text), encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> AuditorError:
    return AuditorError(
        f"cannot write the case: {error.strerror or error}", hint="name a folder that can be written", path=folder
    )


def _files(
    found: Verification, directory: Path, environment: Mapping[str, str], home: Path
) -> Iterator[tuple[str, str]]:
    evidence = found.evidence
    yield "verification.json", json_text(_verification(found))
    yield "predicted.json", document.side(found.predicted)
    yield "observed.json", document.side(_observed(found))
    yield "crates-named.json", json_text(_named(evidence))
    yield "environment.json", json_text(reduced.environment(environment))
    root = evidence.workspace.root
    yield from _project_file(root / "Cargo.toml", root)
    for package in evidence.workspace.packages.values():
        if package.is_path and package.root != root:
            yield from _project_file(package.manifest_path, root)
    if there.is_file(root / "Cargo.lock"):
        yield "project/Cargo.lock", (root / "Cargo.lock").read_text(encoding="utf-8", errors="replace")
    for path in (root / "rust-toolchain.toml", root / "rust-toolchain"):
        if there.is_file(path):
            yield f"project/{path.name}", _toml(path, reduced.TOOLCHAIN)
    for number, path in enumerate(files.find_files(directory, home, [])):
        yield f"configuration/{number}.toml", _toml(path, reduced.CONFIGURATION)
    for number, argument in enumerate(evidence.selection.config):
        yield f"configuration/argument-{number}.toml", _argument(argument, directory)


def _verification(found: Verification) -> dict[str, Any]:
    """What a report says, without the words of the project: messages, and the values of `--config`."""
    whole = document.document(found)
    selection = found.evidence.selection
    selection = selection._replace(config=tuple(LEFT_OUT for _ in selection.config))
    return {
        **whole,
        "build": {**whole["build"], "command": build.command(selection)},
        "not_observed": [reduced.reason(text) for text in found.comparison.unproven],
        "failure": reduced.failure(found.observation.failure),
    }


def _observed(found: Verification) -> Records:
    records = found.observation.records()
    artifacts = (
        replace(record, unproven=None if record.unproven is None else reduced.reason(record.unproven))
        for record in records.artifacts
    )
    return replace(records, artifacts=tuple(artifacts))


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


def _project_file(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    inside = path.is_relative_to(root)
    name = path.relative_to(root).as_posix() if inside else f"{path.parent.name}/{path.name}"
    yield f"{'project' if inside else 'outside'}/{name}", _toml(path, reduced.MANIFEST)


def _argument(argument: str, directory: Path) -> str:
    """What a value of `--config` sets: a file, or one key."""
    path = directory / argument
    try:
        return _toml(path, reduced.CONFIGURATION) if there.is_file(path) else _kept(tomllib.loads(argument))
    except tomllib.TOMLDecodeError:
        return _UNREADABLE


def _toml(path: Path, keys: Keys) -> str:
    try:
        content = manifest.read_toml(path)
    except AuditorError:
        return _UNREADABLE
    return _kept(content, keys)


def _kept(content: Mapping[str, Any], keys: Keys = reduced.CONFIGURATION) -> str:
    return tomlkit.dumps(reduced.table(content, keys))
