"""How a diff is shown: calm where nothing changed, complete where much did, harmless whatever the project says."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from auditor.comparison.changes import Changes, Side
from auditor.comparison.compare import compare
from auditor.comparison.document import Document
from auditor.reports.diff import github, html, json_v1, markdown, text
from auditor.reports.style import Style
from auditor.schema import diff_schema
from tests.cli.invocation import run
from tests.cli.test_start_up import HEAVY, imported
from tests.comparison.documents import artifact, changes, document, finding, linked, report, suppressed, taken
from tests.golden import assert_golden
from tests.reports.html.hostile import PAYLOADS
from tests.reports.markdown.rendered import Comment

GOLDEN = Path(__file__).parent / "golden"
FORMATS = {
    "txt": lambda found: text.render(found, Style(width=80)),
    "md": markdown.render,
    "html": html.render,
    "json": json_v1.render,
    "github": github.render,
}


def everything(word: str = "") -> Changes:
    """One change of every kind; `word` stands wherever the project's words do."""
    help_text = f"do this {word}\nor that"
    old = report(
        finding("gone", message=f"was bad {word}"),
        finding("still", "warning", message="still bad", location=None),
        finding("raised", "note", artifacts=[]),
        finding("spread", artifacts=[0]),
        finding("silenced", "warning"),
        suppressed(rule="awake"),
        artifacts=[
            artifact("app", linkage=linked(a="static", b="static"), needed=["libz.so"]),
            artifact("tool"),
            artifact("server", outcome="fails", errors=[{"kind": "duplicate-crate", "crates": ["std"]}]),
            artifact(f"old{word}"),
            artifact("renamed", target="first"),
            artifact("waits"),
        ],
        crates=[_crate("1.0.0", ["lib"], "rlib-only")],
    )
    new = report(
        finding("new", message=f"is bad {word}", help=help_text, details=[f"since {word}"], location=_place(word)),
        finding("still", "warning", message="still bad", location=None),
        finding("raised", "warning", artifacts=[]),
        finding("spread", artifacts=[0, 1]),
        suppressed(rule="silenced", level="warning"),
        finding("awake"),
        suppressed(rule="born", message=f"is known {word}")
        | {"suppression": {"kind": "policy", "reason": f"why {word}"}},
        artifacts=[
            artifact("app", linkage=linked(a="dynamic", c="static"), needed=[f"liba{word}.so"], lto="fat"),
            artifact("tool", outcome="fails", errors=[{"kind": "lto-prefer-dynamic", "crates": []}]),
            artifact("server"),
            artifact(f"young{word}", target_kind="lib", crate_type="dylib"),
            artifact("renamed", target="second"),
            artifact("waits", outcome="blocked"),
        ],
        crates=[_crate("1.1.0", ["lib", "dylib"], "rlib-and-dylib")],
    )
    new["build"] |= {"rustflags": [f"--cfg={word or 'x'}"]}
    new["toolchain"] |= {"rustc": "1.96.0"}
    base = Side(f"main{word}", taken(old), commit="0123456789" * 4)
    return compare(base, Side("the working tree", taken(new)), [f"a note {word}"])


def _place(word: str) -> dict[str, Any]:
    return {"file": f"a{word}/Cargo.toml", "line": 7}


def _crate(version: str, types: list[str], classification: str) -> dict[str, Any]:
    names = {"id": f"registry+x#net@{version}", "package": "net", "name": "net"}
    return {**names, "version": version, "crate_types": types, "classification": classification}


def many() -> Changes:
    """More than fits a comment."""
    findings = [finding(f"rule-{number}", message="m" * 400, artifacts=[]) for number in range(300)]
    return changes(document(), document(*findings))


@pytest.mark.parametrize("kind", ["txt", "md", "github"])
def test_golden(kind: str) -> None:
    assert_golden(GOLDEN / f"everything.{kind}", FORMATS[kind](everything()))


def test_nothing_changed_is_one_calm_line() -> None:
    one = document()
    nothing = changes(one, one)
    assert text.render(nothing, Style()) == "Nothing changed from old to new.\n"
    assert markdown.render(nothing) == "<!-- cargo-dynaudit diff -->\n\n## Nothing changed from old to new.\n"
    assert github.render(nothing) == "Nothing changed from old to new.\n"
    assert json.loads(json_v1.render(nothing))["changed"] is False
    still = document(finding())
    assert "1 finding is still" in text.render(changes(still, still), Style())
    assert "Still there" in text.render(changes(still, still), Style(), verbose=True)


