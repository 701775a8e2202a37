"""A real browser for the tests, and pages that watch themselves. Without a browser these tests are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from auditor.model.report import AuditReport
from auditor.reports.html.page import render
from tests.findings.projects import audited
from tests.reports import workspaces
from tests.reports.html import hostile, projects

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]  # fmt: skip
PHONE, DESK = {"width": 375, "height": 800}, {"width": 1280, "height": 900}


@dataclass
class Watched:
    """A page with all that it did and should not have done."""

    page: Page
    offences: list[str] = field(default_factory=list)

    def watch(self, file: Path) -> None:
        """Note console messages, errors, dialogs and requests for anything but the file itself."""
        note = self.offences.append
        self.page.on("console", lambda message: note(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: note(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (note("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: request.url == file.as_uri() or note(f"request: {request.url}"))


Open = Callable[..., Page]


def program() -> str | None:
    """The browser of this machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = program()
    if found is None:
        pytest.skip(f"no browser here: none of {', '.join(PROGRAMS)} is on PATH, and CHROMIUM names none")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages by name, made from audits."""
    folder = tmp_path_factory.mktemp("pages")

    def audit(name: str, workspace: workspaces.Workspace, options: str) -> AuditReport:
        return audited(workspace, folder / f"{name}-project", options)

    attack = audit("hostile", hostile.project(), "--any-mode --profile zebra")
    payload = "".join(one for name, one in hostile.PAYLOADS.items() if name != "controls")
    reports = {
        "small": audit("small", workspaces.hello(), "--prefer-dynamic"),
        "diamond": audit("diamond", workspaces.diamond(), "--prefer-dynamic"),
        "layered": audit("layered", projects.layered(), "--workspace"),
        "large": audit("large", projects.wide(500), "--workspace --prefer-dynamic"),
        "crowded": audit("crowded", projects.crowded(), "--prefer-dynamic"),
        "hostile": hostile.poisoned(attack, payload),
    }
    result = {name: folder / f"{name}.html" for name in reports}
    for name, report in reports.items():
        result[name].write_text(render(report), encoding="utf-8")
    return result


@pytest.fixture
def show(browser: Browser, files: dict[str, Path]) -> Iterator[Open]:
    """Open a page; at the end of the test it must have done nothing that it should not."""
    watched: list[Watched] = []

    def open_page(name: str, **options: Any) -> Page:
        context = browser.new_context(viewport=options.pop("viewport", DESK), **options)
        one = Watched(context.new_page())
        one.watch(files[name])
        watched.append(one)
        one.page.goto(files[name].as_uri())
        return one.page

    yield open_page
    offences = [offence for one in watched for offence in one.offences]
    for one in watched:
        one.page.context.close()
    assert offences == []
