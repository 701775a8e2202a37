"""The matrix from beginning to end: one reading of the project, one look at its sources, every command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from auditor.audit import AuditRequest
from auditor.cache import open_cache
from auditor.cargo.questions import Questions
from auditor.cargo.session import open_session
from auditor.commands import listing
from auditor.commands.history import History
from auditor.commands.listing import Listed, Parse
from auditor.commands.plans import CommandPlan, RefusedCommand, plans
from auditor.commands.predictions import Predictions
from auditor.commands.readings import Readings
from auditor.config import policy_files
from auditor.config.policy_table import Rules
from auditor.findings import registry
from auditor.matrix.model import Column, Given, Matrix, is_failing
from auditor.model.finding import Finding, Level
from auditor.model.linkage import Outcome
from auditor.model.policy import Policy
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.project import Project, Reading


class MatrixRequest(msgspec.Struct, frozen=True):
    """Which commands are to be shown side by side."""

    audit: AuditRequest
    """Its selection holds the options that all commands get."""
    parse: Parse
    commands: tuple[str, ...] = ()
    """Those that are named; none: those that people run, and those of the policy."""
    packages: tuple[str, ...] = ()
    """The packages to which the commands for one package are restricted."""
    lists_all: bool = False
    """Whether every package with a program gets commands of its own, however many there are."""
    options: str = ""
    """The options that all commands get, as typed."""


def run(request: MatrixRequest, say: Callable[[str], None] = lambda _: None) -> Matrix:
    """Predict every command; `say` is told what is being done.

    Raises AuditorError where the project or its configuration cannot be used, for a command of the command line or the
    policy that is none or that Cargo refuses, and where it refuses all.
    """
    asked = request.audit
    session = open_session(asked.cwd, asked.environment)
    say("asking cargo and rustc")
    reading = Reading.start(Questions.ask(session, asked.selection))
    cache = open_cache(asked.environment, is_wanted=asked.uses_cache)
    project = reading.finish(cache, reading.expect(cache))
    policy = policy_files.read(project.workspace, Rules(registry.RULES, registry.ABOUT_IGNORES))
    commands, left_out = _commands(request, project, policy)
    say("planning the builds")
    found = plans(commands, Readings(project, cache, say))
    usable = [one for one in found if isinstance(one, CommandPlan)]
    predictions = Predictions(usable, asked.mode, cache, say)
    columns = tuple(_columns(found, predictions.evidences))
    history = History(columns)
    positions = [number for number, one in enumerate(found) if isinstance(one, CommandPlan)]
    as_configured = zip(positions, predictions.fail_as_configured() if predictions.is_assumed else (), strict=False)
    failing = [number for number in positions if is_failing(columns[number])]
    asks_flag = bool(failing) and predictions.mode is Mode.AS_CONFIGURED
    with_flag = zip(positions, predictions.fail_with_flag() if asks_flag else (), strict=False)
    return Matrix(
        columns=columns,
        mode=predictions.mode,
        asked_mode=asked.mode,
        options=request.options,
        without_columns=left_out,
        leftovers=history.leftovers(),
        changes=history.changes(),
        fails_as_configured=tuple(number for number, fails in as_configured if fails),
        mended_by_flag=tuple(number for number, fails in with_flag if number in failing and not fails),
        fail_on=policy.fail_on,
    )


def _commands(request: MatrixRequest, project: Project, policy: Policy) -> tuple[list[Listed], tuple[str, ...]]:
    """The commands, and the packages that get none of their own."""
    if request.commands:
        return [listing.named(text, request.parse, Given.OPTION) for text in request.commands], ()
    asked = request.audit
    found, left_out = listing.usual(
        project.workspace,
        asked.selection,
        project.toolchain.host,
        asked.cwd,
        request.packages,
        lists_all=request.lists_all,
    )
    return [*found, *listing.of_policy(policy.matrix, request.parse)], left_out


def _columns(found: Sequence[CommandPlan | RefusedCommand], evidences: Sequence[Evidence]) -> Iterator[Column]:
    remaining = iter(evidences)
    for one in found:
        listed = one.listed
        if isinstance(one, RefusedCommand):
            yield Column(listed.title, (), listed.selection.command, listed.given, "", None, one.problem)
            continue
        evidence = next(remaining)
        yield Column(
            title=listed.title,
            also=one.also,
            command=listed.selection.command,
            given=listed.given,
            directory=one.planned.profiles.directory,
            evidence=evidence,
            findings=_errors(evidence),
        )


def _errors(evidence: Evidence) -> tuple[Finding, ...]:
    """Why artifacts fail: nothing is looked for where all link."""
    if all(artifact.outcome is Outcome.LINKS for artifact in evidence.artifacts):
        return ()
    return tuple(finding for finding in registry.find(evidence) if finding.level is Level.ERROR)
