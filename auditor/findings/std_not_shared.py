"""A dylib contains std instead of sharing it.

## What it detects

Programs, tests and libraries that load a dylib which was compiled without `-C prefer-dynamic`.

## Why

A dylib compiled without the flag contains all of std. Whatever links it dynamically takes
the toolchain's shared std as well, and rustc refuses the two copies: ``cannot satisfy
dependencies so `std` only shows up once``. The same error follows for `core`, `alloc`,
`libc` and every other crate below std, about nineteen errors in all. They have one cause.

Cargo adds `-C prefer-dynamic` to a dylib by itself, but only if none of its package's
targets was asked for. So the same workspace fails with `cargo build --workspace`, or with
a plain `cargo build` in a virtual workspace, and passes with `cargo build -p app`.
Programs in the dylib's own package always fail: building them asks for the package.

What was built before counts, too. Cargo's fingerprint does not record whether a package
was asked for: after `cargo build -p app`, a `--workspace` build takes the good library as
it is and passes; after a failing `--workspace`, `-p app` fails as well. A workspace can so
pass on one machine and fail in a clean checkout.

## Example

    # eng/Cargo.toml
    [lib]
    crate-type = ["dylib"]

    $ cargo build --workspace       # fails
    $ cargo clean -p eng
    $ cargo build -p app            # passes

## Remedy

One of three:

- Static is meant: declare `rlib` instead of `dylib`. `rlib` beside `dylib` is enough if no
  other crate of the program exists only as `dylib`: else rustc takes every shared library
  that there is.
- Dynamic is meant: give the whole workspace the flag, in `.cargo/config.toml`:

      [build]
      rustflags = ["-C", "prefer-dynamic"]

  It excludes `panic = "abort"` and LTO.
- Keep the dylib's package out of the selection: `default-members` without it fixes plain
  `cargo build` and `cargo test`. It does not mend `--workspace`.

After a change of the second or third kind run `cargo clean -p` for the dylib's package.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import chains, failures, flags, places, remedies, wording
from auditor.evidence.failures import Failure
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import ErrorKind
from auditor.model.report import Evidence
from auditor.model.unit import Unit

LEVEL = Level.ERROR
STD = "std"


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each reason why dylibs contain std."""
    found = [
        failure
        for failure in failures.failures(evidence, ErrorKind.DUPLICATE_CRATE)
        if STD in failure.crates and not _is_about_panic(failure)
    ]
    for reason, group in failures.grouped(found, lambda failure: _reason(evidence, failure)).items():
        yield _fault(evidence, reason, group)


def holders_of_std(evidence: Evidence, group: Iterable[Failure]) -> list[Unit]:
    """The units whose dylibs contain the standard library, each once."""
    holders = (
        copy.holder for failure in group for copy in failure.artifact.copies if copy.unit is None and copy.holder
        is not None
    )  # fmt: skip
    return [evidence.plan.units[holder] for holder in dict.fromkeys(holders)]


def _is_about_panic(failure: Failure) -> bool:
    """Whether the rule panic-strategy tells it: there no flag can help."""
    return any(
        error.kind in (ErrorKind.PANIC_STRATEGY, ErrorKind.TWO_PANIC_RUNTIMES) for error in failure.artifact.errors
    )


def _reason(evidence: Evidence, failure: Failure) -> str:
    """Why the dylibs were compiled without the flag."""
    if failure.unit.platform.std_dylib is None:
        return "no-shared-std"
    if evidence.is_by_rustc:
        return "given"
    culprits = holders_of_std(evidence, [failure])
    if any(flags.prefers_dynamic(culprit.platform.rustflags.flags) is False for culprit in culprits):
        return "taken-back"
    own = failure.unit.package.id
    return "own-package" if any(culprit.package.id == own for culprit in culprits) else "selected"


