"""What the grid says in sentences: the verdict, why commands fail, and what it does not show."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from auditor.evidence.wording import agree, counted, listed, quoted
from auditor.matrix.model import Column, Matrix, is_failing
from auditor.model.finding import Finding
from auditor.model.report import Evidence
from auditor.model.selection import Command, Mode

MOST_COMMANDS = 3
"""How many commands a sentence names."""


class Reason(msgspec.Struct, frozen=True):
    """Why artifacts of some commands fail."""

    finding: Finding
    """As an audit of the first of them says it."""
    columns: tuple[int, ...]


def commands(matrix: Matrix, columns: Iterable[int], *, most: int = MOST_COMMANDS) -> str:
    """Some commands, as code."""
    return quoted((matrix.columns[number].title for number in columns), most=most)


def verdict(matrix: Matrix) -> str:
    """How many of the commands work."""
    failing = [number for number, column in enumerate(matrix.columns) if is_failing(column)]
    number = len(matrix.columns)
    if not failing:
        built = agree(number, "it builds", "they build")
        return f"{_all(number)} {agree(number, 'links', 'link')} everything that {built}."
    if len(failing) == number:
        return f"{_all(number)} {agree(number, 'fails', 'fail')}."
    return f"{len(failing)} of {number} commands {agree(len(failing), 'fails', 'fail')}: {commands(matrix, failing)}."


def _all(number: int) -> str:
    return "The command" if number == 1 else f"All {number} commands"


def linking(matrix: Matrix) -> str:
    """Where `-C prefer-dynamic` comes from, for all commands alike."""
    if matrix.asked_mode is Mode.PREFER_DYNAMIC:
        return "-C prefer-dynamic, added to every command as --prefer-dynamic asks"
    if matrix.mode is Mode.PREFER_DYNAMIC:
        return "-C prefer-dynamic, assumed for every command (nothing sets it; see --as-configured)"
    if any(evidence.prefers_dynamic for evidence in evidences(matrix)):
        return "as configured, where the rustflags say -C prefer-dynamic"
    return "as configured, without -C prefer-dynamic in the rustflags"


def evidences(matrix: Matrix) -> tuple[Evidence, ...]:
    """Those of the commands that Cargo does not refuse."""
    return tuple(column.evidence for column in matrix.columns if column.evidence is not None)


def reasons(matrix: Matrix) -> tuple[Reason, ...]:
    """Why commands fail: each reason once, with all commands that it is true for."""
    found: dict[tuple[object, ...], tuple[Finding, list[int]]] = {}
    for number, column in enumerate(matrix.columns):
        for finding in column.findings:
            _, columns = found.setdefault((finding.rule, finding.crates), (finding, []))
            if number not in columns:
                columns.append(number)
    return tuple(Reason(finding, tuple(columns)) for finding, columns in found.values())


def notes(matrix: Matrix) -> tuple[str, ...]:
    """What the grid does not show."""
    said = []
    if matrix.fails_as_configured:
        number = len(matrix.fails_as_configured)
        said.append(
            f"As the project is configured now, without `-C prefer-dynamic`, "
            f"{commands(matrix, matrix.fails_as_configured)} {agree(number, 'fails', 'fail')}: "
            f"`cargo dynaudit matrix --as-configured` shows why."
        )
    tested = dict.fromkeys(name for evidence in evidences(matrix) for name in evidence.plan.doc_tested)
    if tested:
        said.append(
            f"The doc tests of {quoted(tested)} are not in the grid: rustdoc links each of them while `cargo test` "
            f"runs, with the flags of RUSTDOCFLAGS."
        )
    unlocked = [number for number, column in enumerate(matrix.columns) if _passes_lock_over(column)]
    if unlocked:
        number = len(unlocked)
        said.append(
            f"Without `--locked`, {commands(matrix, unlocked)} {agree(number, 'passes', 'pass')} Cargo.lock over and "
            f"{agree(number, 'takes', 'take')} the newest dependencies that fit. What is shown is by the lock file."
        )
    if matrix.without_columns:
        number = len(matrix.without_columns)
        said.append(
            f"{counted(number, 'more package')} with programs {agree(number, 'has', 'have')} no commands of "
            f"{agree(number, 'its', 'their')} own here: {listed(matrix.without_columns, most=6)}. `--verbose` shows "
            f"all, `-p` those of one."
        )
    return tuple(said)


def _passes_lock_over(column: Column) -> bool:
    """Whether a command resolves anew, and has dependencies of which there may be others (`Workspace::ignore_lock`)."""
    if column.command is not Command.INSTALL or column.evidence is None:
        return False
    selection = column.evidence.selection
    has_foreign = any(unit.package.source is not None for unit in column.evidence.plan.units)
    return has_foreign and not (selection.locked or selection.frozen)
