"""Reports of few words for tests of the comparison."""

from __future__ import annotations

from typing import Any

from auditor.comparison.changes import Changes, Side
from auditor.comparison.compare import compare
from auditor.comparison.document import Document
from auditor.comparison.reading import taken


def artifact(name: str = "app", version: str = "0.1.0", **changes: Any) -> dict[str, Any]:
    """A program of a path package."""
    return {
        "package_id": f"path+file:///somewhere/{name}#{version}",
        "package": name,
        "target": name,
        "target_kind": "bin",
        "crate_type": "bin",
        "test": False,
        "platform": "target",
        "prefer_dynamic": True,
        "lto": "off",
        "panic": "unwind",
        "outcome": "links",
        "errors": [],
        "linkage": [],
        "needed": [],
        "confidence": "certain",
    } | changes


def linked(**crates: str) -> list[dict[str, Any]]:
    """The linkage of crates, in the report's form."""
    return [{"crate": name, "package_id": f"x#{name}@1.0.0", "linkage": linkage} for name, linkage in crates.items()]


def finding(rule: str = "duplicate-crate", level: str = "error", **changes: Any) -> dict[str, Any]:
    """A finding by the contract alone."""
    return {
        "rule": rule,
        "level": level,
        "message": "m",
        "help": None,
        "location": {"file": "Cargo.toml", "line": 3},
        "artifacts": [0],
        "crates": [],
    } | changes


def suppressed(**changes: Any) -> dict[str, Any]:
    """The same finding, known and without effect."""
    return finding(**changes) | {"suppression": {"kind": "policy", "reason": "known", "location": None}}


def report(*findings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A report with one program and findings about it, as the contract has it; those suppressed where they belong."""
    known = [one for one in findings if "suppression" in one]
    return {
        "schema_version": 1,
        "tool": {"name": "another", "version": "9"},
        "toolchain": {
            "rustc": "1.95.0",
            "commit_hash": "c",
            "host": "x86_64-unknown-linux-gnu",
            "target": "x86_64-unknown-linux-gnu",
            "sysroot": "/s",
            "std": {"rlib": True, "dylib": "libstd-0123456789abcdef.so"},
        },
        "build": {
            "workspace_root": "/w",
            "profile": "dev",
            "mode": "as-configured",
            "prefer_dynamic": True,
            "rustflags": ["-C", "prefer-dynamic"],
            "rustflags_source": None,
        },
        "crates": [],
        "artifacts": [artifact()],
        "findings": [one for one in findings if "suppression" not in one],
        **({"suppressed": known} if known else {}),
    } | changes


def document(*findings: dict[str, Any], **changes: Any) -> Document:
    """The same, read."""
    return taken(report(*findings, **changes))


def changes(old: Document, new: Document) -> Changes:
    """What changed, between two that were audited alike."""
    return compare(Side("old", old), Side("new", new))
