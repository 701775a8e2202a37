"""A long run: `python -m tests.oracle.random_workspaces --count 3000 --first-seed 0`.

Prints each disagreement as it is found, then how often each part of the repertoire occurred.
"""

from __future__ import annotations

import argparse
import tempfile
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from auditor.model.selection import Command
from tests.oracle.random_workspaces.disagreement import try_spec
from tests.oracle.random_workspaces.generator import generate


def _one(command: Command, seed: int) -> tuple[int, bool, str, int, int]:
    with tempfile.TemporaryDirectory(prefix="dynaudit-random-") as folder:
        try:
            trial = try_spec(generate(seed), Path(folder), command)
        except Exception:
            return seed, False, traceback.format_exc(), 0, 0
    comparison = trial.comparison
    return (
        seed,
        trial.agrees,
        trial.summary,
        comparison.agreeing if comparison else 0,
        len(comparison.unproven) if comparison else 0,
    )


def main() -> int:
    """Try many seeds; 1 if any disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--command", choices=("build", "test"), default="build")
    options = parser.parse_args()
    seeds = range(options.first_seed, options.first_seed + options.count)
    shown: Counter[str] = Counter()
    agreeing = artifacts = unproven = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for seed, agrees, summary, agreed, open_ones in pool.map(partial(_one, Command(options.command)), seeds):
            shown.update(generate(seed).labels)
            agreeing += agrees
            artifacts += agreed
            unproven += open_ones
            if not agrees:
                print(
                    f"--- seed {seed}: {' '.join(generate(seed).arguments)} {dict(generate(seed).env)}\n{summary}",
                    flush=True,
                )
    print("\n".join(f"{count:6} {label}" for label, count in sorted(shown.items())))
    print(f"{agreeing} of {len(seeds)} workspaces agree; {artifacts} artifacts agree, {unproven} not proven")
    return 0 if agreeing == len(seeds) else 1


if __name__ == "__main__":
    raise SystemExit(main())
