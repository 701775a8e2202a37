"""Real builds of real projects held against their predictions: the tables of `docs/proof.md`.

    python -m tests.oracle.proof                          every project in every scenario (hours on two cores)
    python -m tests.oracle.proof --project sd --project grex
    python -m tests.oracle.proof --scenario "prefer-dynamic --release"
    python -m tests.oracle.proof --statistics             no build: what reading the sources changes

Each line is printed as soon as it is known; a line that was printed before can be passed over with `--without FILE`.
Cargo fetches the projects. Every build has a target folder of its own, which is removed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from auditor import audit
from auditor.cli import parser
from auditor.linkage.simulation import simulate
from auditor.model.linkage import Confidence
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.model.source import Reference
from auditor.verify.verification import Verification, verify
from tests.builders import Workspace
from tests.oracle.proof_workspaces import WORKSPACES
from tests.oracle.real_projects import BUILT_ONLY, PROJECTS, fetch, online

SCENARIOS = tuple(f"{mode}{release}" for mode in ("as-configured", "prefer-dynamic") for release in ("", " --release"))
HEAD = (
    "project",
    "scenario",
    "units",
    "artifacts",
    "agreed",
    "not observed",
    "likely",
    "edges",
    "not loaded",
    "seconds",
)
STATISTICS = ("project", "units", "edges", "loaded", "not loaded", "uncertain", "artifacts", "changed by reading")


def main() -> int:
    """Build and compare; 1 if anything differs."""
    options = _options()
    before = set() if options.without is None else set(_told(options.without))
    head = STATISTICS if options.statistics else HEAD
    _print_row(*head)
    _print_row(*("---" for _ in head))
    differs = False
    for name in options.project or [project.name for project in PROJECTS + BUILT_ONLY] + list(WORKSPACES):
        wanted = [one for one in options.scenario or SCENARIOS if (name, one) not in before]
        if not wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="dynaudit-proof-") as folder:
            title, root, selection = _project(name, Path(folder))
            if options.statistics:
                _count(title, root)
                continue
            for scenario in wanted:
                differs |= _prove(title, root, scenario, selection)
    return int(differs)


def _project(name: str, folder: Path) -> tuple[str, Path, list[str]]:
    """Title, folder, and what of it is built: of a library its tests, too, since it has few artifacts itself."""
    if name in WORKSPACES:
        workspace: Workspace = WORKSPACES[name]
        return name, workspace.write(folder / "project"), []
    project = next(project for project in PROJECTS + BUILT_ONLY if project.name == name)
    return f"{name} {project.version}", fetch(project, folder), [] if project.is_program else ["--all-targets"]


def _prove(title: str, root: Path, scenario: str, selected: list[str]) -> bool:
    mode, _, options = scenario.partition(" ")
    started = time.monotonic()
    selection = parser.selection(parser.parser().parse_args(["audit", *options.split(), *selected]))
    request = audit.AuditRequest(selection, Mode(mode), root, online())
    evidence = audit.run(request).evidence
    found = verify(evidence, root, online())
    _print_row(title, scenario, *_counts(evidence, found), f"{time.monotonic() - started:.0f}")
    for difference in found.comparison.differences:
        print(f"  {difference}", flush=True)
    for line in found.comparison.unproven[:3]:
        print(f"  not observed: {line}", flush=True)
    return bool(found.comparison.differences)


def _count(title: str, root: Path) -> None:
    """How many edges are loaded, and how many artifacts would be predicted otherwise if all were."""
    selection = parser.selection(parser.parser().parse_args(["audit", "--all-targets"]))
    evidence = audit.run(audit.AuditRequest(selection, Mode.PREFER_DYNAMIC, root, online())).evidence
    every = [
        replace(sources, references=dict.fromkeys(sources.references, Reference.NAMED), no_link=frozenset())
        for sources in evidence.sources
    ]
    unread = simulate(evidence.plan, every)
    changed = sum(
        (one.outcome, one.errors, one.linkage, one.needed) != (other.outcome, other.errors, other.linkage, other.needed)
        for one, other in zip(evidence.artifacts, unread, strict=True)
    )
    references = [one for sources in evidence.sources for one in sources.references.values()]
    loaded = sum(one >= Reference.LIKELY for one in references)
    uncertain = sum(one in (Reference.LIKELY, Reference.UNLIKELY) for one in references)
    units = sum(unit.is_compiled for unit in evidence.plan.units)
    cells = (units, len(references), loaded, len(references) - loaded, uncertain, len(evidence.artifacts), changed)
    _print_row(title, *cells)


def _counts(evidence: Evidence, found: Verification) -> Iterator[str]:
    units = [unit for unit in evidence.plan.units if unit.is_compiled]
    yield str(len(units))
    yield str(len(evidence.artifacts))
    yield str(found.comparison.agreeing)
    yield str(len(found.comparison.unproven))
    yield str(sum(artifact.confidence is Confidence.LIKELY for artifact in evidence.artifacts))
    edges = Counter(
        reference >= Reference.LIKELY for sources in evidence.sources for reference in sources.references.values()
    )
    yield str(edges.total())
    yield str(edges[False])


def _print_row(*cells: object) -> None:
    """A row of a Markdown table, as `docs/proof.md` has it."""
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def _told(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.strip("| ").split(" | ")
        if len(cells) == len(HEAD):
            yield cells[0].split(" ")[0], cells[1]


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--project", action="append", help="this one only (can be repeated)")
    options.add_argument("--scenario", action="append", choices=SCENARIOS, help="this one only (can be repeated)")
    options.add_argument("--statistics", action="store_true", help="audit only, and count what reading changes")
    options.add_argument("--without", type=Path, metavar="FILE", help="pass over what an earlier run printed to FILE")
    return options.parse_args()


if __name__ == "__main__":
    sys.exit(main())
