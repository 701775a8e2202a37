"""From a project as read to the evidence: plan, sources, linkage, and how sure each answer is."""

from __future__ import annotations

from collections.abc import Callable

from auditor.cache import Cache
from auditor.classification import classifications
from auditor.linkage.confidence import artifacts_with_confidence
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.planned import plan_build
from auditor.project import Project
from auditor.sources.references import references
from auditor.survey import survey


def predict(project: Project, mode: Mode | None, cache: Cache, say: Callable[[str], None]) -> Evidence:
    """Predict the build; where `mode` is None, choose it. `cache` remembers what earlier audits read.

    Raises AuditorError where Cargo would refuse the selection or the profile.
    """
    planned = plan_build(project, mode)
    plan = planned.plan
    say("reading sources")
    named = references(plan, cache, project.folders)
    say("simulating rustc")
    return Evidence(
        selection=project.selection,
        mode=planned.mode,
        asked_mode=mode,
        workspace=project.workspace,
        toolchain=project.toolchain,
        plan=plan,
        artifacts=artifacts_with_confidence(plan, named),
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
