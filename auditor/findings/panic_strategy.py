"""A program that aborts links a dylib with std.

## What it detects

Programs under `panic = "abort"` with a dependency that exists only as `dylib` and contains
std: rustc then finds both panic runtimes in one link.

## Why

The program and the dylib are compiled with `panic = "abort"` and bring `panic_abort`. As a
shared library is linked, the toolchain's shared std comes along, which contains
`panic_unwind`. rustc reports ``cannot link together two panic runtimes`` and ``the crate
`panic_unwind` requires panic strategy `unwind` which is incompatible with this crate's
strategy of `abort` ``, besides std and the crates below it as duplicates.

Sharing std by `-C prefer-dynamic` fixes the duplicates but not the panic strategy: no
toolchain ships a shared std that aborts (see panic-runtime).

## Example

    [profile.dev]
    panic = "abort"

    # eng/Cargo.toml, a dependency of app
    [lib]
    crate-type = ["dylib"]

    $ cargo build --workspace

## Remedy

Give the dylib an rlib (`crate-type = ["rlib"]`), so that everything is linked statically;
or remove `panic = "abort"` and let std be shared (see std-not-shared).
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import chains, failures, flags, places, wording
from auditor.evidence.failures import Failure
from auditor.findings.rule_module import Fault
from auditor.findings.std_not_shared import holders_of_std
from auditor.model.finding import Level
from auditor.model.linkage import ErrorKind
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.ERROR


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each set of dylibs that bring the other panic runtime in, or of libraries of the other strategy."""
    for failure in failures.failures(evidence, ErrorKind.PANIC_STRATEGY):
        given = [unit for unit in evidence.plan.units if _demands_other(unit, failure)]
        if given:
            yield _of_given(evidence, failure, given)
            return
    kinds = (ErrorKind.PANIC_STRATEGY, ErrorKind.TWO_PANIC_RUNTIMES)
    found = {failure.index: failure for kind in kinds for failure in failures.failures(evidence, kind)}
    for group in failures.grouped(found.values(), lambda failure: tuple(_dylibs(evidence, failure))).values():
        yield _fault(evidence, group)


def _demands_other(unit: Unit, failure: Failure) -> bool:
    """Whether a library exists already, and was compiled with the other strategy."""
    demanded = None if unit.prebuilt is None else unit.prebuilt.required_panic
    return demanded not in (None, failure.unit.flags.panic) and unit.target.crate_name in failure.crates


def _of_given(evidence: Evidence, failure: Failure, given: list[Unit]) -> Fault:
    strategy = failure.unit.flags.panic.value
    other = "unwind" if strategy == "abort" else "abort"
    names = wording.quoted(unit.target.crate_name for unit in given)
    place = places.crate_types(evidence, given[0].package)
    does = wording.agree(len(given), "demands", "demand")
    return Fault(
        message=f"{failures.subject(evidence, [failure])} cannot be linked: {names} ({places.show(evidence, place)}) "
        f"{does} `-C panic={other}` of what links {wording.agree(len(given), 'it', 'them')}, and the file is compiled "
        f"with `{strategy}`.{failures.doubt([failure])}",
        help=f"Compile all with the same `-C panic`: {names} anew, or the file with `-C panic={other}`.",
        location=place,
        artifacts=failures.indices([failure]),
        crates=tuple(unit.package.id for unit in given),
        details=("rustc says: the crate requires panic strategy which is incompatible with this crate's strategy",),
    )


def _dylibs(evidence: Evidence, failure: Failure) -> list[int]:
    """The units that made the link dynamic."""
    return list(failure.artifact.unavailable_as_static) or [unit.index for unit in holders_of_std(evidence, [failure])]


def _fault(evidence: Evidence, group: list[Failure]) -> Fault:
    unit = group[0].unit
    dylibs = [evidence.plan.units[number] for number in _dylibs(evidence, group[0])]
    origin = flags.setting_origin(unit, "panic")
    where = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
    place = chains.place_to_edit(evidence, dylibs[0].package) if dylibs else None
    return Fault(
        message=f"{failures.subject(evidence, group)} cannot be linked: "
        f"{wording.agree(len(group), 'it aborts', 'they abort')} on panic{where}, but {_named(dylibs)} "
        f"{wording.agree(len(dylibs), 'has', 'have')} to be linked as shared library, and with it comes the shared "
        f"std, which unwinds."
        f"{failures.doubt(group)}",
        help=_help(evidence, dylibs, unit),
        location=place,
        artifacts=failures.indices(group),
        crates=tuple(dylib.package.id for dylib in dylibs),
        details=(
            "rustc says: cannot link together two panic runtimes; and about nineteen crates as duplicates",
            *wording.lines([f"brought in by: {chains.way(evidence, unit.index, dylib.index)}" for dylib in dylibs]),
            *failures.consequences(evidence, group),
        ),
    )


def _named(dylibs: list[Unit]) -> str:
    return wording.quoted(dylib.target.crate_name for dylib in dylibs) if dylibs else "a dylib"


def _help(evidence: Evidence, dylibs: list[Unit], unit: Unit) -> str:
    origin = flags.setting_origin(unit, "panic")
    there = "" if origin is None else f" ({places.show_origin(evidence, origin)})"
    if not dylibs:
        return f'Remove `panic = "abort"`{there}.'
    place = places.show(evidence, chains.place_to_edit(evidence, dylibs[0].package))
    if evidence.is_by_rustc:
        return f"Give rustc an rlib of {_named(dylibs)} ({place}), or leave `-C panic=abort` out."
    return (
        f'Give {_named(dylibs)} an rlib ({place}): `crate-type = ["rlib"]`. Or remove `panic = "abort"`{there} and '
        f"share std (see std-not-shared); sharing std alone does not help."
    )
