"""Makes the pictures of README.md anew: `python -m tests.browser.screenshots`. Needs Chromium.

The page and the comment are those of the project that README.md shows, `sample_crates/std-not-shared`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, program
from tests.ci.conftest import history, runner
from tests.ci.github import GitHub, serving
from tests.cli.invocation import CHECKOUT, run

FOLDER = CHECKOUT / "docs" / "images"
WIDTH, HEIGHT = 1280, 1046
BUILD = ("--workspace", "--as-configured")
COMMENT = """<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; padding: 24px; width: 832px; font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; color: #1f2328; }
  article { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
  header { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; font-size: 14px; }
  main { padding: 0 16px; font-size: 14px; }
  h2 { font-size: 20px; padding-bottom: 6px; border-bottom: 1px solid #d1d9e0; } h3 { font-size: 17px; }
  h4 { font-size: 14px; } code { padding: 2px 5px; border-radius: 6px; background: #eff1f3; font-size: 85%; }
  table { border-collapse: collapse; } th, td { padding: 6px 13px; border: 1px solid #d1d9e0; text-align: left; }
  summary { margin-bottom: 12px; cursor: default; }
</style><article><header>commented on this pull request</header><main>"""


def main() -> None:
    """Write both pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        project = history(Path(folder) / "project", ".")
        page = run("audit", *BUILD, "--format", "html", cwd=project).stdout
        picture(browser, page, FOLDER / "report.png", full_page=False)
        written = github_flavored_markdown_to_html(comment(project, Path(folder) / "temp"), Options.CMARK_OPT_UNSAFE)
        unfolded = written.replace("<details>", "<details open>")
        picture(browser, COMMENT + unfolded, FOLDER / "comment.png", full_page=True)
        browser.close()


def comment(project: Path, temp: Path) -> str:
    """What the action writes for a pull request whose one commit breaks the project."""
    with serving(GitHub()) as github:
        runner(github, project, temp).action(CHECKOUT, {"base": "HEAD^1", "formats": "markdown"})
    return str(github.comments[0]["body"])


def picture(browser: Browser, html: str, file: Path, *, full_page: bool) -> None:
    """A picture of a page, in light colours, the same on every machine but for its fonts."""
    context = browser.new_context(
        viewport={"width": WIDTH if not full_page else 880, "height": HEIGHT}, color_scheme="light", locale="en-GB"
    )
    page = context.new_page()
    page.set_content(html)
    page.screenshot(path=file, full_page=full_page)
    context.close()


if __name__ == "__main__":
    main()
