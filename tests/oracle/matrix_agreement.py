"""Every command of a matrix built for real, each in a target folder of its own, and held against its column.

    python -m tests.oracle.matrix_agreement FOLDER...            projects, as configured
    python -m tests.oracle.matrix_agreement --offline FOLDER     with options that all commands get
    python -m tests.oracle.matrix_agreement --samples            every sample crate (about an hour on two cores)

Prints a line for each command, and each difference; 1 if anything differs.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from auditor.audit import AuditRequest
from auditor.cli import cargo_command
from auditor.commands.running import MatrixRequest, run
from auditor.errors import AuditorError
from auditor.matrix.model import Column
from auditor.model.selection import Mode, Selection
from auditor.verify.compare import compare
from auditor.verify.observed import observe
from auditor.verify.records import from_evidence
from auditor.verify.verification import build_of
from tests.findings.samples import samples


class Agreement(msgspec.Struct, frozen=True):
    """One command, predicted and built."""

    title: str
    agreeing: int
    """Artifacts that both sides describe alike."""
    unproven: int
    differences: tuple[str, ...]
    seconds: float


def agreements(
    project: Path, environment: Mapping[str, str], mode: Mode = Mode.AS_CONFIGURED, base: Selection | None = None
) -> Iterator[Agreement]:
    """All commands of a project's matrix."""
    common = base or Selection()
    matrix = run(
        MatrixRequest(
            audit=AuditRequest(common, mode, project, environment),
            parse=lambda text: cargo_command.parse(text, common),
        )
    )
    for column in matrix.columns:
        yield _agreement(column, project, environment)


def _agreement(column: Column, project: Path, environment: Mapping[str, str]) -> Agreement:
    started = time.monotonic()
    if column.evidence is None:
        return Agreement(column.title, 0, 0, (), 0)
    try:
        observation = observe(build_of(column.evidence, project, environment))
    except AuditorError as error:
        return Agreement(column.title, 0, 0, (f"cargo: {error}",), time.monotonic() - started)
    comparison = compare(from_evidence(column.evidence), observation.records())
    racing = {
        str(record.key)
        for artifact, record in zip(column.evidence.artifacts, from_evidence(column.evidence).artifacts, strict=True)
        if any("their timing decides" in doubt for doubt in artifact.doubts)
    }
    differences = tuple(str(one) for one in comparison.differences if one.subject not in racing)
    seconds = time.monotonic() - started
    return Agreement(column.title, comparison.agreeing, len(comparison.unproven), differences, seconds)


def main() -> int:
    """Build and compare; 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--samples", action="store_true")
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("--locked", action="store_true")
    parser.add_argument("--prefer-dynamic", action="store_true")
    options = parser.parse_args()
    base = Selection(offline=options.offline, locked=options.locked)
    mode = Mode.PREFER_DYNAMIC if options.prefer_dynamic else Mode.AS_CONFIGURED
    places = [(folder.name, folder.resolve(), dict(os.environ)) for folder in options.folders]
    if options.samples:
        for sample in samples():
            env = sample.environment(sample.path / "target")
            env.pop("CARGO_TARGET_DIR")
            places.append((sample.id, sample.path, env))
    differs = False
    for name, folder, env in places:
        for one in agreements(folder, env, mode, base):
            print(
                f"{name}: {one.title}: {one.agreeing} agree, {one.unproven} not observed, "
                f"{len(one.differences)} differ ({one.seconds:.0f} s)",
                flush=True,
            )
            for line in one.differences:
                print(f"  {line}", flush=True)
            differs |= bool(one.differences)
    return int(differs)


if __name__ == "__main__":
    raise SystemExit(main())
