"""Two units of the build write the same file.

## What it detects

What Cargo warns of as ``output filename collision``: libraries or programs whose files have
the same name in the target directory.

## Why

The file names of shared libraries of path packages have no hash: `libeng.so`. These
overwrite each other:

- one library compiled for the host and for the target in a release build without
  `--target` (a dylib used by a build script and by a program);
- one library compiled with `panic = "abort"` for programs and with unwind for tests;
- libraries of the same name in two packages, or in two versions of one.

Which of them is there when something is linked or started depends on timing. Cargo's
authors plan to make this an error.

## Example

    # one/Cargo.toml and two/Cargo.toml
    [lib]
    name = "eng"
    crate-type = ["dylib"]

## Remedy

Give the libraries different names; for host and target name the target (`--target` or
`build.target`), which separates their folders; for tests under `panic = "abort"` build them
apart from the programs.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import places, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level
from auditor.model.report import Evidence
from auditor.model.unit import Collision, Unit

LEVEL = Level.WARNING


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each pair of libraries or programs."""
    groups: dict[tuple[str, str], list[Collision]] = {}
    for collision in evidence.plan.collisions:
        one, other = (evidence.plan.units[number] for number in collision.units)
        groups.setdefault((one.package.id, other.package.id), []).append(collision)
    for collisions in groups.values():
        yield _fault(evidence, collisions)


def _fault(evidence: Evidence, collisions: list[Collision]) -> Fault:
    one, other = (evidence.plan.units[number] for number in collisions[0].units)
    numbers = {number for collision in collisions for number in collision.units}
    files = list(dict.fromkeys(collision.file_name for collision in collisions))
    are = wording.agree(len(files), "is", "are")
    return Fault(
        message=f"{wording.quoted(files)} {are} written twice: {_difference(one, other)}. The later one overwrites the "
        f"other, so what is linked depends on timing.",
        help=_help(one, other),
        location=places.in_manifest(evidence, one.package, places.target_table(one)),
        artifacts=tuple(index for index, artifact in enumerate(evidence.artifacts) if artifact.unit in numbers),
        crates=(one.package.id, other.package.id),
    )


def _difference(one: Unit, other: Unit) -> str:
    if one.package.id != other.package.id:
        return f"by `{one.package.name}` {one.package.version} and by `{other.package.name}` {other.package.version}"
    if one.is_host != other.is_host:
        return f"by `{one.package.name}` for the host and for the target"
    if one.flags.panic is not other.flags.panic:
        return f'by `{one.package.name}` with `panic = "abort"` and with unwind, which tests need'
    if one.target.name != other.target.name or one.target.kind != other.target.kind:
        return f"by {wording.unit(one)} and by {wording.unit(other)} of `{one.package.name}`"
    return f"by `{one.package.name}` compiled in two ways"


def _help(one: Unit, other: Unit) -> str:
    if one.package.id != other.package.id or one.target.name != other.target.name:
        return 'Give one of them another name: `name = "…"` in `[lib]` or `[[bin]]`.'
    if one.is_host != other.is_host:
        return "Name the target, `--target` or `build.target`: host and target then have folders of their own."
    return "Build the tests in a run of their own, or remove the crate type that has no hash in its file name."
