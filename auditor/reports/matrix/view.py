"""What every format shows of a matrix: letters for its commands, words for its cells, names for its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count, product, takewhile
from string import ascii_uppercase

import msgspec

from auditor.evidence.wording import agree, counted, listed
from auditor.matrix.grid import Cell, Row, rows
from auditor.matrix.model import Column, Matrix, is_failing
from auditor.matrix.telling import Reason, evidences, linking, notes, reasons, verdict
from auditor.matrix.traps import Trap, traps
from auditor.model.linkage import Linkage, LinkError, Outcome
from auditor.reports.summary import names
from auditor.visible import visible

NOT_BUILT = "-"
MOST_ALIKE = 3
"""How many artifacts of a kind have rows of their own though they are alike."""


class Line(msgspec.Struct, frozen=True):
    """One command of the legend."""

    letter: str
    title: str
    also: tuple[str, ...]
    result: str
    """In a few words: `3 artifacts link, std dynamic`."""
    is_failing: bool
    by_policy: bool


class Failure(msgspec.Struct, frozen=True):
    """One way in which artifacts fail."""

    sign: str
    """What a cell shows: `F1`."""
    text: str


class View(msgspec.Struct, frozen=True):
    """A matrix, ready to be laid out."""

    matrix: Matrix
    verdict: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    """All of them."""
    failures: tuple[Failure, ...]
    reasons: tuple[Reason, ...]
    traps: tuple[Trap, ...]
    notes: tuple[str, ...]

    @property
    def telling(self) -> tuple[Row, ...]:
        """The rows that differ from command to command, or fail."""
        return tuple(row for row in self.rows if not row.links_alike)

    def letters(self, columns: Iterable[int]) -> str:
        """Some commands by their letters: `A, B and D`."""
        return listed((self.lines[number].letter for number in columns), most=len(self.lines))

    def sign(self, cell: Cell | None) -> str:
        """What a cell shows, in at most four letters."""
        if cell is None:
            return NOT_BUILT
        match cell.outcome:
            case Outcome.FAILS:
                return next(one.sign for one in self.failures if one.text == _failure(cell.errors))
            case Outcome.BLOCKED:
                return "wait"
            case Outcome.LINKS:
                return "ok" if cell.std is None else "dyn" if cell.std is Linkage.DYNAMIC else "stat"


class Shown(msgspec.Struct, frozen=True):
    """A row as it is shown: an artifact, or several of one kind that are alike in every command."""

    name: str
    """Empty for several."""
    noun: str
    """What it is; of several with their number: `64 build scripts`."""
    signs: tuple[str, ...]
    """By column."""


def view(matrix: Matrix) -> View:
    """All that is shown of a matrix."""
    found = rows(matrix)
    kinds = dict.fromkeys(_failure(cell.errors) for row in found for cell in row.built if cell.outcome is Outcome.FAILS)
    first = evidences(matrix)[0]
    facts = [
        ("linking", linking(matrix)),
        ("target", f"{first.toolchain.host}, rustc {first.toolchain.rustc}"),
    ]
    if matrix.options:
        facts.insert(0, ("options", f"{matrix.options} (with every command)"))
    return View(
        matrix=matrix,
        verdict=verdict(matrix),
        facts=tuple(facts),
        lines=tuple(
            Line(letter, column.title, column.also, _result(column), is_failing(column), column.given == "policy")
            for letter, column in zip(_letters(), matrix.columns, strict=False)
        ),
        rows=found,
        failures=tuple(Failure(f"F{number}", text) for number, text in enumerate(kinds, 1)),
        reasons=reasons(matrix),
        traps=traps(matrix, found),
        notes=notes(matrix),
    )


def name(row: Row) -> tuple[str, str]:
    """What an artifact is called, and what it is: `app`, `binary`."""
    noun, _ = names.noun(row.unit, row.crate_type)
    if row.unit.is_test and noun == "unit tests":
        noun = f"unit tests ({row.unit.target.kind})"
    return visible(names.name(row.evidence, row.unit)), noun


def each(view_: View, rows_: Iterable[Row]) -> tuple[Shown, ...]:
    """Every artifact by itself."""
    return tuple(Shown(*name(row), _signs(view_, row)) for row in rows_)


def grouped(view_: View, rows_: Iterable[Row]) -> tuple[Shown, ...]:
    """The artifacts; those of a kind that are alike in every command are one if there are many."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows_:
        groups.setdefault((names.noun(row.unit, row.crate_type), name(row)[1], _signs(view_, row)), []).append(row)
    result: list[Shown] = []
    for group in groups.values():
        if len(group) <= MOST_ALIKE:
            result += each(view_, group)
        else:
            _, several = names.noun(group[0].unit, group[0].crate_type)
            result.append(Shown("", f"{len(group)} {several}", _signs(view_, group[0])))
    return tuple(result)


def _signs(view_: View, row: Row) -> tuple[str, ...]:
    return tuple(view_.sign(cell) for cell in row.cells)


def key(view_: View, listed_: Iterable[Shown]) -> tuple[tuple[str, str], ...]:
    """The signs that occur in some rows, with their meaning."""
    shown = {sign for one in listed_ for sign in one.signs}
    meanings = [
        ("dyn", "links, std dynamic"),
        ("stat", "links, std static"),
        ("ok", "links, without std"),
        *((failure.sign, f"fails: {failure.text}") for failure in view_.failures),
        ("wait", "blocked: what it needs fails first"),
        (NOT_BUILT, "not built"),
    ]
    return tuple((sign, text) for sign, text in meanings if sign in shown)


def folded(view_: View, shown: Sequence[Row]) -> str | None:
    """What is said of the rows that are left out; None if there are none."""
    number = len(view_.rows) - len(shown)
    if not number:
        return None
    more = "more " if shown else ""
    return (
        f"{counted(number, f'{more}artifact')} {agree(number, 'links', 'link')} alike in every command that builds "
        f"{agree(number, 'it', 'them')}"
    )


def _letters() -> Iterable[str]:
    """A to Z, then AA, AB, ..."""
    for size in takewhile(bool, count(1)):
        for letters in product(ascii_uppercase, repeat=size):
            yield "".join(letters)


def _failure(errors: Sequence[LinkError]) -> str:
    return "; ".join(f"{error.kind}{f' of {listed(error.crates)}' if error.crates else ''}" for error in errors)


def _result(column: Column) -> str:
    """What becomes of a command in a few words."""
    if column.evidence is None:
        return f"Cargo refuses it: {column.problem}"
    artifacts = column.evidence.artifacts
    if column.evidence.plan.refusals:
        return f"Cargo refuses it: {column.evidence.plan.refusals[0].message}"
    bad = [artifact for artifact in artifacts if artifact.outcome is not Outcome.LINKS]
    if bad:
        failing = sum(artifact.outcome is Outcome.FAILS for artifact in bad)
        waiting = len(bad) - failing
        blocked = f", {waiting} blocked" if waiting else ""
        return f"{failing} of {len(artifacts)} {agree(failing, 'fails', 'fail')}{blocked}"
    if not artifacts:
        return "links nothing"
    stds = [entry.linkage for one in artifacts for entry in one.linkage if entry.crate == "std"]
    dynamic = sum(linkage is Linkage.DYNAMIC for linkage in stds)
    std = ", std static" if not dynamic else ", std dynamic"
    if 0 < dynamic < len(stds):
        std = f", {dynamic} with std dynamic"
    return f"{len(artifacts)} {agree(len(artifacts), 'links', 'link')}{std if stds else ''}"
