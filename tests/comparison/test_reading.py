"""What is no report, and what is one although another tool wrote it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from auditor.comparison import reading
from auditor.comparison.document import name_and_version
from auditor.comparison.reading import parse, read
from auditor.errors import AuditorError
from tests.cli.invocation import run
from tests.cli.test_bad_input import assert_refused
from tests.comparison.documents import artifact, finding, report

WHOLE = json.dumps(report(finding()))
BAD = {
    "empty": (b"", "empty"),
    "blank": (b" \n", "empty"),
    "truncated": (WHOLE[:-20].encode(), "only a part"),
    "no-json": (b"error: nothing", "not JSON"),
    "utf-16": (WHOLE.encode("utf-16"), "not JSON"),
    "deep": (b"[" * 100_000, "no report"),
    "list": (b"[1]", "no report"),
    "other-object": (b"{}", "no report"),
    "newer": (json.dumps(report() | {"schema_version": 2}).encode(), "schema version 2"),
    "version-is-true": (json.dumps(report() | {"schema_version": True}).encode(), "schema version True"),
    "without-artifacts": (b'{"schema_version": 1}', "no report of schema version 1"),
    "wrong-type": (json.dumps(report(artifacts=[artifact(needed=3)])).encode(), "$.artifacts[0].needed"),
    "no-such-outcome": (json.dumps(report(artifacts=[artifact(outcome="x")])).encode(), "$.artifacts[0].outcome"),
    "no-such-artifact": (json.dumps(report(finding(artifacts=[7]))).encode(), "names an artifact"),
    "negative-artifact": (json.dumps(report(finding(artifacts=[-1]))).encode(), "names an artifact"),
}


@pytest.mark.parametrize("name", BAD)
def test_no_report(name: str) -> None:
    data, says = BAD[name]
    with pytest.raises(AuditorError, match=r"report|JSON") as caught:
        parse(data, Path("base.json"))
    assert says in caught.value.message
    assert "audit --format json" in (caught.value.hint or "")
    assert caught.value.path == Path("base.json")


def test_newer_fields_are_passed_over() -> None:
    text = json.dumps(report(finding(new=1), artifacts=[artifact(new=[])]) | {"new": {}})
    assert parse(b"\xef\xbb\xbf" + text.encode(), Path("x")) == parse(WHOLE.encode(), Path("x"))


def test_larger_than_any_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 2**20)
    (tmp_path / "base.json").write_bytes(b" " * (2**20 + 1))
    with pytest.raises(AuditorError, match="larger than 1 MiB"):
        read(tmp_path / "base.json")


def test_not_a_file(tmp_path: Path) -> None:
    """A pipe that nobody writes into is not waited for."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(AuditorError, match="ordinary file"):
            read(path)
    with pytest.raises(AuditorError, match="cannot read"):
        read(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("package_id", "expected"),
    [
        ("path+file:///a/app#0.1.0", ("app", "0.1.0")),
        ("registry+https://x/index#serde@1.0.0-rc.1+b", ("serde", "1.0.0-rc.1+b")),
        ("git+https://x/y.git?branch=a#z@0.1.0", ("z", "0.1.0")),
        ("app 0.1.0 (path+file:///a)", ("app", "0.1.0")),
        ("anything", ("anything", "")),
    ],
)
def test_package_ids(package_id: str, expected: tuple[str, str]) -> None:
    assert name_and_version(package_id) == expected


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("", ("BASE",)),
        ("nope.json", ("`nope.json`", "no file", "git")),
        ("HEAD", ("`HEAD`", "git")),
        ("- -", ("standard input",)),
        ("base.json cut.json", ("cut.json", "part of it")),
        ("base.json base.json --release", ("--release",)),
        ("base.json base.json -p x", ("--package",)),
        ("base.json base.json --as-configured", ("--as-configured",)),
        ("base.json base.json --format sarif", ("`sarif`", "markdown")),
        ("base.json base.json --format json --format html", ("share an output",)),
        ("base.json base.json --frobnicate", ("--frobnicate", "diff --help")),
    ],
)
def test_refused(arguments: str, says: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "base.json").write_text(WHOLE)
    (tmp_path / "cut.json").write_text(WHOLE[:99])
    environment = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    assert_refused(run("diff", *arguments.split(), cwd=tmp_path, env=environment), says)
