"""The answer: how a crate gets into each artifact, and what led there."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from auditor.model.finding import Location
from auditor.model.linkage import Linkage
from auditor.model.report import Evidence
from auditor.model.workspace import Package


class Cause(StrEnum):
    """What settles how a crate gets into an artifact: a step of rustc's decision, or why it came to none."""

    ALL_STATIC = "all-static"
    HAS_DYLIB = "has-dylib"
    INSIDE_DYLIB = "inside-dylib"
    NO_DYLIB = "no-dylib"
    LOADED_ONLY = "loaded-only"
    UNDECIDED = "undecided"
    OWN_ARTIFACT = "own-artifact"
    """The artifact is the crate itself."""
    NOT_NAMED = "not-named"
    """A package depends on it, and no source names it."""
    BUILD_SCRIPT = "build-script"
    """Only a build script needs it."""
    PROC_MACRO = "proc-macro"
    """Only a proc macro needs it."""
    PROGRAM = "program"
    """Only a program needs it that a test may run."""
    UNLINKABLE = "unlinkable"
    """It, or what leads to it, has neither an rlib nor a dylib."""
    NO_STD = "no-std"
    """For std: nothing that is linked needs it."""
    UNRELATED = "unrelated"
    """Nothing that the artifact needs depends on it."""


class ReasonKind(StrEnum):
    """What a reason is about."""

    TYPES = "types"
    """Crate types, and the line that declares them."""
    FLAG = "flag"
    """`-C prefer-dynamic` or crt-static, and its source."""
    RULE = "rule"
    """The rule of rustc or Cargo that decides."""
    COPY = "copy"
    """One of several copies of the crate, and the way there."""
    FAILS = "fails"
    """Why the artifact fails."""
    PANIC = "panic"
    """The panic strategy, and its source."""
    LTO = "lto"
    """The LTO, and its source."""
    BLOCKED = "blocked"
    """What the artifact waits for in vain."""
    LIKELY = "likely"
    """Something that is not known."""


class Hop(msgspec.Struct, frozen=True):
    """One step of a way through the dependencies: the unit it comes to."""

    unit: int
    name: str | None = None
    """The crate name by which the unit before knows it; None at the start."""
    location: Location | None = None
    """Where the package before declares the dependency, if it lies in a folder of the user's."""
    is_loaded: bool = True
    """Whether rustc follows: it loads the crate, to link it, when it compiles the unit before."""


class Reason(msgspec.Struct, frozen=True):
    """One link of the chain, a clause in a reader's words."""

    kind: ReasonKind
    text: str
    location: Location | None = None
    path: tuple[Hop, ...] = ()
    """For a copy: the way to it."""


class Entry(msgspec.Struct, frozen=True):
    """The answer for one artifact."""

    artifact: int
    """Index into the evidence's artifacts."""
    linkage: Linkage | None
    """None where the artifact is the crate itself."""
    cause: Cause
    because: str
    """The shortest reason, a clause that goes after `because`."""
    path: tuple[Hop, ...] = ()
    """From the artifact to the crate; to the artifact where it is the crate itself."""
    reasons: tuple[Reason, ...] = ()
    is_at_fault: bool = False
    """Whether the artifact fails by this crate."""
    library: str | None = None
    """The file name of the shared library that the artifact has the crate from."""


class CrateAnswer(msgspec.Struct, frozen=True):
    """The answer for one crate in one version."""

    name: str
    package: Package | None
    """None for std."""
    types: Reason | None
    entries: tuple[Entry, ...]
    note: str | None = None
    """Why there are no entries."""


class Answer(msgspec.Struct, frozen=True):
    """The whole answer."""

    evidence: Evidence
    asked: str
    """The crate as the command line names it."""
    crates: tuple[CrateAnswer, ...]
    """Each version on its own."""
