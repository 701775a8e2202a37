"""The matrix as JSON, with a schema of its own: `cargo dynaudit schema --matrix`."""

from __future__ import annotations

from typing import Any

from auditor import __version__
from auditor.matrix.grid import Cell, Row, rows
from auditor.matrix.model import Change, Column, Leftover, Matrix, is_failing
from auditor.matrix.telling import Reason, evidences, notes, reasons
from auditor.matrix.traps import Trap, traps
from auditor.model.linkage import Linkage
from auditor.model.selection import Mode
from auditor.reports.json_text import json_text

SCHEMA_VERSION = 1


def render(matrix: Matrix) -> str:
    """The matrix as indented JSON, one object."""
    return json_text(document(matrix))


def document(matrix: Matrix) -> dict[str, Any]:
    """The matrix as plain data, in the order of the schema. Commands and artifacts are named by their position."""
    found = rows(matrix)
    first = evidences(matrix)[0]
    return {
        "matrix_schema_version": SCHEMA_VERSION,
        "tool": {"name": "cargo-dynaudit", "version": __version__},
        "rustc": first.toolchain.rustc,
        "host": first.toolchain.host,
        "workspace_root": str(first.workspace.root),
        "mode": matrix.mode.value,
        "mode_is_assumed": matrix.asked_mode is None and matrix.mode is Mode.PREFER_DYNAMIC,
        "options": matrix.options,
        "fails": matrix.fails,
        "commands": [_command(column) for column in matrix.columns],
        "artifacts": [_row(row, matrix) for row in found],
        "reasons": [_reason(reason) for reason in reasons(matrix)],
        "traps": [_trap(trap) for trap in traps(matrix, found)],
        "built_before": {
            "libraries": [_leftover(one) for one in matrix.leftovers],
            "changes": [_change(one, found) for one in matrix.changes],
        },
        "fail_as_configured": list(matrix.fails_as_configured),
        "packages_without_commands": list(matrix.without_columns),
        "notes": list(notes(matrix)),
    }


def _command(column: Column) -> dict[str, Any]:
    evidence = column.evidence
    return {
        "command": column.title,
        "also": list(column.also),
        "given": column.given.value,
        "outcome": "refused" if evidence is None else "fails" if is_failing(column) else "links",
        "problem": column.problem,
        "profile": None if evidence is None else evidence.profile,
        "profile_folder": column.directory or None,
        "targets": [] if evidence is None else [name for name in evidence.plan.platforms if name is not None],
        "doc_tests": [] if evidence is None else list(evidence.plan.doc_tested),
    }


def _row(row: Row, matrix: Matrix) -> dict[str, Any]:
    package, target = row.unit.package, row.unit.target
    return {
        "package_id": package.id,
        "package": package.name,
        "target": target.name,
        "target_kind": target.kind.value,
        "crate_type": row.crate_type,
        "test": row.unit.is_test,
        "differs": not row.links_alike,
        "cells": [
            None if cell is None else _cell(cell, column)
            for cell, column in zip(row.cells, matrix.columns, strict=True)
        ],
    }


def _cell(cell: Cell, column: Column) -> dict[str, Any]:
    assert column.evidence is not None
    artifacts = [column.evidence.artifacts[number] for number in cell.artifacts]
    return {
        "outcome": cell.outcome.value,
        "std": None if cell.std is None else "dynamic" if cell.std is Linkage.DYNAMIC else "static",
        "errors": [{"kind": error.kind.value, "crates": list(error.crates)} for error in cell.errors],
        "needed": sorted({name for artifact in artifacts for name in artifact.needed}),
        "confidence": "likely" if cell.is_likely else "certain",
    }


def _reason(reason: Reason) -> dict[str, Any]:
    finding = reason.finding
    return {
        "rule": finding.rule,
        "message": finding.message,
        "help": finding.help,
        "commands": list(reason.columns),
    }


def _trap(trap: Trap) -> dict[str, Any]:
    return {
        "kind": trap.kind,
        "message": trap.text,
        "remedies": list(trap.remedies),
        "commands": list(trap.columns),
    }


def _leftover(one: Leftover) -> dict[str, Any]:
    return {
        "package": one.package,
        "library": one.library,
        "with_prefer_dynamic": list(one.shared),
        "without": list(one.alone),
    }


def _change(change: Change, found: tuple[Row, ...]) -> dict[str, Any]:
    def numbers(artifacts: tuple[int, ...]) -> list[int]:
        wanted = set(artifacts)
        return [
            number
            for number, row in enumerate(found)
            if (cell := row.cells[change.column]) is not None and not wanted.isdisjoint(cell.artifacts)
        ]

    return {
        "after": change.after,
        "command": change.column,
        "then_fail": numbers(change.broken),
        "then_link": numbers(change.mended),
    }
