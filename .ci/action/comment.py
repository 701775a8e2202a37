"""The step that comments: the pull request gets one comment, which later runs rewrite."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from runner import annotate, event

_PAGE = 100
_TIME_LIMIT = 30
_MAY_NOT = (401, 403, 404)
"""How GitHub says that a token has not the right."""


def main() -> int:
    """Write the comment. That it cannot be written is told, and is no failure: the findings decide about that."""
    pull = event().get("pull_request")
    if not isinstance(pull, dict):
        print("no comment: this is not a run for a pull request")
        return 0
    marker = f"<!-- cargo-dynaudit action: {os.environ['DYNAUDIT_NAME']} -->"
    body = f"{marker}\n{Path(os.environ['DYNAUDIT_COMMENT']).read_text(encoding='utf-8')}"
    try:
        print(f"the comment: {_write(int(pull['number']), marker, body)}")
    except HTTPError as error:
        if error.code in _MAY_NOT:
            print(
                f"no comment: the token of this run may not write it (HTTP {error.code}). Runs for pull requests of "
                "forks never may; others need `pull-requests: write` among the `permissions` of the job"
            )
        else:
            annotate("warning", f"the comment was not written: GitHub answers with HTTP {error.code}")
    except (URLError, TimeoutError) as error:
        annotate("warning", f"the comment was not written: {getattr(error, 'reason', error)}")
    return 0


def _write(number: int, marker: str, body: str) -> str:
    """Rewrite the comment that an earlier run wrote, or write the first one; its address."""
    comments = f"repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    before = _before(f"{comments}/{number}/comments", marker)
    if before is None:
        written = _ask("POST", f"{comments}/{number}/comments", {"body": body})
    else:
        written = _ask("PATCH", f"{comments}/comments/{before}", {"body": body})
    return str(written["html_url"])


def _before(comments: str, marker: str) -> int | None:
    """The comment with the marker. People's comments do not count: theirs would be overwritten."""
    page = 1
    while found := _ask("GET", f"{comments}?per_page={_PAGE}&page={page}"):
        for one in found:
            if one["user"]["type"] == "Bot" and (one["body"] or "").startswith(marker):
                return int(one["id"])
        page += 1
    return None


def _ask(method: str, path: str, content: dict[str, str] | None = None) -> Any:
    request = Request(
        f"{os.environ['GITHUB_API_URL']}/{path}",
        method=method,
        data=None if content is None else json.dumps(content).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
            "Content-Type": "application/json",
            "User-Agent": "cargo-dynaudit",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    with urlopen(request, timeout=_TIME_LIMIT) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main())
