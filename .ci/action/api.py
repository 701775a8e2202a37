"""GitHub's API as far as a comment needs it; whatever goes wrong with it is one kind of error."""

from __future__ import annotations

import json
import os
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

_TIME_LIMIT = 30
_MAY_NOT = (401, 403, 404)
"""How GitHub says that a token has not the right."""
_TOO_OFTEN = 429


class TroubleError(Exception):
    """GitHub does not do what it is asked."""

    def __init__(self, text: str, status: int | None = None) -> None:
        """Take what happened, and the HTTP status if that is what happened."""
        super().__init__(text)
        self.status = status


class NotAllowedError(TroubleError):
    """The token of the run may not do it."""


def ask(method: str, path: str, content: dict[str, str] | None = None) -> Any:
    """What the API answers. Raises TroubleError."""
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
    try:
        with urlopen(request, timeout=_TIME_LIMIT) as answer:
            return json.loads(answer.read())
    except HTTPError as error:
        with error:
            raise _refused(error) from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise TroubleError(f"the connection to GitHub failed ({reason}); run the job again") from error
    except (ValueError, RecursionError) as error:
        raise TroubleError(f"GitHub does not answer {method} with JSON; run the job again") from error


def _refused(error: HTTPError) -> TroubleError:
    """What a status means: a limit is told by headers, with the status of a right that is missing."""
    wait = error.headers.get("Retry-After")
    if error.code == _TOO_OFTEN or wait or error.headers.get("X-RateLimit-Remaining") == "0":
        after = f"in {wait} seconds" if wait else "later"
        return TroubleError(
            f"the rate limit of GitHub is reached (HTTP {error.code}); run the job again {after}", error.code
        )
    if error.code in _MAY_NOT:
        return NotAllowedError(
            f"the token of this run may not write it (HTTP {error.code}). Runs for pull requests of forks never may; "
            "others need `pull-requests: write` among the `permissions` of the job",
            error.code,
        )
    return TroubleError(f"GitHub answers with HTTP {error.code}; run the job again", error.code)
