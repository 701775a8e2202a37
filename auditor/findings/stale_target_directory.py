"""A dylib built earlier does not fit this build.

## What it detects

A dylib's file from an earlier build that contains std where this build wants it to share
std, or the other way round, and which Cargo would take as it is.

## Why

Cargo adds `-C prefer-dynamic` to a dylib unless its package was asked for (see
std-not-shared), and its fingerprint does not record which it was. So after
`cargo build --workspace` the same `cargo build -p app` fails that passes in a clean
checkout, and after `-p app` the failing `--workspace` passes.

What the audit predicts is the build in a clean target directory. It cannot know whether
Cargo will compile the library anew for another reason, such as a changed source file:
hence "may".

## Example

    $ cargo build --workspace     # fails: libeng.so contains std
    $ cargo build -p app          # fails as well, because of that file

## Remedy

    $ cargo clean -p eng
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import flags, places, remedies, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.linkage import Linkage
from auditor.model.report import Evidence
from auditor.model.surroundings import BuiltDylib
from auditor.model.unit import Unit

LEVEL = Level.WARNING


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for all libraries that were compiled the other way."""
    stale = {
        number: built
        for number, built in evidence.surroundings.built_dylibs.items()
        if _depends_on_selection(evidence.plan.units[number]) and built.shares_std is not _will_share(evidence, number)
    }
    if stale:
        yield _fault(evidence, stale)


def _depends_on_selection(unit: Unit) -> bool:
    """Whether nothing but the selection decides on the flag: rustflags are part of the fingerprint."""
    return flags.prefers_dynamic(unit.platform.rustflags.flags) is None


def _will_share(evidence: Evidence, number: int) -> bool | None:
    """Whether this build's dylib is to share std; None if it does not link."""
    for artifact in evidence.artifacts:
        if artifact.unit == number and artifact.crate_type == "dylib":
            return next((one.linkage is Linkage.DYNAMIC for one in artifact.linkage if one.crate == "std"), None)
    return None


def _fault(evidence: Evidence, stale: dict[int, BuiltDylib]) -> Fault:
    units = [evidence.plan.units[number] for number in stale]
    files = [places.show_path(evidence, built.path) for built in stale.values()]
    contains_std = not next(iter(stale.values())).shares_std
    state = ("contains std, and here it is to share it", "shares std, and here it is to contain it")
    return Fault(
        message=f"{wording.quoted(files)} of an earlier build {state[0 if contains_std else 1]}. Cargo may take it as "
        f"it is, and this build then ends otherwise than predicted: {remedies.FINGERPRINT}.",
        help=f"Run `{remedies.clean(evidence, [unit.package for unit in units])}` first.",
        location=places.crate_types(evidence, units[0].package),
        artifacts=tuple(index for index, artifact in enumerate(evidence.artifacts) if artifact.unit in stale),
        crates=tuple(unit.package.id for unit in units),
    )
