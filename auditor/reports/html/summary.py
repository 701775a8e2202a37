"""The first screen: the verdict, the build that it is about, and counts."""

from __future__ import annotations

from collections import Counter

from auditor.evidence.wording import agree
from auditor.model.finding import Level
from auditor.model.linkage import Outcome
from auditor.model.report import AuditReport, Evidence
from auditor.reports.html.nodes import loads
from auditor.reports.html.view import Fact, Tally
from auditor.reports.summary import build
from auditor.reports.summary.doubts import doubts

_OUTCOMES = (
    (Outcome.FAILS, "artifact fails", "artifacts fail", "bad"),
    (Outcome.BLOCKED, "artifact is blocked", "artifacts are blocked", "warn"),
)
_TONES = {Level.ERROR: "bad", Level.WARNING: "warn", Level.NOTE: "note"}


def facts(evidence: Evidence) -> tuple[Fact, ...]:
    """What build it is about."""
    return (
        Fact("Build", build.command_line(evidence), is_code=True),
        Fact("Linking", build.linking(evidence)),
        Fact("Profile", build.profile(evidence)),
        Fact("Target", build.platform(evidence)),
    )


def tallies(report: AuditReport) -> tuple[Tally, ...]:
    """The counts, each leading to its section."""
    evidence = report.evidence
    outcomes = Counter(artifact.outcome for artifact in evidence.artifacts)
    levels = Counter(finding.level for finding in report.findings)
    links = outcomes[Outcome.LINKS]
    libraries = {name for artifact in evidence.artifacts for name in loads(evidence, artifact)}
    uncertain = len({id(artifact) for doubt in doubts(evidence) for artifact in doubt.artifacts})
    found = [
        *(
            Tally(outcomes[one], agree(outcomes[one], singular, plural), tone, "artifacts")
            for one, singular, plural, tone in _OUTCOMES
            if outcomes[one]
        ),
        Tally(links, agree(links, "artifact links", "artifacts link"), "good" if links else "plain", "artifacts"),
        Tally(len(libraries), agree(len(libraries), "shared library", "shared libraries"), "plain", "picture"),
        Tally(
            len(evidence.classifications), agree(len(evidence.classifications), "crate", "crates"), "plain", "crates"
        ),
        *(
            Tally(levels[level], agree(levels[level], level.label, f"{level.label}s"), _TONES[level], "findings")
            for level in sorted(levels, reverse=True)
        ),
    ]
    if report.suppressed:
        number = len(report.suppressed)
        found.append(Tally(number, agree(number, "known finding", "known findings"), "plain", "findings"))
    if uncertain:
        found.append(Tally(uncertain, "likely, not certain", "plain", "certainty"))
    return tuple(found)
