"""Two dylibs each contain a copy of a crate.

## What it detects

Programs and libraries that load two dylibs which contain the same crate, or a dylib that
contains a crate and that crate's own shared library.

## Why

A dylib contains whatever it links statically. Two copies of a crate in one program would
have two sets of statics and types that are not each other's, so rustc refuses them:
``cannot satisfy dependencies so `c` only shows up once``. It names the crate, not the
libraries that hold the copies nor the way that leads to them.

The rule of rustc's authors: what several dylibs share must itself be a dylib. Cargo has no
switch for that.

A copy of std has a cause of its own: see std-not-shared.

## Example

    app ── d1 (dylib) ── c (lib)      c is in libd1.so
        └─ d2 (dylib) ── c (lib)      and in libd2.so

## Remedy

One of these:

- Make the shared crate a dylib as well: `crate-type = ["rlib", "dylib"]`.
- Put the shared crates behind one dylib that re-exports them, and let both depend on it.
  This is the way for crates of third parties; `bevy_dylib` does it.
- Make all but one of the dylibs plain rlibs, without `dylib`; or make them one library. An
  rlib beside the `dylib` is not enough: as long as one crate exists only as dylib, rustc
  takes every shared library that there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.evidence import chains, failures, places, wording
from auditor.evidence.failures import Failure
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import Copy, ErrorKind
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.ERROR


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each set of dylibs that contain the same crates; std is told by std-not-shared."""
    found = [failure for failure in failures.failures(evidence, ErrorKind.DUPLICATE_CRATE) if any(_copies(failure))]
    for group in failures.grouped(found, _holders).values():
        yield _fault(evidence, group)


def _copies(failure: Failure) -> Iterator[Copy]:
    return (copy for copy in failure.artifact.copies if copy.unit is not None)


def _holders(failure: Failure) -> frozenset[int]:
    """The units whose shared libraries hold the copies."""
    return frozenset(_holder(copy) for copy in _copies(failure))


def _holder(copy: Copy) -> int:
    assert copy.unit is not None
    return copy.unit if copy.holder is None else copy.holder


def _fault(evidence: Evidence, group: list[Failure]) -> Fault:
    units = evidence.plan.units
    copies = list(dict.fromkeys(copy for failure in group for copy in _copies(failure)))
    crates = [units[number] for number in dict.fromkeys(copy.unit for copy in copies if copy.unit is not None)]
    holders = [units[number] for number in sorted(_holders(group[0]))]
    names = wording.quoted(crate.target.crate_name for crate in crates)
    return Fault(
        message=f"{failures.subject(evidence, group)} cannot be linked: {names} would show up more "
        f"than once, since the shared libraries of {wording.quoted(holder.target.crate_name for holder in holders)} "
        f"each hold a copy.{failures.doubt(group)}",
        help=_help(evidence, crates, holders),
        location=chains.place_to_edit(evidence, crates[0].package),
        artifacts=failures.indices(group),
        crates=tuple(unit.package.id for unit in (*crates, *holders)),
        details=(
            f"rustc says: cannot satisfy dependencies so `{crates[0].target.crate_name}` only shows up once",
            *wording.lines([_where(evidence, group[0], crate) for crate in crates]),
            *failures.consequences(evidence, group),
        ),
    )


def _where(evidence: Evidence, failure: Failure, crate: Unit) -> str:
    """Each copy of a crate with the library that holds it and the way there."""
    start = failure.unit.index
    said = []
    for copy in _copies(failure):
        if copy.unit != crate.index:
            continue
        holder = evidence.plan.units[_holder(copy)]
        way = chains.way(evidence, start, holder.index)
        if copy.holder is None:
            said.append(f"as its own shared library ({way})")
        else:
            below = chains.way(evidence, holder.index, crate.index).partition(" → ")[2]
            said.append(f"in {holder.target.crate_name} ({way}{f' → {below}' if below else ''})")
    return f"{crate.target.crate_name}: {', '.join(said)}"


def _help(evidence: Evidence, crates: list[Unit], holders: list[Unit]) -> str:
    own = [crate for crate in crates if crate.package.is_path]
    without = [crate for crate in own if "dylib" not in crate.target.crate_types]
    shared = wording.quoted(crate.target.crate_name for crate in crates)
    between = wording.quoted(holder.target.crate_name for holder in holders)
    them = "it" if len(crates) == 1 else "them"
    if evidence.is_by_rustc:
        return (
            f"Compile {shared} as dylib with `-C prefer-dynamic`, and {between} against {them}; or make all but one of "
            f"{between} rlibs."
        )
    umbrella = f"Put {shared} behind one dylib that re-exports {them} and that {between} depend on"
    if len(own) < len(crates) or not without:
        return f"{umbrella}; or make all but one of {between} plain rlibs, without `dylib`."
    place = places.show(evidence, places.crate_types(evidence, without[0].package))
    return (
        f'Make {wording.quoted(crate.target.crate_name for crate in without)} shared as well: `crate-type = ["rlib", '
        f'"dylib"]` ({place}). {umbrella.replace("Put", "Or put", 1)}.'
    )
