"""The HTML report in a real browser: what a reader sees and does."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open

pytestmark = pytest.mark.browser
PAGES = ("small", "diamond", "layered", "large", "crowded", "hostile")
SECTIONS = ("picture", "artifacts", "findings", "ship", "crates", "certainty")


def find(page: Page, text: str) -> None:
    page.get_by_label("Find a crate").fill(text)


@pytest.mark.parametrize("name", PAGES)
def test_sections_are_there(show: Open, name: str) -> None:
    page = show(name)
    for section in SECTIONS:
        expect(page.locator(f"#{section} h2")).to_be_visible()
    expect(page.locator("h1")).to_be_in_viewport()
    expect(page.locator(".facts")).to_be_in_viewport()
    expect(page.locator(".tallies")).to_be_in_viewport()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_sticks_out(show: Open, name: str, viewport: dict[str, int]) -> None:
    page = show(name, viewport=viewport)
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= viewport["width"]
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate(width) <= viewport["width"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_accessible_to_all(show: Open, name: str, color_scheme: str) -> None:
    page = show(name, color_scheme=color_scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_accessible_while_searching_on_a_phone(show: Open, color_scheme: str) -> None:
    page = show("diamond", viewport=PHONE, color_scheme=color_scheme)
    find(page, "d2")
    page.keyboard.press("Enter")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator("#artifact-table [data-set] button").first.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_search_shows_where_a_crate_lives_and_why(show: Open) -> None:
    page = show("diamond")
    find(page, "c")
    page.get_by_role("button", name="c", exact=True).click()
    panel = page.locator("#found")
    expect(panel).to_contain_text("dylib d1, dylib d2")
    expect(panel).to_contain_text("c/Cargo.toml")
    assert set(page.locator(".box.hit h3").all_inner_texts()) == {"binary app", "dylib d1", "dylib d2"}
    page.get_by_role("button", name="Clear").click()
    expect(panel).to_be_hidden()
    expect(page.locator(".box.hit")).to_have_count(0)


def test_hyphens_and_underscores_are_alike(show: Open) -> None:
    page = show("large")
    find(page, "library_007")
    expect(page.locator("#find-count")).to_have_text("1 crate matches")
    page.locator("#crate-filter").fill("LIBRARY_44")
    assert page.locator("#crate-list details.crate:visible").count() == 10
    page.locator("#artifact-filter").fill("liblibrary-")
    before = page.locator("#artifacts [role=status]").inner_text()
    page.locator("#artifact-filter").fill("liblibrary_")
    assert page.locator("#artifacts [role=status]").inner_text() == before


def test_many_copies_are_folded(show: Open) -> None:
    page = show("crowded")
    box = page.locator(".box.fails").first
    assert box.locator(".copies:visible").count() == 2
    assert box.locator(".way .step:visible").count() <= 4 * box.locator(".copies:visible .way:visible").count()
    rest = box.get_by_text("more would exist twice, in other places")
    rest.click()
    assert box.locator(".copies:visible").count() > 4
    find(page, "part-5")
    page.keyboard.press("Enter")
    expect(box.locator(".chips li.hit:visible").first).to_be_visible()


def test_boxes_of_a_row_are_as_high_as_they_need(show: Open) -> None:
    """And the lines below begin at each."""
    page = show("crowded")
    ends = page.locator(".row:first-child .cell").evaluate_all(
        """(cells) => cells.map((cell) => [
            cell.firstElementChild.getBoundingClientRect().height, cell.getBoundingClientRect().height,
            getComputedStyle(cell, "::after").borderLeftWidth])"""
    )
    assert min(box for box, *_ in ends) < min(cell for _, cell, _ in ends) / 2
    assert {width for *_, width in ends} == {"2px"}


def test_short_words_are_not_broken(show: Open) -> None:
    page = show("crowded")
    for column in ("Kind", "std", "LTO", "Panic", "For"):
        lines = page.locator(f"#artifact-table td[data-label={column}]").evaluate_all(
            """(cells) => cells.map((cell) => {
                const range = document.createRange();
                range.selectNodeContents(cell);
                return new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size;
            })"""
        )
        assert set(lines) == {1}, column


def test_rows_stand_apart(show: Open) -> None:
    """Where no line runs from one to the next, too."""
    page = show("crowded")
    gaps = page.evaluate(
        """[...document.querySelectorAll(".row")].slice(1).map((row) =>
            row.getBoundingClientRect().top - [...document.querySelectorAll(".row")].filter(
                (other) => other.getBoundingClientRect().bottom <= row.getBoundingClientRect().top
            ).at(-1).getBoundingClientRect().bottom)"""
    )
    assert min(gaps) > 10


def test_print_begins_on_the_first_page(show: Open) -> None:
    """A box that is higher than a page is broken; the picture does not wait for the next page."""
    page = show("crowded", viewport={"width": 700, "height": 900})
    page.emulate_media(media="print")
    assert page.locator(".box.fails").first.evaluate("(box) => getComputedStyle(box).breakInside") == "auto"


def test_search_for_std(show: Open) -> None:
    page = show("layered")
    find(page, "std")
    page.get_by_role("button", name="std", exact=True).click()
    assert "dylib low" in page.locator(".box.hit h3").all_inner_texts()


def test_a_click_on_a_crate_is_a_search(show: Open) -> None:
    page = show("diamond")
    page.locator(".picture .chips a", has_text="d1").first.click()
    expect(page.locator("#found h3")).to_have_text("d1")
    page.locator("#found").get_by_role("link", name="dylib d1").first.click()
    expect(page.locator(".box:target h3")).to_have_text("dylib d1")


def test_a_search_in_a_large_project_opens_only_what_it_finds(show: Open) -> None:
    page = show("large")
    find(page, "library-007")
    page.keyboard.press("Enter")
    expect(page.locator("#found h3")).to_have_text("library-007")
    assert set(page.locator(".picture .chips li:visible").all_inner_texts()) <= {"library-007", *(
        f"library-007 in {number}" for number in range(60)
    )}  # fmt: skip
    page.keyboard.press("Escape")
    expect(page.locator(".picture details[open]")).to_have_count(0)


def test_folding(show: Open) -> None:
    page = show("large")
    box = page.locator(".box", has_text="dylib engine").last
    expect(box.get_by_role("link", name="library-000")).to_be_hidden()
    box.get_by_text("crates inside").click()
    expect(box.get_by_role("link", name="library-000")).to_be_visible()


def test_sorting(show: Open) -> None:
    page = show("large")
    page.locator("#artifacts details.long > summary").click()
    column = page.locator("#artifact-table th", has_text="Crates")
    numbers = page.locator("#artifact-table td[data-set]")
    column.get_by_role("button").click()
    expect(column).to_have_attribute("aria-sort", "ascending")
    found = [int(text) for text in numbers.all_inner_texts()]
    assert found == sorted(found)
    column.get_by_role("button").click()
    assert [int(text) for text in numbers.all_inner_texts()] == sorted(found, reverse=True)


def test_filtering(show: Open) -> None:
    page = show("large")
    page.locator("#artifact-filter").fill("dylib engine")
    assert page.locator("#artifact-table tbody tr:visible th").all_inner_texts() == ["engine"]
    expect(page.locator("#artifacts [role=status]")).to_have_text("1 of 50")
    page.locator("#artifact-table [data-set] button:visible").click()
    assert page.locator(".open-set li").count() == 40
    page.locator("#crate-filter").fill("library-44")
    assert page.locator("#crate-list details.crate:visible").count() == 10


def test_keyboard_alone(show: Open) -> None:
    page = show("diamond")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_focused()
    page.locator("#find").focus()
    page.keyboard.type("d2")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="d2", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#found h3")).to_have_text("d2")
    page.locator("#artifact-table th button").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#artifact-table th").first).to_have_attribute("aria-sort", "ascending")
    manual = page.locator(".manual summary").first
    manual.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".manual .prose").first).to_be_visible()


def test_arrows_of_a_box_light_up(show: Open) -> None:
    page = show("diamond")
    page.locator(".box", has_text="binary tool").first.hover()
    expect(page.locator("path.active").first).to_be_attached()


def test_without_script(show: Open) -> None:
    """Everything is there, folded; what needs the script is not offered."""
    page = show("diamond", java_script_enabled=False)
    for section in SECTIONS:
        expect(page.locator(f"#{section} h2")).to_be_visible()
    expect(page.locator("#find")).to_be_hidden()
    expect(page.locator("#artifact-filter")).to_be_hidden()
    page.locator(".manual summary").first.click()
    expect(page.locator(".manual .prose").first).to_be_visible()
    expect(page.locator("#artifact-table tbody tr")).to_have_count(6)


def test_large_project(show: Open, files: dict[str, Path]) -> None:
    assert files["large"].stat().st_size < 3_000_000
    page = show("large")
    find(page, "library-1")
    expect(page.locator("#find-count")).to_have_text("100 crates match")


def test_hostile_text_stays_text(show: Open) -> None:
    page = show("hostile")
    find(page, "zebra")
    page.keyboard.press("Enter")
    for element in page.locator("[data-set] button").all():
        element.click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.mouse.move(200, 400)
    assert page.evaluate("window.attacked") is None
    assert page.locator("img, iframe, object, svg svg, b").count() == 0


def test_print_has_no_controls(show: Open) -> None:
    page = show("diamond")
    page.emulate_media(media="print")
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator("#find")).to_be_hidden()
    expect(page.locator("#artifacts")).to_be_visible()
