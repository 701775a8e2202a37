"""Puts rustc's and Cargo's messages into the report's kinds of errors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from auditor.model.linkage import ErrorKind

_MESSAGES = (
    (ErrorKind.DUPLICATE_CRATE, re.compile(r"cannot satisfy dependencies so `([^`]+)` only shows up once")),
    (ErrorKind.MISSING_FORMAT, re.compile(r"crate `([^`]+)` required to be available in \w+ format")),
    (ErrorKind.LTO_PREFER_DYNAMIC, re.compile(r"cannot prefer dynamic linking when performing LTO")),
    (ErrorKind.LTO_CRATE_TYPE, re.compile(r"lto can only be run for|lto cannot be used for `[^`]+` crate type")),
    (ErrorKind.PANIC_RUNTIME, re.compile(r"the linked panic runtime `([^`]+)` is not compiled with")),
    (ErrorKind.PANIC_STRATEGY, re.compile(r"the crate `([^`]+)` requires panic strategy")),
    (ErrorKind.TWO_PANIC_RUNTIMES, re.compile(r"cannot link together two panic runtimes: (\w+) and (\w+)")),
    (ErrorKind.EMBED_BITCODE, re.compile(r"options `-C embed-bitcode=no` and `-C lto` are incompatible")),
    (ErrorKind.PANIC_ABORT_TESTS, re.compile(r"building tests with panic=abort is not supported")),
)
"""rustc's own words (`compiler/rustc_metadata`, `rustc_codegen_ssa` and `rustc_session`), the crates as groups."""

_PER_CRATE_TYPE = {
    ErrorKind.DUPLICATE_CRATE, ErrorKind.MISSING_FORMAT, ErrorKind.PANIC_RUNTIME, ErrorKind.PANIC_STRATEGY,
    ErrorKind.TWO_PANIC_RUNTIMES,
}  # fmt: skip
_UNRESOLVED = re.compile(
    r"(?:unresolved imports? |cannot find module or crate |unresolved module or unlinked crate |can't find crate for "
    r"|undeclared crate or module |c(?:ould not|annot) find (?=`\w+` in the (?:list of imported crates|crate root)))"
    r"(`[^`]+`(?:, `[^`]+`)*)"
)
_NO_STD = re.compile(r"can't find crate for `std`\s*\Z")
"""What rustc says where the toolchain has no standard library for the target."""
_NAME = re.compile(r"`(?:::)?(\w+)[^`]*`")
_UNLOADABLE = re.compile(r"lib(\w+?)(?:-[0-9a-f]{16})?\.\w+: \S*std-\S*: cannot open shared object file")
_REFUSED = re.compile(
    r"error: cannot produce ([\w, -]+) for `(\S+) v([^ `]+)[^`]*` as the target `[^`]+` does not support"
)
OTHER_RUSTC = "is not supported by the following package"
"""What Cargo says of a `rust-version` that the compiler does not reach."""


class Fault(msgspec.Struct, frozen=True):
    """One error message that is about linkage."""

    kind: ErrorKind
    crates: tuple[str, ...]
    """As the message names them."""

    @property
    def is_of_one_crate_type(self) -> bool:
        """Whether rustc raises it for each crate type by itself; else it ends the whole run."""
        return self.kind in _PER_CRATE_TYPE

    def concerns(self, crate_type: str) -> bool:
        """Whether it is (or may be) about the given crate type.

        A staticlib only ever lacks rlibs; the dynamic crate types never do, as they fall back on shared libraries.
        Cargo refuses a library that is both dylib and cdylib, so no two crate types of a run can share a message.
        """
        return not self.is_of_one_crate_type or (self.kind is ErrorKind.MISSING_FORMAT) == (crate_type == "staticlib")


def faults(diagnostics: tuple[dict[str, Any], ...], libraries: Mapping[str, bool]) -> tuple[Fault, ...]:
    """The errors about linkage among rustc's messages, in their order.

    `libraries`: the libraries that the unit cannot simply link, by name in its source: True for proc macros, False
    for those with neither rlib nor dylib.
    """
    return tuple(fault for message in diagnostics if message["level"] == "error"
                 for fault in _faults(message, libraries))  # fmt: skip


def plain_errors(diagnostics: tuple[dict[str, Any], ...], libraries: Mapping[str, bool]) -> tuple[str, ...]:
    """The error messages that are not about linkage, first lines, rustc's closing count left out."""
    return tuple(
        message["message"].partition("\n")[0]
        for message in diagnostics
        if message["level"].startswith("error") and not message["message"].startswith("aborting due to")
        if not any(_faults(message, libraries))
    )


def dropped_crate_types(diagnostics: tuple[dict[str, Any], ...]) -> frozenset[str]:
    """The crate types that rustc says it drops, as the platform does not support them."""
    found = (re.match(r"dropping unsupported crate type `([^`]+)`", message["message"]) for message in diagnostics)
    return frozenset(match[1] for match in found if match)


def refused(stderr: str) -> tuple[str, str, frozenset[str]] | None:
    """The package that Cargo refuses, its version and the crate types that the platform lacks, if it says so."""
    match = _REFUSED.search(stderr)
    return None if match is None else (match[2], match[3], frozenset(match[1].split(", ")))


def is_refused(stderr: str) -> bool:
    """Whether Cargo's message is a refusal of the kind that an audit predicts: a crate type, or a `rust-version`."""
    return refused(stderr) is not None or OTHER_RUSTC in stderr


def from_error(said: str) -> str:
    """What Cargo has said from its first error on: warnings may be many, and come before. All of it without errors."""
    lines = said.strip().splitlines()
    start = next((number for number, line in enumerate(lines) if line.startswith("error")), 0)
    return "\n".join(lines[start:])


def _faults(message: dict[str, Any], libraries: Mapping[str, bool]) -> Iterator[Fault]:
    text = message["message"]
    for kind, pattern in _MESSAGES:
        match = pattern.search(text)
        if match is not None:
            yield Fault(kind, tuple(sorted(match.groups())))
    unloadable = _UNLOADABLE.search(text)
    if unloadable is not None:
        yield Fault(ErrorKind.PROC_MACRO_LOAD, (unloadable[1],))
    if _NO_STD.match(text) is not None:
        yield Fault(ErrorKind.UNLINKABLE_DEPENDENCY, ("std",))
    unresolved = _UNRESOLVED.search(text)
    for name in sorted(set(_NAME.findall(unresolved[1])) & set(libraries)) if unresolved else ():
        if not libraries[name]:
            yield Fault(ErrorKind.UNLINKABLE_DEPENDENCY, (name,))
        elif "can't find crate" in text:
            yield Fault(ErrorKind.PROC_MACRO_LOAD, (name,))
