"""`[profile]` in a member's manifest is ignored.

## What it detects

`[profile.…]` in the manifests of members other than the workspace root.

## Why

Profiles count for a whole build, so Cargo reads them from the root's manifest alone. It
warns, but the settings read as if they held: `lto = false` in a member does not keep the
root's LTO away from `-C prefer-dynamic`, `panic = "abort"` in a member does nothing.

## Example

    # app/Cargo.toml, a member
    [profile.release]
    lto = false

## Remedy

Move the table into the root's `Cargo.toml`. Settings for one package alone go into
`[profile.release.package.app]`, but `lto`, `panic` and `rpath` cannot be set there.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from auditor.evidence import places, wording
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level, Location
from auditor.model.origin import Origin
from auditor.model.report import Evidence

LEVEL = Level.WARNING


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each manifest."""
    by_path: dict[Path, list[Origin]] = {}
    for origin in evidence.surroundings.ignored_profiles:
        if origin.path is not None:
            by_path.setdefault(origin.path, []).append(origin)
    for path, origins in by_path.items():
        location = Location(path, origins[0].line)
        does, them = wording.agree(len(origins), "does", "do"), wording.agree(len(origins), "it", "them")
        yield Fault(
            message=f"{wording.quoted(origin.key for origin in origins)} in {places.show(evidence, location)} {does} "
            f"not count: Cargo takes profiles only from the workspace root.",
            help=f"Move {them} into the root's Cargo.toml, or remove {them}.",
            location=location,
            crates=tuple(
                member
                for member in evidence.workspace.members
                if evidence.workspace.packages[member].manifest_path == path
            ),
        )
