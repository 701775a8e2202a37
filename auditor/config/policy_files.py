"""The files that may hold a project's policy, and what they say together."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.cargo import manifest
from auditor.config.policy_table import PolicyTable, Rules, TablePlace, read_table
from auditor.errors import AuditorError
from auditor.model.policy import LevelTable, Policy
from auditor.model.workspace import Workspace

FILE = "dynaudit.toml"
KEY = "dynaudit"
_LARGEST = 1_000_000
"""Bytes: what people write by hand is a thousandth of it."""


def read(workspace: Workspace, rules: Rules) -> Policy:
    """The policy of a project, empty where it has none.

    Raises AuditorError for anything that a policy may not say, with file, line and key.
    """
    tables = list(_tables(workspace, rules))
    if not tables:
        return Policy()
    common = [table for table in tables if table.place.package is None]
    _refuse_contradictions(common)
    own = [table for table in tables if table.place.package is not None]
    return Policy(
        levels=tuple(LevelTable(table.levels, table.place.package) for table in (*own, *common)),
        ignores=tuple(ignore for table in tables for ignore in table.ignores),
        fail_on=next((table.fail_on for table in common if table.fail_on is not None), None),
        matrix=tuple(command for table in common for command in table.matrix),
    )


def _tables(workspace: Workspace, rules: Rules) -> Iterator[PolicyTable]:
    """The file's, the workspace's, then those of the members that have one.

    Manifests are looked into only where `cargo metadata` shows such a table: there a date has lost its type.
    """
    path = workspace.root / FILE
    if (content := _content(path)) is not None:
        value = manifest.parse_toml(manifest.decoded(content, path), path)
        yield read_table(value, TablePlace(path), rules)
    if KEY in workspace.metadata:
        yield from _in_manifest(workspace.root_manifest, workspace.root_manifest_path, "workspace", rules)
    for member in workspace.members:
        package = workspace.packages[member]
        if KEY in package.metadata:
            path = package.manifest_path
            yield from _in_manifest(manifest.read_toml(path), path, "package", rules, member)


def _in_manifest(
    tables: Mapping[str, Any], path: Path, kind: str, rules: Rules, package: str | None = None
) -> Iterator[PolicyTable]:
    """The table in a manifest, unless it has gone since cargo read it."""
    keys = (kind, "metadata", KEY)
    value: Any = tables
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return
        value = value[key]
    yield read_table(value, TablePlace(path, keys, package), rules)


def _content(path: Path) -> bytes | None:
    """What the file holds; None if there is none. Only plain files of a sane size are read, no pipe is waited for."""
    try:
        path.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise AuditorError("this is no plain file", path=path, hint=f"make {FILE} a file, or remove it")
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            content = file.read(_LARGEST + 1) or b""
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(content) > _LARGEST:
        raise AuditorError(
            f"the file is larger than {_LARGEST // 1_000_000} MB", path=path, hint="a policy is a few lines: shorten it"
        )
    return content


def _unreadable(path: Path, error: OSError) -> AuditorError:
    hint = f"make {FILE} a file that can be read, or remove it"
    return AuditorError(f"the policy cannot be read: {error.strerror or error}", path=path, hint=hint)


def _refuse_contradictions(tables: list[PolicyTable]) -> None:
    """Raise AuditorError for a key that is set both in the file and in the workspace's manifest."""
    seen: dict[tuple[str, ...], PolicyTable] = {}
    for table in tables:
        keys = [("fail-on",)] if table.fail_on is not None else []
        for key in (*keys, *(("rules", rule) for rule in table.levels)):
            first = seen.setdefault(key, table)
            if first is not table:
                other = first.place.location(*key)
                place = f"{other.path}{'' if other.line is None else f':{other.line}'}"
                table.place.refuse(
                    key, f"{{key}} is set here, and `{first.place.key(*key)}` in {place}", "keep one of the two"
                )
