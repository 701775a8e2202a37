"""How long an audit takes beside `cargo metadata` itself: medians of paired runs and their ratio.

    python benchmarks/metadata_ratio.py                      a generated workspace of 500 packages
    python benchmarks/metadata_ratio.py --packages 1000      a larger one
    python benchmarks/metadata_ratio.py PATH -- --release    a project of yours, with options of `cargo build`

Each round runs `cargo metadata` and `cargo dynaudit audit --format json` once, one after the other, so that whatever
else the machine does meets both alike; the first round warms the file cache and is not counted. Run it on an idle
machine. With `--phases`, the stages inside one audit are timed, too.

The generated workspace has the shape of real ones: layers of libraries that depend on some of the layer below and call
it, every tenth with a build script, every twentieth a proc macro, a few dylibs, and programs on top.
"""

from __future__ import annotations

import argparse
import atexit
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

PROGRAM = (sys.executable, "-m", "auditor")
CHECKOUT = Path(__file__).parents[1]
LAYER = 50
"""Packages of one layer."""
PROGRAMS = 25
NEEDS = 4
"""Packages of the layer below that each needs."""
LIMIT = 2.0
"""The ratio that should not be exceeded."""


def main() -> int:
    """Measure; 1 if the ratio is above the limit."""
    options = _options()
    if options.project is not None:
        return _measure(options.project, options.rounds, options.build_options, phases=options.phases)
    with tempfile.TemporaryDirectory(prefix="dynaudit-benchmark-") as folder:
        generate(Path(folder), options.packages)
        return _measure(Path(folder), options.rounds, options.build_options, phases=options.phases)


def generate(root: Path, packages: int) -> None:
    """Write a workspace of that many packages."""
    names = [f"package-{number:04}" for number in range(packages)]
    _write(root / "Cargo.toml", f'[workspace]\nresolver = "2"\nmembers = {[*names]!r}\n'.replace("'", '"'))
    for number, name in enumerate(names):
        below = range(max(0, (number // LAYER - 1) * LAYER), number // LAYER * LAYER)
        needed = sorted({below[(number * 7 + step * 13) % len(below)] for step in range(NEEDS)}) if below else []
        _write_package(
            root / name,
            number,
            [names[one] for one in needed],
            is_program=number >= packages - PROGRAMS,
            is_dylib=number == packages - PROGRAMS - 1,
        )


def _write_package(folder: Path, number: int, needs: Sequence[str], *, is_program: bool, is_dylib: bool) -> None:
    library = ""
    if is_dylib:
        library = '[lib]\ncrate-type = ["dylib"]\n'
    elif number % 20 == 7 and not is_program:
        library = "[lib]\nproc-macro = true\n"
    _write(
        folder / "Cargo.toml",
        f'[package]\nname = "{folder.name}"\nversion = "0.1.0"\nedition = "2021"\n\n{library}\n'
        + "[dependencies]\n"
        + "".join(f'{name} = {{ path = "../{name}" }}\n' for name in needs),
    )
    calls = "".join(f"    use {name.replace('-', '_')} as _;\n" for name in needs)
    body = "\n".join(
        f"fn step_{one}(value: u64) -> u64 {{ value.wrapping_mul({one}) ^ value >> 3 }}" for one in range(40)
    )
    if is_program:
        _write(folder / "src/main.rs", f"fn main() {{\n{calls}}}\n{body}\n")
    else:
        _write(folder / "src/lib.rs", f"mod inner;\npub fn call() {{\n{calls}}}\n{body}\n")
        _write(folder / "src/inner.rs", f"{body}\n#[cfg(test)]\nmod tests {{}}\n")
    if number % 10 == 3:
        _write(folder / "build.rs", "fn main() {}\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _measure(project: Path, rounds: int, build_options: Sequence[str], *, phases: bool) -> int:
    metadata = ["cargo", "metadata", "--format-version", "1"]
    audit = [*PROGRAM, "audit", "--format", "json", "--fail-on", "never", *build_options]
    runs = [(_seconds(metadata, project), _seconds(audit, project)) for _ in range(rounds + 1)][1:]
    of_metadata, of_audit = (statistics.median(times) for times in zip(*runs, strict=True))
    ratio = of_audit / of_metadata
    print(f"project          {project.name}, {rounds} rounds, {os.cpu_count()} processors")
    print(f"cargo metadata   {of_metadata:8.3f} s  (median)")
    print(f"audit            {of_audit:8.3f} s  (median)")
    print(f"ratio            {ratio:8.2f}    (limit {LIMIT})")
    if phases:
        _print_phases(project, build_options)
    return int(ratio > LIMIT)


def _seconds(command: Sequence[str], project: Path) -> float:
    # Compiled modules are kept, as an installation keeps them.
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONPYCACHEPREFIX": str(_compiled())}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    subprocess.run(command, cwd=project, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


@cache
def _compiled() -> Path:
    folder = tempfile.mkdtemp(prefix="dynaudit-compiled-")
    atexit.register(shutil.rmtree, folder)
    return Path(folder)


def _print_phases(project: Path, build_options: Sequence[str]) -> None:
    """The stages of one audit in this process, imports included where they happen."""
    sys.path.insert(0, str(CHECKOUT))
    started = time.perf_counter()
    marks: list[tuple[str, float]] = []

    from auditor import audit
    from auditor.cli import parser
    from auditor.reports import json_v1

    options = parser.parse(["audit", *build_options])
    request = audit.AuditRequest(parser.selection(options), None, project.resolve(), dict(os.environ))
    report = audit.run(request, lambda text: marks.append((text, time.perf_counter())))
    marks.append(("writing the report", time.perf_counter()))
    json_v1.render(report)
    marks.append(("", time.perf_counter()))
    print(f"{marks[0][1] - started:16.3f} s  importing the first modules")
    for (text, begin), (_, end) in itertools.pairwise(marks):
        print(f"{end - begin:16.3f} s  {text}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", nargs="?", type=Path, help="a folder with a Cargo.toml; without it one is generated")
    parser.add_argument("build_options", nargs="*", help="options of `cargo build`, after --")
    parser.add_argument("--packages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--phases", action="store_true", help="time the stages of one audit, too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
