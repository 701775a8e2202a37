"""The prediction: how each artifact is linked, in rustc's words."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Linkage(StrEnum):
    """How one crate gets into one artifact (rustc's `Linkage`)."""

    NOT_LINKED = "not-linked"
    INCLUDED_FROM_DYLIB = "included-from-dylib"
    STATIC = "static"
    DYNAMIC = "dynamic"


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
