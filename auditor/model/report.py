"""The result of an audit: everything a front end may show."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from auditor.model.build import Platform, RustFlags, Toolchain
from auditor.model.finding import Finding, FixedFinding, Rule, Suppressed
from auditor.model.linkage import Artifact
from auditor.model.policy import FailOn
from auditor.model.selection import Mode, Selection
from auditor.model.source import UnitSources
from auditor.model.surroundings import Surroundings
from auditor.model.unit import Plan
from auditor.model.workspace import PackageId, Workspace


class Classification(StrEnum):
    """What Rust code can link of a library."""

    RLIB_ONLY = "rlib-only"
    DYLIB_ONLY = "dylib-only"
    RLIB_AND_DYLIB = "rlib-and-dylib"
    UNLINKABLE = "cdylib-or-staticlib-only"
    PROC_MACRO = "proc-macro"


class Evidence(msgspec.Struct, frozen=True, eq=False):
    """All that was read and predicted: what findings look at. Equal only to itself, so that it can be a key."""

    selection: Selection
    mode: Mode
    asked_mode: Mode | None
    """What the command line asked for; None where the audit chose."""
    workspace: Workspace
    toolchain: Toolchain
    plan: Plan
    artifacts: tuple[Artifact, ...]
    classifications: Mapping[PackageId, Classification]
    """Of each library target in the build."""
    rustflags: RustFlags
    """The rustflags in force for the (first) target platform, prefer-dynamic of the mode included."""
    configured_rustflags: RustFlags
    """The same as configured by the user."""
    profile: str
    """The requested profile's name."""
    sources: tuple[UnitSources, ...]
    """What each unit's sources name, by unit index."""
    rustc_command: tuple[str, ...] = ()
    """The command line of rustc where it compiles a single file itself, without Cargo; else nothing."""
    cargo_options: tuple[str, ...] = ()
    """What Cargo needs before the name of its command: `-Zscript` for a single-file package."""
    surroundings: Surroundings = msgspec.field(default_factory=Surroundings)
    """What lies around the build and matters to findings alone."""

    @property
    def is_by_rustc(self) -> bool:
        """Whether rustc itself compiles a single file: there is no Cargo, no profile, no rustflags."""
        return bool(self.rustc_command)

    @property
    def target(self) -> Platform:
        """The (first) target platform."""
        return self.plan.target

    @property
    def prefers_dynamic(self) -> bool:
        """Whether the rustflags in force, or those of the profile, say `-C prefer-dynamic`."""
        return any(unit.flags.prefer_dynamic and not unit.flags.prefer_dynamic_by_cargo for unit in self.plan.units)


class AuditReport(msgspec.Struct, frozen=True):
    """Evidence and the findings drawn from it."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    """Those that count, worst first."""
    rules: Mapping[str, Rule] = msgspec.field(default_factory=dict)
    """All rules by id, with their manual pages."""
    suppressed: tuple[Suppressed, ...] = ()
    """Those that do not count, in the same order."""
    fail_on: FailOn | None = None
    """What the policy says; the command line counts more."""
    fixed: tuple[FixedFinding, ...] = ()
    """Those of the baseline that are gone, worst first."""
