"""What rustc finds in the metadata of a compiled library: rustc itself is asked (`-Z ls`), nothing of it is run.

Source: rustc `rustc_metadata/src/rmeta/decoder.rs`, `list_crate_metadata`; seen in the releases 1.93 to 1.97.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from auditor.cargo.process import Output, Running
from auditor.cargo.session import Session
from auditor.errors import AuditorError

_FIELD = re.compile(r"^(name|hash|proc_macro|triple|required_panic_strategy) (\S+)", re.MULTILINE)
_PANIC = re.compile(r"required_panic_strategy (?:Some\((\w+)\)|None)")
_DEPENDENCY = re.compile(
    r"^\d+ (\w+?)((?:-\S*)?) hash (\w+) host_hash \S+ kind (\w+) \w+(?: linkage (?:Some\((\w+)\)|None))?$", re.MULTILINE
)
_HEADING = "=External Dependencies="
_MACROS_ONLY = "MacrosOnly"


class LibraryDependency(msgspec.Struct, frozen=True):
    """A crate that a library was compiled against."""

    name: str
    extra_filename: str
    """What its file name had behind the crate's name."""
    hash: str
    is_linked: bool
    """False for what is loaded for its macros alone."""
    linkage: str | None
    """How the library's shared form holds it: `RequireStatic`, `RequireDynamic`; None if it does not itself."""


class LibraryMetadata(msgspec.Struct, frozen=True):
    """What a library says of itself."""

    name: str
    hash: str
    is_proc_macro: bool
    triple: str
    required_panic: str | None
    """`Unwind` or `Abort`: the panic strategy that it demands of what links it."""
    dependencies: tuple[LibraryDependency, ...]


def ask(session: Session, path: Path) -> Running:
    """Have rustc read a library's metadata.

    The option is unstable, and so asked for as the compiler's own build does.
    """
    return session.start_rustc(["-Zls=root", str(path)], {"RUSTC_BOOTSTRAP": "1"})


def parse(output: Output, path: Path) -> LibraryMetadata:
    """Read rustc's answer. Raises AuditorError, with rustc's own words, for what is no library of this compiler's."""
    text = output.stdout.decode("utf-8", "replace")
    fields = dict(_FIELD.findall(text.partition(_HEADING)[0]))
    if output.status != 0 or not {"name", "hash", "triple"} <= fields.keys() or _HEADING not in text:
        raise AuditorError(
            "rustc cannot use this library",
            path=path,
            said=text.strip() or output.stderr,
            hint="compile it with the rustc that compiles the file, as `rlib`, `dylib` or `proc-macro`",
        )
    panic = _PANIC.search(text)
    return LibraryMetadata(
        name=fields["name"],
        hash=fields["hash"],
        is_proc_macro=fields.get("proc_macro") == "true",
        triple=fields["triple"],
        required_panic=None if panic is None else panic[1],
        dependencies=tuple(
            LibraryDependency(name, extra, hash_, kind != _MACROS_ONLY, linkage or None)
            for name, extra, hash_, kind, linkage in _DEPENDENCY.findall(text)
        ),
    )
