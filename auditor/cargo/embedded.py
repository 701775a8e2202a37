"""The manifest that a Rust file holds itself: Cargo's single-file packages, unstable as `-Zscript` in Cargo 1.97.

Source: cargo `util/frontmatter.rs` (`ScriptSource`) and `util/toml/mod.rs` (`is_embedded`).
"""

from __future__ import annotations

import re
from pathlib import Path

from auditor import there
from auditor.cargo.session import Session
from auditor.errors import AuditorError

FLAG = "-Zscript"
NEEDS_FLAG = f"requires `{FLAG}`"
"""What a Cargo says of such a package that does not have them without the option."""

SUFFIXES = (".rs", "")
"""How files end that may be such packages."""

_FENCE = re.compile(r"(-{3,})[ \t]*([^\s-]\S*)?[ \t]*")


def is_embedded(path: Path) -> bool:
    """Whether Cargo takes a path for such a package: a file that ends in `.rs`, or in nothing."""
    return path.suffix == ".rs" or (path.suffix == "" and there.is_file(path))


def manifest_of(text: str) -> str | None:
    """The manifest in a file, each line where it stands there; None where there is no frontmatter.

    One that is not closed reaches to the end. It may only follow a byte order mark, a `#!` line and empty lines.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    is_shebang = bool(lines) and lines[0].startswith("#!") and not lines[0][2:].lstrip().startswith("[")
    start = 1 if is_shebang else 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    opening = _FENCE.fullmatch(lines[start]) if start < len(lines) else None
    if opening is None:
        return None
    kept = lines[start + 1 :]
    closing = next((number for number, line in enumerate(kept) if line.startswith(opening[1])), len(kept))
    return "\n" * (start + 1) + "\n".join(kept[:closing]) + "\n"


def toml_in(text: str, path: Path) -> str:
    """The TOML in a file: the frontmatter of Rust, all of anything else, such as `.cargo/config`."""
    if path.suffix not in SUFFIXES:
        return text
    found = manifest_of(text)
    return found if found is not None else "" if path.suffix == ".rs" else text


def prepared(session: Session, path: Path) -> Session:
    """The session that a single-file package needs: a nightly Cargo has them behind an option.

    Other releases are asked as they are: one may have them without.
    """
    answer = session.start_cargo(["-V"]).wait().stdout
    is_nightly = any(word in answer for word in (b"-nightly", b"-dev"))
    return session._replace(cargo_options=(FLAG,)) if is_nightly and is_embedded(path) else session


def refused(said: str, path: Path) -> AuditorError | None:
    """What to tell where Cargo does not have single-file packages; None where it says something else."""
    if NEEDS_FLAG not in said and "manifest-path must be a path to a Cargo.toml file" not in said:
        return None
    return AuditorError(
        "this Cargo has no single-file packages: as of Rust 1.97 only nightly toolchains have them",
        path=path,
        hint=f"use one: `cargo +nightly dynaudit audit {path.name}`",
    )
