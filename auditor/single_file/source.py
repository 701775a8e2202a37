"""The file as it lies there: what it must be to be audited, and whether it is a package of Cargo's."""

from __future__ import annotations

from pathlib import Path

from auditor import there
from auditor.cargo import embedded
from auditor.errors import AuditorError

LARGEST = 8 << 20
"""Bytes: larger files are not parsed, so that nothing could be said of what they name."""


def read(named: Path, cwd: Path) -> str:
    """The text of a file. Raises AuditorError for what rustc could not read, or the audit could not understand."""
    path = cwd / named
    if str(named) == "-":
        raise AuditorError("standard input cannot be audited", hint="name a file")
    if there.is_dir(path):
        raise AuditorError(
            "this is a folder, not a Rust file",
            path=named,
            hint="name a file in it, or run the audit in it if it is a Cargo project",
        )
    if not there.exists(path):
        package = "" if named.suffix else f"; a package is chosen by `-p {named}`"
        raise AuditorError("there is no such file", path=named, hint=f"name a Rust file{package}")
    if not there.is_file(path):
        raise AuditorError("this is no plain file", path=named, hint="name a Rust file")
    if path.suffix == ".toml":
        raise AuditorError("this is no Rust file", path=named, hint=f"name a manifest by `--manifest-path {named}`")
    try:
        if path.stat().st_size > LARGEST:
            raise AuditorError(
                f"the file is larger than {LARGEST >> 20} MiB, which is not parsed", path=named, hint="name another"
            )
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise AuditorError(
            "the file is not valid UTF-8, and rustc refuses it", path=named, line=line, hint="save it as UTF-8"
        ) from None
    except OSError as error:
        raise AuditorError(f"the file cannot be read: {error.strerror}", path=named, hint="check its mode") from None


def is_package(text: str) -> bool:
    """Whether the text is one of Cargo's single-file packages: it has a frontmatter, which rustc alone refuses."""
    return embedded.manifest_of(text) is not None
