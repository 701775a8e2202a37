"""The sample crates: how each is built, as its `dynaudit-sample.toml` says, and what an audit of it finds."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from auditor import audit
from auditor.cli import parser
from auditor.model.finding import Finding
from auditor.model.report import AuditReport
from auditor.model.selection import Mode
from tests.builders import environment

FOLDER = Path(__file__).parents[2] / "sample_crates"
DECLARATION = "dynaudit-sample.toml"
_KEYS = {"options", "env", "before", "error", "warning"}


@dataclass(frozen=True)
class Sample:
    """One folder of the sample crates and the command that shows what it is about."""

    group: str
    """The rule's id, `_clean/bins` or `hello-world`."""
    name: str
    """`faulty`, `healthy`, ..."""
    options: tuple[str, ...] = ()
    """Of `cargo build`, and of the audit alike."""
    env: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] | None = None
    """Options of a `cargo build` that runs before, in the same target directory."""
    error: str | None = None
    """Words of the error with which the real build ends; None: it passes."""
    warning: str | None = None
    """Words of a warning of the real build."""

    @property
    def id(self) -> str:
        return f"{self.group}/{self.name}"

    @property
    def path(self) -> Path:
        return FOLDER / self.group / self.name

    def environment(self, target_directory: Path) -> dict[str, str]:
        return environment(**dict(self.env), CARGO_TARGET_DIR=str(target_directory))

    def build(self, options: Sequence[str], target_directory: Path) -> subprocess.CompletedProcess[str]:
        """Build it with the real cargo."""
        return subprocess.run(
            ["cargo", "build", "--locked", "--offline", *options],
            cwd=self.path,
            env=self.environment(target_directory),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def samples() -> list[Sample]:
    """All of them, by their folders."""
    found = []
    for declaration in sorted(FOLDER.rglob(DECLARATION)):
        group = declaration.parent.relative_to(FOLDER).as_posix()
        for name, table in tomllib.loads(declaration.read_text(encoding="utf-8")).items():
            found.append(_sample(group, name, table))
    return found


def _sample(group: str, name: str, table: dict[str, Any]) -> Sample:
    assert set(table) <= _KEYS, f"{group}: unknown keys {set(table) - _KEYS}"
    before = table.get("before")
    return Sample(
        group=group,
        name=name,
        options=tuple(table.get("options", ())),
        env=tuple(table.get("env", {}).items()),
        before=None if before is None else tuple(before),
        error=table.get("error"),
        warning=table.get("warning"),
    )


@cache
def report(sample: Sample, mode: str = "--as-configured") -> AuditReport:
    """Audit the sample as its declaration says; what must be built before is built."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        if sample.before is not None:
            sample.build(sample.before, target)
        arguments = ["audit", "--locked", "--offline", mode, *sample.options]
        options = parser.parser().parse_args(arguments)
        return audit.run(
            audit.AuditRequest(parser.selection(options), Mode(options.mode), sample.path, sample.environment(target))
        )


def shown(sample: Sample, found: AuditReport, finding: Finding) -> str:
    """A finding as text that is the same on every machine."""
    lines = [f"{finding.level.label}[{finding.rule}]", finding.message]
    if finding.help is not None:
        lines += [f"help: {line}" for line in finding.help.splitlines()]
    lines += [f"detail: {line}" for line in finding.details]
    if finding.location is not None:
        line = "" if finding.location.line is None else f":{finding.location.line}"
        lines.append(f"at: {os.path.relpath(finding.location.path, sample.path)}{line}")
    lines += [f"artifact: {_artifact(found, index)}" for index in finding.artifacts]
    lines += [f"crate: {found.evidence.workspace.packages[package].name}" for package in finding.crates]
    return _scrubbed("\n".join(lines), sample, found)


def _artifact(found: AuditReport, index: int) -> str:
    artifact = found.evidence.artifacts[index]
    unit = found.evidence.plan.units[artifact.unit]
    return f"{unit.target.name} {artifact.crate_type}{' test' if unit.flags.test else ''}"


def _scrubbed(text: str, sample: Sample, found: AuditReport) -> str:
    toolchain, workspace = found.evidence.toolchain, found.evidence.workspace
    for old, new in (
        (str(workspace.target_directory), "TARGET_DIRECTORY"),
        (str(sample.path), "SAMPLE"),
        (toolchain.host, "HOST"),
        (toolchain.rustc, "RUSTC"),
    ):
        text = text.replace(old, new)
    return re.sub(r"libstd-[0-9a-f]+\.so", "libstd-HASH.so", text)