def _fault(evidence: Evidence, reason: str, group: list[Failure]) -> Fault:
    culprits = holders_of_std(evidence, group)
    packages = list({culprit.package.id: culprit.package for culprit in culprits}.values())
    place = chains.place_to_edit(evidence, packages[0])
    contain = wording.agree(len(packages), "contains", "contain")
    names = wording.quoted(culprit.target.crate_name for culprit in culprits)
    return Fault(
        message=f"{failures.subject(evidence, group)} cannot be linked: the "
        f"{wording.agree(len(packages), 'dylib', 'dylibs')} {names} ({places.show(evidence, place)}) {contain} std, "
        f"and std would show up twice. {_why(evidence, reason, culprits)} rustc reports it for "
        f"about nineteen crates, `std` to `libc`.{failures.doubt(group)}",
        help=tuple(_help(evidence, reason, group, culprits)),
        location=place,
        artifacts=failures.indices(group),
        crates=tuple(package.id for package in packages),
        details=(
            "rustc says: cannot satisfy dependencies so `std` only shows up once",
            *wording.lines(_ways(evidence, group, culprits)),
            *failures.consequences(evidence, group),
        ),
    )


def _why(evidence: Evidence, reason: str, culprits: list[Unit]) -> str:
    names = wording.quoted(culprit.package.name for culprit in culprits)
    are = wording.agree(len({culprit.package.id for culprit in culprits}), "is", "are")
    match reason:
        case "no-shared-std":
            return f"The toolchain has no shared std for {culprits[0].platform.triple}, so that each dylib contains it."
        case "taken-back":
            source = flags.source_of(culprits[0].platform.rustflags, "prefer-dynamic")
            where = "the rustflags" if source is None else places.show_origin(evidence, source.origin)
            return f"`-C prefer-dynamic=no` ({where}) takes back the flag that Cargo passes to dylibs."
        case "given":
            return f"{names} {wording.agree(len(culprits), 'was', 'were')} compiled without `-C prefer-dynamic`."
        case _:
            return (
                f"{names} {are} among the packages to be built, and to those Cargo does not pass its "
                f"`-C prefer-dynamic` for dylibs."
            )


def _help(evidence: Evidence, reason: str, group: list[Failure], culprits: list[Unit]) -> Iterable[str]:
    packages = list({culprit.package.id: culprit.package for culprit in culprits}.values())
    names = wording.quoted(package.name for package in packages)
    if reason == "given":
        yield f"Dynamic is meant: compile {names} anew with `-C prefer-dynamic`."
        yield f"Static is meant: compile {names} with `--crate-type rlib`, and give rustc that."
        return
    place = places.show(evidence, chains.place_to_edit(evidence, packages[0]))
    yield f"Static is meant: {_static(group, culprits)} for {names} ({place})."
    if reason == "no-shared-std":
        return
    if reason == "taken-back":
        yield "Dynamic is meant: remove `-C prefer-dynamic=no`."
        return
    yield f"Dynamic is meant: {remedies.prefer_dynamic(evidence)}, for all packages alike{_condition(group)}."
    if reason == "selected":
        own = wording.quoted(dict.fromkeys(remedies.build(evidence, failure.unit.package) for failure in group), most=2)
        yield (
            f"Or do not select {names}: {own} does not have this fault; `default-members` without {names} fixes "
            f"plain `cargo build`, but not `--workspace`."
        )
    yield remedies.clean_after_change(evidence, packages)


def _static(group: list[Failure], culprits: list[Unit]) -> str:
    """The crate types that make the link static: while any crate lacks an rlib, every shared library is taken."""
    missing = {number for failure in group for number in failure.artifact.unavailable_as_static}
    is_enough = missing <= {culprit.index for culprit in culprits}
    return 'set `crate-type = ["rlib", "dylib"]`' if is_enough else 'set `crate-type = ["rlib"]`'


def _condition(group: list[Failure]) -> str:
    """What else the flag would need."""
    if any(failure.unit.flags.lto.crosses_crates for failure in group):
        return " (and set `lto = false`, which it needs)"
    return ""


def _ways(evidence: Evidence, group: list[Failure], culprits: list[Unit]) -> list[str]:
    """How each failing artifact comes to a dylib that contains std."""
    return [
        f"std is in {culprit.target.crate_name} ({chains.way(evidence, failure.unit.index, culprit.index)})"
        for failure in group
        for culprit in culprits
        if any(copy.holder == culprit.index for copy in failure.artifact.copies)
    ]
