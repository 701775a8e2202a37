"""Bytes of a file into a report. Whatever is wrong with them ends in one message that says what to do."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path
from typing import Any

import msgspec

from auditor import there
from auditor.comparison.document import SCHEMA_VERSION, Document, Finding
from auditor.errors import AuditorError

STDIN = "-"
"""What stands for standard input on the command line."""
MOST_BYTES = 512 * 2**20
"""A report of ten thousand artifacts has a tenth of it."""
_HINT = "make one with `cargo dynaudit audit --format json --output FILE`"


class _Head(msgspec.Struct):
    """What tells a report from other documents."""

    schema_version: Any = None


def read(path: Path) -> Document:
    """The report in a file. Raises AuditorError where it cannot be read or is none."""
    if there.is_dir(path) or (there.exists(path) and not there.is_file(path)):
        raise AuditorError(
            "a report is read from an ordinary file, not from a folder, a pipe or a device",
            hint="name a file, or `-` for standard input",
            path=path,
        )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise AuditorError(f"larger than {MOST_BYTES // 2**20} MiB, which no report is", hint=_HINT, path=path)
        data = path.read_bytes()
    except OSError as error:
        raise AuditorError(f"cannot read the report: {error.strerror or error}", hint=_HINT, path=path) from error
    return parse(data, path)


def read_standard_input() -> Document:
    """The report that standard input is. Raises AuditorError where it is closed or is none."""
    if sys.stdin is None:
        raise AuditorError("standard input is closed", hint=f"name a file instead of `{STDIN}`")
    return parse(sys.stdin.buffer.read(), Path("standard input"))


def parse(data: bytes, path: Path) -> Document:
    """The report that bytes are; `path` is for messages."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise AuditorError("the report is empty", hint=_HINT, path=path)
    try:
        version = msgspec.json.decode(data, type=_Head).schema_version
        if version is None:
            raise AuditorError("JSON, but no report of `cargo dynaudit audit`", hint=_HINT, path=path)
        if version != SCHEMA_VERSION or isinstance(version, bool):
            raise AuditorError(
                f"a report of schema version {version}; this release reads version {SCHEMA_VERSION}",
                hint=f"{_HINT} and this release of cargo-dynaudit",
                path=path,
            )
        return _checked(msgspec.json.decode(data, type=Document), path)
    except msgspec.ValidationError as error:
        raise AuditorError(f"no report of schema version {SCHEMA_VERSION}: {error}", hint=_HINT, path=path) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AuditorError(f"not JSON, or only a part of it: {error}", hint=_HINT, path=path) from error


def taken(document: dict[str, Any]) -> Document:
    """The report of an audit that was just made, as plain data."""
    return msgspec.convert(document, Document)


def _checked(document: Document, path: Path) -> Document:
    """The same, if its findings name artifacts that there are."""
    findings: tuple[Finding, ...] = (*document.findings, *document.suppressed)
    for finding in findings:
        if any(not 0 <= number < len(document.artifacts) for number in finding.artifacts):
            raise AuditorError(
                f"a finding of rule `{finding.rule}` names an artifact that the report does not have",
                hint=_HINT,
                path=path,
            )
    return document
