"""Questions to small workspaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from auditor.model.report import Evidence
from auditor.reports.style import Style
from auditor.reports.why import text
from auditor.why.answer import Answer, CrateAnswer, Entry
from auditor.why.answering import answer
from auditor.why.naming import question
from tests.builders import Workspace
from tests.findings.projects import audited

F = "pub fn f() -> u32 { 1 }"


def ask(evidence: Evidence, crate: str, artifacts: Sequence[str] = ()) -> Answer:
    """The answer of an audit."""
    return answer(evidence, question(evidence, crate, artifacts))


def asked(
    workspace: Workspace, folder: Path, crate: str, options: str = "", *, env: Mapping[str, str] | None = None
) -> CrateAnswer:
    """The answer about the only crate of a name, as configured unless the options say otherwise."""
    (found,) = ask(audited(workspace, folder, options, env=env).evidence, crate).crates
    return found


def entry(evidence: Evidence, found: CrateAnswer, name: str) -> Entry:
    """The answer for an artifact, `app` or `eng:dylib`."""
    target, _, crate_type = name.partition(":")
    artifacts = evidence.artifacts
    (one,) = (
        entry
        for entry in found.entries
        if evidence.plan.units[artifacts[entry.artifact].unit].target.name == target
        and crate_type in ("", artifacts[entry.artifact].crate_type)
    )
    return one


def shown(found: Answer, *, verbose: bool = False) -> str:
    """The text, each paragraph on one line."""
    return " ".join(text.render(found, Style(width=80), verbose=verbose).split())
