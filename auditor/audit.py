"""An audit from beginning to end: the only module that knows every stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from auditor.cargo.questions import Questions
from auditor.cargo.session import open_session
from auditor.errors import AuditorError
from auditor.model.selection import Mode, Selection

if TYPE_CHECKING:
    from auditor.config.policy_options import LevelOption
    from auditor.config.rustc_command import RustcCommand
    from auditor.model.policy import Policy
    from auditor.model.report import AuditReport, Evidence

Say = Callable[[str], None]


class AuditRequest(NamedTuple):
    """What is to be audited."""

    selection: Selection
    mode: Mode | None
    """None leaves the choice to the audit."""
    cwd: Path
    """Absolute: configuration is looked up from here."""
    environment: Mapping[str, str]
    uses_cache: bool = True
    """Whether what earlier audits learned may be used and added to."""
    levels: tuple[LevelOption, ...] = ()
    """The levels that the command line gives rules."""


def run(
    request: AuditRequest,
    say: Say = lambda _: None,
    meanwhile: Callable[[], object] = lambda: None,
    forgive: Callable[[AuditorError], object] | None = None,
) -> AuditReport:
    """Audit a project; `say` is told what is being done, `meanwhile` is called while cargo and rustc think.

    `forgive` is told that the project's policy cannot be used, and the audit goes on without one.
    Raises AuditorError where the project or its configuration cannot be used. Nothing of the project is run.
    """
    session = open_session(request.cwd, request.environment)
    say("asking cargo and rustc")
    questions = Questions.ask(session, request.selection)
    # NOTE: everything else is imported while cargo thinks.
    from auditor import prediction
    from auditor.cache import open_cache
    from auditor.config import policy_files, policy_options
    from auditor.config.policy_table import Rules
    from auditor.findings import registry
    from auditor.model.policy import Policy
    from auditor.project import Reading

    rules = Rules(registry.RULES, registry.ABOUT_IGNORES)
    levels = policy_options.read(request.levels, rules)
    reading = Reading.start(questions)
    meanwhile()
    cache = open_cache(request.environment, is_wanted=request.uses_cache)
    expected = reading.expect(cache)
    evidence = None if expected is None else prediction.attempt(expected, request.mode, cache)
    project = reading.finish(cache, expected)
    try:
        policy = policy_files.read(project.workspace, rules)
    except AuditorError as error:
        if forgive is None:
            raise
        forgive(error)
        policy = Policy()
    if evidence is None or project is not expected:
        say("planning the build")
        evidence = prediction.predict(project, request.mode, cache, say)
    return _judged(evidence, policy.with_levels(levels), say)


def run_file(
    request: AuditRequest,
    file: Path,
    text: str,
    command: RustcCommand,
    say: Say = lambda _: None,
    meanwhile: Callable[[], object] = lambda: None,
) -> AuditReport:
    """Audit a single file, given with its text, as rustc itself compiles it: no configuration of Cargo's counts.

    Raises AuditorError for what rustc refuses for another reason than linkage. Nothing of the file is run.
    """
    from auditor.cache import open_cache
    from auditor.config import policy_options
    from auditor.config.policy_table import Rules
    from auditor.findings import registry
    from auditor.model.policy import Policy
    from auditor.single_file import prediction

    levels = policy_options.read(request.levels, Rules(registry.RULES, registry.ABOUT_IGNORES))
    session = open_session(request.cwd, request.environment)
    say("asking rustc")
    cache = open_cache(request.environment, is_wanted=request.uses_cache)
    meanwhile()
    evidence = prediction.predict(session, file, text, command, request.mode, cache, say)
    return _judged(evidence, Policy().with_levels(levels), say)


def _judged(evidence: Evidence, policy: Policy, say: Say) -> AuditReport:
    """The findings that the evidence gives, and what the policy makes of them."""
    from auditor.findings import registry
    from auditor.model.report import AuditReport
    from auditor.policy import gate

    say("looking for findings")
    judged = gate.judge(policy, evidence, registry.find(evidence), date.today())
    return AuditReport(evidence, judged.findings, registry.RULES, judged.suppressed, policy.fail_on)