def test_what_is_new_and_known_is_a_group_of_its_own() -> None:
    found = changes(document(suppressed(rule="elder")), document(suppressed(rule="elder"), suppressed(rule="born")))
    for kind, render in FORMATS.items():
        shown = render(found)
        assert "born" in shown, kind
        assert "known" in shown, kind
        assert "elder" not in shown, kind
    parsed = json.loads(json_v1.render(found))
    (one,) = parsed["findings"]
    assert (one["status"], one["counts_as_new"], one["suppression"]["reason"]) == ("new-and-suppressed", False, "known")
    assert parsed["suppressed_in_both"] == 1
    assert "Suppressed in both  1 finding" in text.render(found, Style(), verbose=True)


def test_json_keeps_its_schema() -> None:
    schema = json.loads(diff_schema())
    Draft202012Validator.check_schema(schema)
    for found in (everything(), many(), changes(document(), document())):
        assert list(Draft202012Validator(schema).iter_errors(json.loads(json_v1.render(found)))) == []


def test_text_fits_eighty_columns() -> None:
    for verbose in (False, True):
        shown = text.render(everything("x" * 9), Style(width=80), verbose=verbose)
        assert max(map(len, shown.splitlines())) <= 80


def test_comment_fits_and_counts_what_it_leaves_out() -> None:
    shown = markdown.render(many())
    assert len(shown) <= 65_000
    left_out = re.search(r"Left out, so that this fits a comment: (\d+) entries of “Findings”", shown)
    assert left_out is not None
    assert int(left_out[1]) + shown.count("\n#### ") == 300


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_word_of_the_project_steers_its_reader(payload: str) -> None:
    found = everything(payload.encode(errors="ignore").decode())
    page = html.render(found)
    assert page.count("<script") == 0
    assert len(re.findall(r"<img|<svg|onerror=\S*\"|</style>", page)) == 1  # our own </style>
    for kind in ("txt", "md", "html", "github"):
        shown = FORMATS[kind](found)
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u2028\ud800]", shown), kind
    Comment(markdown.render(found)).assert_sound()
    *commands, verdict, known, note = github.render(found).splitlines()
    assert all(re.fullmatch(r"::(error|warning|notice) [^:]*::.*", line) for line in commands)
    assert not verdict.startswith("::")
    assert known.startswith("new, and known: ")
    assert note.startswith("note: ")


def test_page_has_no_script_and_its_own_policy() -> None:
    page = unescape(html.render(everything()))
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "script-src" not in page
    for word in ("http://", "https://"):
        assert word not in page


def test_annotations_name_files_of_the_checkout() -> None:
    new = report(finding())
    new["build"] |= {"workspace_root": "/checkout/code"}
    found = changes(document(), taken(new))
    assert "file=code/Cargo.toml,line=3" in github.render(found, Path("/checkout"))
    assert "file=Cargo.toml,line=3" in github.render(found, Path("/elsewhere"))
    assert "file=Cargo.toml,line=3" in github.render(found)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Two reports of different findings."""
    (tmp_path / "base.json").write_text(json.dumps(report()))
    (tmp_path / "head.json").write_text(json.dumps(report(finding(level="warning"))))
    return tmp_path


@pytest.mark.parametrize(
    ("options", "status"),
    [("", 0), ("--fail-on warning", 1), ("--fail-on note", 1), ("--fail-on never", 0), ("-v --color never", 0)],
)
def test_exit_code(options: str, status: int, reports: Path) -> None:
    result = run("diff", "base.json", "head.json", *options.split(), cwd=reports)
    assert (result.status, result.stderr) == (status, "")
    assert result.stdout.startswith("1 new warning.\n")


def test_all_formats_at_once(reports: Path) -> None:
    summary = reports / "summary.md"
    formats = [word for kind in ("html", "json", "markdown", "text") for word in ("--format", f"{kind}=out.{kind}")]
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    result = run("diff", "base.json", "head.json", *formats, "--format", "github", cwd=reports, env=env)
    assert result.stdout.startswith("::warning file=Cargo.toml,line=3,title=duplicate-crate::m\n")
    assert summary.read_text() == (reports / "out.markdown").read_text()
    assert (reports / "out.html").read_text().startswith("<!DOCTYPE html>")
    assert json.loads((reports / "out.json").read_text())["changed"] is True


def test_schema_and_help() -> None:
    result = run("schema", "--diff", cwd=GOLDEN.parent)
    assert (result.status, result.stdout) == (0, diff_schema())
    help_text = run("diff", "--help", cwd=GOLDEN.parent).stdout
    assert max(map(len, help_text.splitlines())) <= 80


def test_imports(reports: Path) -> None:
    """The help is quick, and two reports need no cargo, no git and no template."""
    assert HEAVY & imported("diff", "--help", cwd=reports) == set()
    modules = imported("diff", "base.json", "base.json", "--format", "json", cwd=reports)
    assert {"jinja2", "networkx", "rich", "auditor.reports.diff.text", "auditor.prediction"} & modules == set()


def test_documents_are_not_changed(reports: Path) -> None:
    one: Document = document(finding())
    assert changes(one, one).base.document == one
    assert (reports / "base.json").read_text() == json.dumps(report())
