"""One crate in one artifact: what is known of the two."""

from __future__ import annotations

import msgspec

from auditor.model import crate_type
from auditor.model.file_names import file_name
from auditor.model.linkage import Artifact, Linkage, Preference, Step
from auditor.model.report import Evidence
from auditor.model.unit import Unit


class Case(msgspec.Struct, frozen=True):
    """How a crate is linked into an artifact, as predicted."""

    evidence: Evidence
    index: int
    """The artifact's."""
    crate: Unit | None
    """None for std."""
    linkage: Linkage | None
    """None where the artifact is the crate itself, or has nothing to do with it."""

    @property
    def artifact(self) -> Artifact:
        """The artifact."""
        return self.evidence.artifacts[self.index]

    @property
    def unit(self) -> Unit:
        """What the artifact is made of."""
        return self.evidence.plan.units[self.artifact.unit]

    @property
    def step(self) -> Step:
        """The step of rustc that settled it."""
        return self.artifact.decision.step(None if self.crate is None else self.crate.index)

    @property
    def preference(self) -> Preference:
        """What rustc tried first."""
        return self.artifact.decision.preference

    @property
    def name(self) -> str:
        """The crate's name as code."""
        return "std" if self.crate is None else f"`{self.crate.target.crate_name}`"

    @property
    def has_dylib(self) -> bool:
        """Whether there is a shared library of the crate."""
        return self.own_library is not None

    @property
    def own_library(self) -> str | None:
        """The file name of the crate's own shared library."""
        if self.crate is None:
            return self.unit.platform.std_dylib
        has_dylib = "dylib" in self.crate.flags.crate_types
        return file_name(self.crate, "dylib") if has_dylib else None

    @property
    def holder(self) -> Unit | None:
        """The library whose shared form contains the crate."""
        number = self.artifact.decision.holders.get(None if self.crate is None else self.crate.index)
        return None if number is None else self.evidence.plan.units[number]

    @property
    def library(self) -> str | None:
        """The file name of the shared library that the artifact has the crate from."""
        if self.linkage is Linkage.DYNAMIC:
            return self.own_library
        holder = self.holder
        is_inside = self.linkage is Linkage.INCLUDED_FROM_DYLIB and holder is not None
        return library(holder) if is_inside and holder is not None else None

    @property
    def only_dylibs(self) -> list[Unit]:
        """The crates without an rlib that keep the artifact from being all static."""
        return [self.evidence.plan.units[number] for number in self.artifact.unavailable_as_static]


def library(unit: Unit) -> str:
    """The file name of a unit's shared library."""
    return file_name(unit, "dylib") or unit.target.crate_name


def kind(artifact: Artifact) -> str:
    """A crate type with its article, as rustc decides about it."""
    return {
        "bin": "a program",
        "staticlib": "a static library",
        crate_type.CrateType.PROC_MACRO: "a proc macro",
    }.get(artifact.crate_type, f"a {artifact.crate_type}")
