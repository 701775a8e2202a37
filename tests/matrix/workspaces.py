"""Workspaces whose commands differ, and the matrix of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.audit import AuditRequest
from auditor.cli import cargo_command
from auditor.commands.running import MatrixRequest, run
from auditor.matrix.grid import Row, rows
from auditor.matrix.model import Matrix
from auditor.model.selection import Mode, Selection
from auditor.reports.matrix.view import view
from tests.builders import Workspace, environment

HOST = "x86_64-unknown-linux-gnu"
CONFIGURED = Mode.AS_CONFIGURED


def engine() -> Workspace:
    """A program with a dylib of the workspace below it: pain 1."""
    return (
        Workspace()
        .package("eng", crate_type=["dylib"], lib="pub fn f() -> u32 { 1 }")
        .package("app", deps=["eng"], main="fn main() { println!(\"{}\", eng::f()); }")
    )  # fmt: skip


def aborting() -> Workspace:
    """A dylib that fails only where it is not selected: there Cargo has it prefer a std that cannot abort."""
    return (
        Workspace()
        .package("eng", crate_type=["rlib", "dylib"], lib="pub fn f() -> u32 { 1 }")
        .package("app", deps=["eng"], main="fn main() { eng::f(); }")
        .profile("dev", panic="abort")
    )


def matrix(
    workspace: Workspace | Path,
    folder: Path,
    mode: Mode | None = CONFIGURED,
    *,
    commands: Sequence[str] = (),
    packages: Sequence[str] = (),
    lists_all: bool = False,
    base: Selection | None = None,
    **variables: str,
) -> Matrix:
    """The matrix of a workspace."""
    project = workspace if isinstance(workspace, Path) else workspace.write(folder)
    common = base or Selection()
    request = AuditRequest(common, mode, project, environment(**variables))
    return run(
        MatrixRequest(
            audit=request,
            parse=lambda text: cargo_command.parse(text, common),
            commands=tuple(commands),
            packages=tuple(packages),
            lists_all=lists_all,
        )
    )


def column(found: Matrix, title: str) -> int:
    """The number of a command."""
    return next(number for number, one in enumerate(found.columns) if f"cargo {title}" in (one.title, *one.also))


def row(found: Matrix, target: str, *, test: bool = False) -> Row:
    """The one row of a target."""
    (only,) = (one for one in rows(found) if one.unit.target.name == target and one.unit.is_test is test)
    return only


def signs(found: Matrix, target: str, *titles: str, test: bool = False) -> list[str]:
    """What the grid shows of a target in some commands."""
    shown = view(found)
    return [shown.sign(row(found, target, test=test).cells[column(found, title)]) for title in titles]
