"""The comment of the action: whose is rewritten, and what GitHub can answer. Nothing is audited here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ci.conftest import MARKER, NewRunner, pull_request
from tests.ci.github import GitHub
from tests.cli.invocation import CHECKOUT

OWN = "github-actions[bot]"
WARNING = "::warning title=cargo-dynaudit::the comment was not written: "
Comment = Callable[..., str]


@pytest.fixture
def comment(new_runner: NewRunner, tmp_path: Path) -> Comment:
    """Write a comment for an event; what is in the log then, and nothing failed."""

    def write(text: str = "text", event: object = None, **inputs: str) -> str:
        file = tmp_path / "comment.md"
        file.write_text(f"<!-- cargo-dynaudit -->\n{text}", encoding="utf-8")
        runner = new_runner(event, audited={"markdown": str(file), "exit-code": "0"})
        assert runner.action(CHECKOUT, dict(inputs))[0] == 0
        assert [step.name for step in runner.steps[-2:]] == ["Comment on the pull request", "Result"]
        assert runner.steps[-2].status == 0, runner.log
        assert "Traceback" not in runner.log
        return runner.log

    return write


def test_comment_is_rewritten(comment: Comment, github: GitHub) -> None:
    """Wherever it stands, and only its own."""
    for _ in range(120):
        github.say("somebody", "hello")
    assert "the comment: comment 121\n" in comment("before")
    assert "the comment: comment 121\n" in comment("after")
    assert [one["body"] for one in github.comments[120:]] == [f"{MARKER} -->\nafter"]
    comment(name="other")
    assert len(github.comments) == 122


@pytest.mark.parametrize("author", ["somebody", "dependabot[bot]", "github-actions", None])
def test_comments_of_others_are_never_touched(comment: Comment, github: GitHub, author: str | None) -> None:
    """Whatever they begin with, and whatever they lack."""
    github.say(author or OWN, f"{MARKER} of my own")
    if author is None:
        github.comments[0]["user"] = None
    github.say(OWN, "something else")
    github.comments[1]["body"] = None
    comment()
    assert github.comments[0]["body"] == f"{MARKER} of my own"
    assert len(github.comments) == 3


def test_comment_that_was_deleted_meanwhile_is_written_anew(comment: Comment, github: GitHub) -> None:
    github.say(OWN, f"{MARKER} before")
    github.deletes = True
    assert "the comment: comment 1\n" in comment("after")
    assert [one["body"] for one in github.comments] == [f"{MARKER} -->\nafter"]


def answer(body: bytes, *headers: str) -> bytes:
    """An answer of HTTP."""
    return "\r\n".join(["HTTP/1.0 200 OK", *headers, "", ""]).encode() + body


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (answer(b"<html>We are down</html>"), "GitHub does not answer {} with JSON; run the job again"),
        (answer(b""), "GitHub does not answer {} with JSON; run the job again"),
        (answer(b'"\xff"'), "GitHub does not answer {} with JSON; run the job again"),
        (answer(b"[" * 100_000), "GitHub does not answer {} with JSON; run the job again"),
        (answer(b"[]", "Content-Length: 100"), "the connection to GitHub failed (IncompleteRead("),
        (b"", "the connection to GitHub failed (Remote end closed connection without response); run "),
        (b"nonsense", "the connection to GitHub failed (nonsense); run the job again"),
    ],
    ids=["html", "empty", "not-utf-8", "deep", "short", "dropped", "no-http"],
)
def test_answers_that_are_none(comment: Comment, github: GitHub, method: str, sent: bytes, says: str) -> None:
    if method == "PATCH":
        github.say(OWN, MARKER)
    github.instead[method] = sent
    assert f"{WARNING}{says.format(method)}" in comment()


@pytest.mark.parametrize("sent", [b"{}", b"null", b'"text"', b"7"])
def test_answer_that_is_no_list(comment: Comment, github: GitHub, sent: bytes) -> None:
    github.instead["GET"] = answer(sent)
    assert f"{WARNING}GitHub's answer is no list of comments; " in comment()


@pytest.mark.parametrize("sent", [b'["text", null, {}, {"id": "1"}]', b'[{"id": 1, "user": [], "body": 1}]'])
def test_comments_that_are_none(comment: Comment, github: GitHub, sent: bytes) -> None:
    """Reading ends where GitHub takes no more comments."""
    github.instead["GET"] = answer(sent)
    assert "the comment: comment 1\n" in comment()
    assert github.reads == 25


@pytest.mark.parametrize("sent", [b"{}", b"[]", b'{"html_url": null}'])
def test_answer_without_an_address(comment: Comment, github: GitHub, sent: bytes) -> None:
    github.instead["POST"] = answer(sent)
    assert "the comment: written, but GitHub does not say where\n" in comment()


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize(
    ("headers", "when"), [({"x-ratelimit-remaining": "0"}, "later"), ({"retry-after": "60"}, "in 60 seconds")]
)
def test_limit_of_requests(comment: Comment, github: GitHub, status: int, headers: dict[str, str], when: str) -> None:
    github.refuses, github.refusal = status, headers
    log = comment()
    assert f"{WARNING}the rate limit of GitHub is reached (HTTP {status}); run the job again {when}\n" in log
    assert "permissions" not in log


def test_missing_permission(comment: Comment, github: GitHub) -> None:
    github.refuses, github.refusal = 403, {"x-ratelimit-remaining": "4999"}
    log = comment()
    assert "no comment: the token of this run may not write it (HTTP 403)" in log
    assert "`pull-requests: write`" in log


def test_trouble_at_github_is_a_warning(comment: Comment, github: GitHub) -> None:
    github.refuses = 502
    assert f"{WARNING}GitHub answers with HTTP 502; run the job again\n" in comment()


def test_github_that_cannot_be_reached(comment: Comment, github: GitHub) -> None:
    github.address = "http://127.0.0.1:1"
    assert f"{WARNING}the connection to GitHub failed (" in comment()
    github.address = "nonsense"
    assert f"{WARNING}ValueError: unknown url type: " in comment()


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"ref": "refs/heads/main"}, "no comment: this is not a run for a pull request\n"),
        ([], "no comment: this is not a run for a pull request\n"),
        ({"pull_request": {}}, "no comment: the event of this run does not say which pull request it is for\n"),
        ({"pull_request": {"number": "7"}}, "no comment: the event of this run does not say which pull request"),
        ({"pull_request": "7"}, "no comment: the event of this run does not say which pull request it is for\n"),
    ],
)
def test_events_without_a_pull_request(comment: Comment, github: GitHub, event: object, says: str) -> None:
    assert says in comment(event=event)
    assert github.comments == []


def test_pull_request_alone_is_enough(comment: Comment) -> None:
    assert "the comment: comment 1\n" in comment(event={"pull_request": {"number": 7}})
    assert "the comment: comment 1\n" in comment(event=pull_request(None))
