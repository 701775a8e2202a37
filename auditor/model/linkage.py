"""The prediction: how each artifact is linked, in rustc's words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Linkage(StrEnum):
    """How one crate gets into one artifact (rustc's `Linkage`)."""

    NOT_LINKED = "not-linked"
    INCLUDED_FROM_DYLIB = "included-from-dylib"
    STATIC = "static"
    DYNAMIC = "dynamic"


class Preference(StrEnum):
    """What rustc tries first for one output, and why (rustc's `calculate_type`)."""

    DYNAMIC = "prefer-dynamic"
    """`-C prefer-dynamic` is in force: whatever has a shared library."""
    STATIC = "no-prefer-dynamic"
    """It is not in force: everything static."""
    STATIC_BY_CRT = "crt-static"
    """Everything static, since the program contains the C runtime: the flag does not count."""
    STATIC_BY_CRATE_TYPE = "crate-type"
    """Everything static, as always for static libraries and proc macros: the flag does not count."""


class Step(StrEnum):
    """The step of rustc's decision that settled how one crate is linked into one output."""

    ALL_STATIC = "all-static"
    """Every loaded crate has an rlib: all are linked statically (`attempt_static`)."""
    HAS_DYLIB = "has-dylib"
    """A link that is not all static takes every shared library there is."""
    INSIDE_DYLIB = "inside-dylib"
    """A shared library that is linked contains the crate (`add_library`)."""
    NO_DYLIB = "no-dylib"
    """The rest: no shared library is the crate's own, and none contains it."""
    LOADED_ONLY = "loaded-only"
    """A proc macro, or what the sources load by `#[no_link]`: read, never linked."""
    UNDECIDED = "undecided"
    """The run ends before."""


class ErrorKind(StrEnum):
    """The errors that linkage can end in, each standing for one message of rustc or Cargo."""

    DUPLICATE_CRATE = "duplicate-crate"
    MISSING_FORMAT = "missing-format"
    LTO_PREFER_DYNAMIC = "lto-prefer-dynamic"
    LTO_CRATE_TYPE = "lto-crate-type"
    PANIC_RUNTIME = "panic-runtime"
    PANIC_STRATEGY = "panic-strategy"
    TWO_PANIC_RUNTIMES = "two-panic-runtimes"
    UNLINKABLE_DEPENDENCY = "unlinkable-dependency"
    UNSUPPORTED_CRATE_TYPE = "unsupported-crate-type"
    PROC_MACRO_LOAD = "proc-macro-load"
    EMBED_BITCODE = "embed-bitcode"
    PANIC_ABORT_TESTS = "panic-abort-tests"


class Outcome(StrEnum):
    """What becomes of an artifact."""

    LINKS = "links"
    FAILS = "fails"
    BLOCKED = "blocked"


class Confidence(StrEnum):
    """How sure a prediction is."""

    CERTAIN = "certain"
    LIKELY = "likely"


class LinkError(msgspec.Struct, frozen=True, order=True):
    """One kind of error with the crates that its messages name, sorted."""

    kind: ErrorKind
    crates: tuple[str, ...] = ()


class CrateLinkage(msgspec.Struct, frozen=True):
    """How one loaded crate is linked."""

    crate: str
    """The crate's real name; `std` stands for the standard library and all below it."""
    package_id: str | None
    unit: int | None
    """The unit that produced it; None for std. No part of the report."""
    linkage: Linkage


class Copy(msgspec.Struct, frozen=True):
    """One copy of a crate that shows up more than once in a link."""

    crate: str
    unit: int | None
    """The crate's unit; None for std."""
    holder: int | None
    """The unit whose dylib holds this copy; None where the copy is the crate's own shared library."""


class Decision(msgspec.Struct, frozen=True, eq=False):
    """How rustc came to the linkage of one artifact. Crates are named by their units, std by None.

    All decisions are equal: artifacts that are linked alike are the same answer, whatever step led there.
    """

    preference: Preference = Preference.STATIC
    rest: Step = Step.UNDECIDED
    """What settled all crates that `steps` lacks."""
    steps: Mapping[int | None, Step] = msgspec.field(default_factory=dict)
    holders: Mapping[int | None, int] = msgspec.field(default_factory=dict)
    """For crates inside a shared library: the unit of the first that contains it."""

    def step(self, unit: int | None) -> Step:
        """What settled how a crate is linked."""
        return self.steps.get(unit, self.rest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Decision)

    def __hash__(self) -> int:
        return 0


class Artifact(msgspec.Struct, frozen=True):
    """One crate type of one unit that the linker produces."""

    unit: int
    crate_type: str
    outcome: Outcome
    errors: tuple[LinkError, ...]
    linkage: tuple[CrateLinkage, ...]
    needed: tuple[str, ...]
    """File names of the Rust shared libraries passed to the linker, sorted."""
    confidence: Confidence
    outcome_confidence: Confidence = Confidence.CERTAIN
    """How sure the outcome and the errors are; a doubtful list of crates need not make them doubtful."""
    doubts: tuple[str, ...] = ()
    """Why it is only likely: what is not known, readable clauses."""
    further_doubts: tuple[str, ...] = ()
    """Those that the last of `doubts` only counts."""
    copies: tuple[Copy, ...] = ()
    """For `duplicate-crate`: where each copy is."""
    unavailable_as_static: tuple[int, ...] = ()
    """Units without an rlib that turned a static link dynamic."""
    blocked_by: tuple[int, ...] = ()
    """Units whose failure blocks this artifact, nearest cause first."""
    decision: Decision = Decision()
    """How the linkage came about. No part of the report."""
