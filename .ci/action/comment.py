"""The step that comments: the pull request gets one comment, which later runs rewrite."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from api import NotAllowedError, TroubleError, ask
from runner import annotate, event, inert

AUTHOR = "github-actions[bot]"
"""Who writes what is written with the token of a run, the only one that the action takes. Such a token may not ask who
it is (`GET /user` is for people), and other bots write comments that are none of ours: theirs would be overwritten."""
_PAGE = 100
_PAGES = 25
"""GitHub takes 2500 comments."""
_GONE = 404


def main() -> int:
    """Write the comment. That it cannot be written is told, and is no failure: the findings decide about that."""
    try:
        _comment()
    except NotAllowedError as error:
        print(f"no comment: {error}")
    except TroubleError as error:
        annotate("warning", f"the comment was not written: {error}")
    except Exception as error:  # the last resort
        annotate("warning", f"the comment was not written: {type(error).__name__}: {error}")
    return 0


def _comment() -> None:
    match event().get("pull_request"):
        case {"number": int(number)}:
            marker = f"<!-- cargo-dynaudit action: {os.environ['DYNAUDIT_NAME'].strip()} -->"
            body = f"{marker}\n{Path(os.environ['DYNAUDIT_COMMENT']).read_text(encoding='utf-8')}"
            print(inert(f"the comment: {_write(number, marker, body)}"))
        case None:
            print("no comment: this is not a run for a pull request")
        case _:
            print("no comment: the event of this run does not say which pull request it is for")


def _write(number: int, marker: str, body: str) -> str:
    """Rewrite the comment that an earlier run wrote, or write the first one; its address."""
    comments = f"repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    before = _before(f"{comments}/{number}/comments", marker)
    if before is not None:
        try:
            return _address(ask("PATCH", f"{comments}/comments/{before}", {"body": body}))
        except TroubleError as error:
            if error.status != _GONE:  # else it was deleted meanwhile
                raise
    return _address(ask("POST", f"{comments}/{number}/comments", {"body": body}))


def _before(comments: str, marker: str) -> int | None:
    """The comment that an earlier run wrote, if there is one."""
    for page in range(1, _PAGES + 1):
        found = ask("GET", f"{comments}?per_page={_PAGE}&page={page}")
        if not isinstance(found, list):
            raise TroubleError("GitHub's answer is no list of comments; run the job again")
        if not found:
            break
        own = next(filter(None, (_own(one, marker) for one in found)), None)
        if own is not None:
            return own
    return None


def _own(comment: Any, marker: str) -> int | None:
    """The number of a comment by this author with the marker."""
    match comment:
        case {"id": int(number), "user": {"login": login}, "body": str(body)}:
            return number if login == AUTHOR and body.startswith(marker) else None
        case _:
            return None


def _address(written: Any) -> str:
    match written:
        case {"html_url": str(address)}:
            return address
        case _:
            return "written, but GitHub does not say where"


if __name__ == "__main__":
    sys.exit(main())
