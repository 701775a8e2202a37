"""From a project as read to the evidence: plan, sources, linkage, and how sure each answer is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.cache import Cache
from auditor.classification import classifications
from auditor.linkage.confidence import artifacts_with_confidence
from auditor.model.linkage import Artifact
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.model.source import UnitSources
from auditor.planned import Planned, plan_build
from auditor.project import Project
from auditor.sources.references import references
from auditor.survey import survey


def predict(project: Project, mode: Mode | None, cache: Cache, say: Callable[[str], None]) -> Evidence:
    """Predict the build; where `mode` is None, choose it. `cache` remembers what earlier audits read.

    Raises AuditorError where Cargo would refuse the selection or the profile.
    """
    planned = plan_build(project, mode)
    say("reading sources")
    named = references(planned.plan, cache, project.folders)
    say("simulating rustc")
    return evidence(project, planned, mode, named, artifacts_with_confidence(planned.plan, named))


def evidence(
    project: Project,
    planned: Planned,
    asked_mode: Mode | None,
    named: Sequence[UnitSources],
    artifacts: Sequence[Artifact],
) -> Evidence:
    """All that is known of a build whose sources were read and whose artifacts are predicted."""
    plan = planned.plan
    return Evidence(
        selection=project.selection,
        mode=planned.mode,
        asked_mode=asked_mode,
        workspace=project.workspace,
        toolchain=project.toolchain,
        plan=plan,
        artifacts=tuple(artifacts),
        classifications=classifications(plan),
        rustflags=planned.rustflags,
        configured_rustflags=planned.configured_rustflags,
        profile=planned.profile,
        sources=tuple(named),
        cargo_options=project.session.cargo_options,
        surroundings=survey(project, planned.profiles, plan),
    )


def attempt(project: Project, mode: Mode | None, cache: Cache) -> Evidence | None:
    """The same for a project that may have changed: None where it cannot be predicted, for whatever reason."""
    try:
        return predict(project, mode, cache, lambda _: None)
    except Exception:  # the project as it is will say what is wrong
        return None
