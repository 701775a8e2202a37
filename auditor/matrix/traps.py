"""What surprises people when they change from one command to another: from what Cargo and rustc do in this project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from auditor.evidence import remedies
from auditor.evidence.wording import agree, listed, quoted, sentence
from auditor.matrix.grid import Row
from auditor.matrix.model import Matrix
from auditor.matrix.telling import commands
from auditor.model.linkage import Artifact, Outcome
from auditor.model.report import Evidence
from auditor.model.selection import Command, Mode
from auditor.model.unit import RustcFlags, Unit


class Trap(msgspec.Struct, frozen=True):
    """A surprise, with what to do about it."""

    kind: str
    """`selection`, `built-before` or `install`."""
    text: str
    remedies: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    """The commands that it is about."""


class _Difference(msgspec.Struct, frozen=True):
    """What makes a command fail that another one does not: the flag that Cargo gives a dylib or keeps from it."""

    packages: tuple[str, ...]
    libraries: tuple[str, ...]
    is_selected: bool
    """Whether the package is selected where the command fails."""
    contains_std: bool


def traps(matrix: Matrix, rows: Sequence[Row]) -> tuple[Trap, ...]:
    """All of them."""
    return (*_selection(matrix, rows), *_built_before(matrix), *_install(matrix))


def _selection(matrix: Matrix, rows: Sequence[Row]) -> Iterator[Trap]:
    """Commands that fail only because a dylib's package is selected, or is not."""
    found: dict[_Difference, tuple[dict[int, None], dict[int, None], dict[str, None]]] = {}
    for row in rows:
        good = [number for number, cell in enumerate(row.cells) if cell is not None and cell.outcome is Outcome.LINKS]
        bad = [number for number, cell in enumerate(row.cells) if cell is not None and cell.outcome is Outcome.FAILS]
        for failing in bad:
            for linking in good:
                difference = _difference(matrix, row, failing, linking)
                if difference is not None:
                    fails, links, names = found.setdefault(difference, ({}, {}, {}))
                    fails[failing] = links[linking] = None
                    names[row.unit.target.name] = None
    for difference, (fails, links, names) in found.items():
        yield _told(matrix, difference, sorted(fails), sorted(links), list(names))


def _difference(matrix: Matrix, row: Row, failing: int, linking: int) -> _Difference | None:
    bad, good = matrix.columns[failing].evidence, matrix.columns[linking].evidence
    cell = row.cells[failing]
    assert bad is not None
    assert good is not None
    assert cell is not None
    artifact = next(one for one in (bad.artifacts[index] for index in cell.artifacts) if one.outcome is Outcome.FAILS)
    concerned = [bad.plan.units[number] for number in _concerned(artifact)]
    others = {_name(unit): unit.flags for unit in good.plan.units if "dylib" in unit.flags.crate_types}
    changed = [unit for unit in concerned if _differs_in_flag_alone(unit.flags, others.get(_name(unit)))]
    if not changed:
        return None
    return _Difference(
        packages=tuple(dict.fromkeys(unit.package.name for unit in changed)),
        libraries=tuple(dict.fromkeys(unit.target.crate_name for unit in changed)),
        is_selected=not changed[0].flags.prefer_dynamic,
        contains_std=any(copy.unit is None for copy in artifact.copies),
    )


def _concerned(artifact: Artifact) -> Iterator[int]:
    """The libraries whose way of linking may make an artifact fail: itself, and those that hold the copies."""
    yield artifact.unit
    yield from dict.fromkeys(copy.holder for copy in artifact.copies if copy.holder is not None)


def _differs_in_flag_alone(flags: RustcFlags, others: RustcFlags | None) -> bool:
    """Whether a library is compiled in the same way but for prefer-dynamic: then nothing else is the reason."""
    if others is None or flags.prefer_dynamic is others.prefer_dynamic:
        return False
    return (flags.crate_types, flags.lto, flags.panic) == (others.crate_types, others.lto, others.panic)


def _name(unit: Unit) -> tuple[str, str]:
    return unit.package.id, unit.target.name


def _told(
    matrix: Matrix, difference: _Difference, fails: Sequence[int], links: Sequence[int], names: Sequence[str]
) -> Trap:
    """The difference in a sentence."""
    packages, number = quoted(difference.packages), len(difference.packages)
    are, their, dylib = agree(number, "is", "are"), agree(number, "its", "their"), agree(number, "dylib", "dylibs")
    if difference.is_selected:
        then = f" {agree(number, 'It then contains', 'They then contain')} std." if difference.contains_std else ""
        why = (
            f"there {packages} {are} among the packages to be built, and to {their} {dylib} Cargo does not pass the "
            f"`-C prefer-dynamic` that it passes to dylibs of other packages.{then}"
        )
    else:
        why = (
            f"there {packages} {are} not among the packages to be built, and Cargo passes `-C prefer-dynamic` to "
            f"{their} {dylib}."
        )
    good = f"{commands(matrix, links)} {agree(len(links), 'links', 'link')} {quoted(names)}"
    text = f"{good}, but {commands(matrix, fails)} {agree(len(fails), 'does', 'do')} not: {why}"
    return Trap("selection", text, tuple(_for_selection(matrix, difference, fails)), (*links, *fails))


