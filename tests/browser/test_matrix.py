"""The page of a matrix in a real browser: nothing but the grid scrolls, and everybody can read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from auditor.reports.matrix import html
from tests.browser.conftest import DESK, PHONE, Watched
from tests.matrix.workspaces import engine, matrix

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More commands than a phone is wide."""
    folder = tmp_path_factory.mktemp("matrix")
    workspace = engine()
    for name in ("a-program-with-quite-a-long-name-and-no-end-to-it", "b", "c"):
        workspace.package(name, deps=["eng"], main="fn main() { eng::f(); }")
    (folder / "page.html").write_text(html.render(matrix(workspace, folder / "project")), encoding="utf-8")
    return folder / "page.html"


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def shown(request: pytest.FixtureRequest, browser: Browser, file: Path) -> Iterator[Watched]:
    context = browser.new_context(viewport=request.param, color_scheme="dark" if request.param is DESK else "light")
    one = Watched(context.new_page())
    one.watch(file)
    one.page.goto(file.as_uri())
    yield one
    context.close()
    assert one.offences == []


def test_only_the_grid_scrolls(shown: Watched) -> None:
    page = shown.page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    is_phone = page.evaluate("window.innerWidth") == PHONE["width"]
    scrolls = page.evaluate("[...document.querySelectorAll('.grid')].map((one) => one.scrollWidth > one.clientWidth)")
    assert scrolls == [is_phone, is_phone]
    assert page.evaluate("getComputedStyle(document.querySelector('.grid td')).display") == "table-cell"


def test_accessible_to_all(shown: Watched) -> None:
    found = Axe().run(shown.page)
    assert found.violations_count == 0, found.generate_report()
