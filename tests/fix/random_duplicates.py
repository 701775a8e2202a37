"""Random workspaces in which dylibs hold the same crates: every remedy is applied, built for real, and the program run.

    python -m tests.fix.random_duplicates --count 200

A host loads some dylibs, these link some rlibs of a random graph. Seeds without a duplicate are passed over.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from auditor import audit
from auditor.audit import AuditRequest
from auditor.fix import applying, offers
from auditor.fix.offers import Cure, Offer
from auditor.fix.trial import Trials
from auditor.model.report import AuditReport
from auditor.model.selection import Mode, Selection
from tests.builders import Workspace, environment

RULE = "duplicate-crate"
UMBRELLA = "behind a new dylib"
TIME_LIMIT = 300
"""Seconds for one build."""


def workspace(seed: int) -> Workspace:
    """A host over two to four dylibs over three to nine rlibs."""
    chance = random.Random(seed)
    crates = [f"c{number}" for number in range(chance.randint(3, 9))]
    made = Workspace(resolver=chance.choice(["1", "2"]))
    for number, name in enumerate(crates):
        below = chance.sample(crates[:number], min(number, chance.choice([0, 1, 1, 2, 3])))
        made.package(name, lib=_body(name, below), deps=below, **_edition(chance))
    dylibs = [f"d{number}" for number in range(chance.randint(2, 4))]
    for number, name in enumerate(dylibs):
        below = chance.sample(crates, chance.randint(1, min(3, len(crates))))
        below += chance.sample(dylibs[:number], min(number, chance.choice([0, 0, 1])))
        made.package(name, lib=_body(name, below), deps=below, crate_type=["dylib"], **_edition(chance))
    used = [*dylibs, *chance.sample(crates, chance.randint(0, 2))]
    calls = " + ".join(f"{name}::f()" for name in used)
    made.package("host", main=f'fn main() {{ println!("{{}}", {calls}); }}', deps=used)
    if chance.random() < 0.5:
        made.config('[build]\nrustflags = ["-C", "prefer-dynamic"]\n')
    return made


def _edition(chance: random.Random) -> dict[str, dict[str, str]]:
    return {"package": {"edition": chance.choice(["2015", "2018", "2021", "2024"])}}


def _body(name: str, below: list[str]) -> str:
    """A crate with a static that counts and a function that calls what is below."""
    crates = "".join(f"extern crate {one};\n" for one in below)
    calls = "".join(f" + {one}::f()" for one in below)
    return f"{crates}pub fn f() -> u64 {{ {len(name)}{calls} }}\n"


def cure(project: Path) -> tuple[AuditReport, Cure] | None:
    """The audit with the remedies for its duplicates; None if it has none."""
    request = AuditRequest(Selection(packages=("host",)), Mode.AS_CONFIGURED, project, environment())
    report = audit.run(request)
    found = [finding for finding in report.findings if finding.rule == RULE]
    if not found:
        return None
    return report, offers.find(Trials(request, report), found[:1], (), lambda _: None).cures[0]


def run(project: Path) -> str | None:
    """Build and run the host; None if it works, else what was said."""
    command = ["cargo", "run", "--quiet", "-p", "host"]
    done = subprocess.run(
        command, cwd=project, env=environment(), capture_output=True, text=True, timeout=TIME_LIMIT, check=False
    )
    return None if done.returncode == 0 else done.stderr


def failures(seed: int, folder: Path) -> Iterator[str] | None:
    """What goes wrong with each remedy of a seed; None if the seed has no duplicates."""
    project = workspace(seed).write(folder / "project")
    found = cure(project)
    if found is None:
        return None
    return _failures(seed, folder, found[1])


def _failures(seed: int, folder: Path, found: Cure) -> Iterator[str]:
    if not any(UMBRELLA in offer.title for offer in found.offers):
        yield f"no umbrella is offered: {[one.reason for one in found.rejected]}"
    for number, offer in enumerate(found.offers):
        yield from _applied(seed, folder / f"remedy{number}", offer)


def _applied(seed: int, folder: Path, offer: Offer) -> Iterator[str]:
    project = workspace(seed).write(folder)
    before = folder.parent / "project"
    applying.apply([replace(edit, path=project / edit.path.relative_to(before)) for edit in offer.result.edits])
    said = run(project)
    if said is not None:
        yield f"{offer.title}: {said}"


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Run a number of seeds and print each failure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=0)
    options = parser.parse_args()
    tried = wrong = 0
    seed = options.first_seed
    while tried < options.count:
        with tempfile.TemporaryDirectory() as folder:
            found = failures(seed, Path(folder))
            if found is not None:
                tried += 1
                for failure in found:
                    wrong += 1
                    say(f"seed {seed}: {failure}")
        seed += 1
    say(f"{tried - wrong} of {tried} workspaces with duplicates: every remedy builds and runs")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