def _for_selection(matrix: Matrix, difference: _Difference, fails: Sequence[int]) -> Iterator[str]:
    mended = [number for number in fails if number in matrix.mended_by_flag]
    evidence = matrix.columns[fails[0]].evidence
    if difference.is_selected and matrix.mode is Mode.AS_CONFIGURED and mended and evidence is not None:
        which = "all of them" if len(mended) == len(fails) and len(fails) > 1 else commands(matrix, mended)
        yield (
            f"{sentence(remedies.prefer_dynamic(evidence))}: then {which} {agree(len(mended), 'links', 'link')} "
            f"all that {agree(len(mended), 'it builds', 'they build')}."
        )


def _built_before(matrix: Matrix) -> Iterator[Trap]:
    """What an earlier command leaves behind, and what comes of it."""
    if not matrix.leftovers:
        return
    libraries = list(dict.fromkeys(one.library for one in matrix.leftovers))
    packages = list(dict.fromkeys(one.package for one in matrix.leftovers))
    text = (
        f"What was built before counts. {remedies.FINGERPRINT} (cargo#14678): {quoted(libraries)} may come from "
        f"another command in the same target directory. {' '.join(_sentences(matrix))}"
    )
    columns = sorted({number for one in matrix.leftovers for number in (*one.shared, *one.alone)})
    yield Trap("built-before", text.rstrip(), tuple(_clean(matrix, packages)), tuple(columns))


def _sentences(matrix: Matrix) -> Iterator[str]:
    """What each command comes to behind others, those that are alike together."""
    if not matrix.changes:
        yield "Here that makes no artifact fail that else links, nor the other way."
        return
    for is_broken in (True, False):
        afters: dict[int, list[int]] = {}
        for change in matrix.changes:
            if change.broken if is_broken else change.mended:
                afters.setdefault(change.column, []).append(change.after)
        grouped: dict[tuple[int, ...], list[int]] = {}
        for column, after in afters.items():
            grouped.setdefault(tuple(after), []).append(column)
        for earlier, columns in grouped.items():
            before = f"After {_either(matrix, earlier)}, {commands(matrix, columns)}"
            if is_broken:
                yield f"{before} {agree(len(columns), 'fails', 'fail')}, though not in a clean target directory."
            else:
                yield (
                    f"{before} {agree(len(columns), 'links', 'link')} what "
                    f"{agree(len(columns), 'it does', 'they do')} not link in a clean target directory, as in CI."
                )


def _either(matrix: Matrix, columns: Sequence[int]) -> str:
    return commands(matrix, columns).replace(" and ", " or ")


def _clean(matrix: Matrix, packages: Iterable[str]) -> Iterator[str]:
    """The commands that make Cargo compile the libraries anew, one for each folder."""
    names = set(packages)
    said: dict[str, None] = {}
    for leftover in matrix.leftovers:
        for number in (*leftover.shared, *leftover.alone):
            evidence = matrix.columns[number].evidence
            if evidence is not None:
                found = {unit.package.id: unit.package for unit in evidence.plan.units if unit.package.name in names}
                said[f"`{remedies.clean(evidence, found.values())}`"] = None
    yield f"Run {listed(said)} when you change from one of these commands to another."


def _install(matrix: Matrix) -> Iterator[Trap]:
    """Programs that `cargo install` puts where they find no shared library."""
    for number, column in enumerate(matrix.columns):
        if column.command is Command.INSTALL and column.evidence is not None:
            lacking = dict(_lacking(column.evidence))
            if lacking:
                yield _told_of_install(matrix, number, lacking)


def _lacking(evidence: Evidence) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The programs that are installed, with the shared libraries that they load."""
    for artifact in evidence.artifacts:
        unit = evidence.plan.units[artifact.unit]
        if unit.is_root and unit.target.is_bin and artifact.outcome is Outcome.LINKS and artifact.needed:
            yield unit.target.name, artifact.needed


def _told_of_install(matrix: Matrix, number: int, lacking: dict[str, tuple[str, ...]]) -> Trap:
    files = list(dict.fromkeys(name for names in lacking.values() for name in names))
    several = len(lacking)
    return Trap(
        "install",
        f"`{matrix.columns[number].title}` copies programs alone (cargo#17055): {quoted(lacking)} "
        f"{agree(several, 'looks', 'look')} for {quoted(files)} when {agree(several, 'it starts', 'they start')}, and "
        f"nothing puts {agree(len(files), 'it', 'them')} beside {agree(several, 'it', 'them')} or names "
        f"{agree(len(files), 'its', 'their')} folder.",
        ("Ship the libraries with the program: `cargo dynaudit explain libstd-not-found-at-run-time` tells how.",),
        (number,),
    )
