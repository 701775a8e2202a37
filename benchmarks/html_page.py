"""How long the HTML report of a project takes: to be made, beside the JSON report, and to be of use in a browser.

    python benchmarks/html_page.py PATH                      a project, as `cargo dynaudit audit` takes it
    python benchmarks/html_page.py PATH -- --all-targets     with options of `cargo build`

Each round makes both reports once and opens two pages, an empty one and the report, in which a crate is searched for by
its name until its place is shown. Medians of all rounds but the first are printed, beside each other. It needs the test
tools and a Chromium.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from auditor import audit
from auditor.cli import parser
from auditor.model.report import AuditReport
from auditor.model.selection import Mode
from auditor.reports import json_v1
from auditor.reports.html.page import render
from tests.browser.conftest import ARGUMENTS, DESK, program


def main() -> None:
    """Measure and print."""
    options = _options()
    report = _audit(options.project, options.build_options)
    page = render(report)
    made = _medians({"json": lambda: json_v1.render(report), "html": lambda: render(report)}, options.rounds)
    crate = max((artifact.linkage for artifact in report.evidence.artifacts), key=len)[-1].crate
    with tempfile.TemporaryDirectory(prefix="dynaudit-benchmark-") as folder, sync_playwright() as playwright:
        empty, full = Path(folder, "empty.html"), Path(folder, "report.html")
        empty.write_text("<!doctype html><title>Nothing</title>", encoding="utf-8")
        full.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        tab = browser.new_context(viewport=DESK).new_page()  # type: ignore[arg-type]
        steps = {"empty": lambda: tab.goto(empty.as_uri()), "report": lambda: _use(tab, full, crate)}
        opened = _medians(steps, options.rounds)
        browser.close()
    print(f"{len(report.evidence.workspace.packages)} packages, {len(report.evidence.artifacts)} artifacts")
    print(f"size         {len(page.encode()) / 1e6:.2f} MB of HTML")
    print(
        f"making it    {made['html']:.3f} s, {made['html'] / made['json']:.2f} x the JSON report ({made['json']:.3f} s)"
    )
    print(f"being of use {opened['report']:.3f} s, an empty page opens in {opened['empty']:.3f} s")


def _use(tab: Page, file: Path, crate: str) -> None:
    """Open the report and have it show where a crate lives."""
    tab.goto(file.as_uri())
    tab.get_by_label("Find a crate").fill(crate)
    tab.keyboard.press("Enter")
    expect(tab.locator("#found h3")).to_contain_text(crate)


def _medians(steps: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds of each step, which take turns; the first round is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds + 1):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def _audit(project: Path, build_options: list[str]) -> AuditReport:
    options = parser.parse(["audit", "--prefer-dynamic", *build_options])
    return audit.run(
        audit.AuditRequest(parser.selection(options), Mode(options.mode), project.resolve(), dict(os.environ))
    )


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("project", type=Path)
    options.add_argument("build_options", nargs="*", help="behind `--`: options of `cargo build`")
    options.add_argument("--rounds", type=int, default=5)
    return options.parse_args()


if __name__ == "__main__":
    main()
