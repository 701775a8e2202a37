"""A stand-in for what the action talks to at GitHub: comments, artifacts and code scanning."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.ci.runner import Inputs
from tests.reports.sarif.official_schema import deviations

REPOSITORY = "example/project"
TOKEN = "a token"
_COMMENTS = re.compile(rf"/repos/{REPOSITORY}/issues/7/comments")
_COMMENT = re.compile(rf"/repos/{REPOSITORY}/issues/comments/(\d+)")


@dataclass
class GitHub:
    """What was sent to it."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    artifacts: dict[str, str] = field(default_factory=dict)
    alerts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Logs by category."""
    refuses: int | None = None
    """The HTTP status with which it refuses to write."""
    refusal: dict[str, str] = field(default_factory=dict)
    """Headers of such an answer."""
    instead: dict[str, bytes] = field(default_factory=dict)
    """What it sends in place of an answer, by the method of the request."""
    deletes: bool = False
    """Whether somebody deletes all comments once they are read."""
    reads: int = 0
    """How often comments were read."""
    python: str = sys.executable
    address: str = ""

    def uses(self) -> dict[str, Any]:
        """What stands in for actions."""
        return {
            "actions/setup-python": self._setup_python,
            "actions/upload-artifact": self._upload_artifact,
            "github/codeql-action/upload-sarif": self._upload_sarif,
        }

    def say(self, author: str, body: str) -> None:
        """Write a comment, as the API and people do."""
        kind = "Bot" if author.endswith("[bot]") else "User"
        number = len(self.comments) + 1
        self.comments.append(
            {"id": number, "body": body, "user": {"login": author, "type": kind}, "html_url": f"comment {number}"}
        )

    def _setup_python(self, given: Inputs) -> dict[str, str]:
        assert given["update-environment"].lower() == "false", "the Python of the project's own steps must stay"
        return {"python-path": self.python}

    def _upload_artifact(self, given: Inputs) -> dict[str, str]:
        file = Path(given["path"])
        self.artifacts[file.name] = file.read_text(encoding="utf-8")
        return {}

    def _upload_sarif(self, given: Inputs) -> dict[str, str]:
        if self.refuses is not None:
            raise PermissionError("Resource not accessible by integration")
        log = json.loads(Path(given["sarif_file"]).read_text(encoding="utf-8"))
        assert deviations(log) == []
        self.alerts[given["category"]] = log
        return {}


@contextmanager
def serving(github: GitHub) -> Iterator[GitHub]:
    """Answer at an address of this machine."""
    handler = type("Handler", (_Handler,), {"github": github})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    github.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """The part of the API for the comments of pull request 7."""

    github: GitHub

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        assert _COMMENTS.fullmatch(address.path)
        query = {name: int(value) for name, (value,) in parse_qs(address.query).items()}
        self.github.reads += 1
        start = (query["page"] - 1) * query["per_page"]
        self._answer(200, self.github.comments[start : start + query["per_page"]])
        if self.github.deletes:
            self.github.comments.clear()

    def do_POST(self) -> None:
        assert _COMMENTS.fullmatch(self.path)
        if self._may_write():
            self.github.say("github-actions[bot]", self._body())
            self._answer(201, self.github.comments[-1])

    def do_PATCH(self) -> None:
        found = _COMMENT.fullmatch(self.path)
        assert found
        if self._may_write():
            body = self._body()
            changed = [comment for comment in self.github.comments if comment["id"] == int(found[1])]
            for comment in changed:
                comment["body"] = body
            self._answer(200 if changed else 404, changed[0] if changed else {"message": "Not Found"})

    def _may_write(self) -> bool:
        assert self.headers["Authorization"] == f"Bearer {TOKEN}"
        if self.github.refuses is not None:
            self._answer(self.github.refuses, {"message": "Resource not accessible by integration"})
        return self.github.refuses is None

    def _body(self) -> str:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert list(content) == ["body"]
        assert len(content["body"]) <= 65_536
        return str(content["body"])

    def _answer(self, status: int, content: object) -> None:
        instead = self.github.instead.get(self.command)
        if instead is not None:
            self.wfile.write(instead)
            return
        self.send_response(status)
        for name, value in self.github.refusal.items() if status >= 400 else ():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: object) -> None:
        """Be silent."""
