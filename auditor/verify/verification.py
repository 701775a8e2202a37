"""Confirms a prediction on the user's own project: builds it for real and compares."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import msgspec

from auditor.cargo.session import open_session
from auditor.config import build_settings, configuration
from auditor.errors import AuditorError
from auditor.model.linkage import Confidence
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.verify.cargo_build import CargoBuild, arguments_of
from auditor.verify.compare import Comparison, Difference, compare
from auditor.verify.observed import Observation, Progress, observe
from auditor.verify.records import Records, from_evidence


class Verdict(StrEnum):
    """How a verification ends, in a word for other programs."""

    DIFFERS = "differs"
    BROKEN = "build-broken"
    """The build fails for a reason that is none of linkage: little is proven."""
    REFUSED = "refused-as-predicted"
    FAILS = "fails-as-predicted"
    PARTLY = "partly-observed"
    """Nothing differs, but not all was seen."""
    AGREES = "agrees"


class Verification(msgspec.Struct, frozen=True, dict=True):
    """A prediction, what was observed, and how they compare."""

    evidence: Evidence
    predicted: Records
    observation: Observation
    comparison: Comparison
    wrapper: Path | None = None
    """The user's own wrapper around rustc, through which each compilation went."""

    @cached_property
    def verdict(self) -> Verdict:
        """How it ends."""
        observation = self.observation
        if self.comparison.differences:
            return Verdict.DIFFERS
        if observation.failure is not None:
            return Verdict.BROKEN
        if observation.refusal is not None:
            return Verdict.REFUSED
        if observation.fails_by_linkage:
            return Verdict.FAILS
        return Verdict.PARTLY if self.comparison.unproven else Verdict.AGREES

    def is_likely(self, difference: Difference) -> bool:
        """Whether the audit itself said of what differs that it is likely only."""
        return difference.subject in self._likely

    @cached_property
    def _likely(self) -> frozenset[str]:
        artifacts = zip(self.evidence.artifacts, self.predicted.artifacts, strict=True)
        return frozenset(str(record.key) for artifact, record in artifacts if artifact.confidence is Confidence.LIKELY)


def verify(
    evidence: Evidence,
    directory: Path,
    environment: Mapping[str, str],
    progress: Progress = lambda *_: None,
    *,
    keeps: bool = False,
) -> Verification:
    """Build what was audited, started in the same folder with the same environment, and compare.

    The build lies in a folder of its own, which is removed unless it `keeps` it; the project's target folder is left
    alone. This runs the project's build scripts and macros. Raises AuditorError if cargo cannot be run or has no plan.
    """
    predicted = from_evidence(evidence)
    build = build_of(evidence, directory, environment)
    observation = observe(build, progress, keeps=keeps)
    return Verification(evidence, predicted, observation, compare(predicted, observation.records()), build.wrapper)


def build_of(evidence: Evidence, directory: Path, environment: Mapping[str, str]) -> CargoBuild:
    """The build that a prediction is about, with the rustflags of its mode.

    Raises AuditorError for what no one variable can say: several targets with different rustflags.
    """
    if evidence.mode is Mode.PREFER_DYNAMIC:
        targets = [platform for kind, platform in evidence.plan.platforms.items() if kind is not None]
        if len({platform.rustflags.flags for platform in targets}) > 1:
            raise AuditorError(
                "the targets have different rustflags, and no one build adds -C prefer-dynamic to each",
                hint="verify them one by one: one --target at a time",
            )
        environment = {**environment, "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(evidence.rustflags.flags)}
    home = open_session(directory, environment).cargo_home
    selection = evidence.selection
    start = selection.config_folder(directory)
    config = configuration.load(directory, environment, home, selection.config, evidence.toolchain.cargo, start)
    wrapper = build_settings.tool(config, "rustc-wrapper")
    return CargoBuild(
        directory=directory,
        arguments=(*evidence.cargo_options, *arguments_of(evidence.selection)),
        command=evidence.selection.command,
        environment=environment,
        cargo=str(evidence.toolchain.cargo_path),
        wrapper=None if wrapper is None else wrapper.data,
    )
