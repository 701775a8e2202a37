"""What `cargo metadata` prints, decoded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from auditor.cargo import embedded
from auditor.cargo.process import Output
from auditor.errors import AuditorError


class MetadataDependency(msgspec.Struct):
    """A declared dependency in `packages[].dependencies[]`."""

    name: str
    kind: str | None = None
    rename: str | None = None
    optional: bool = False
    uses_default_features: bool = True
    features: list[str] = []
    target: str | None = None
    artifact: Any = None


class MetadataTarget(msgspec.Struct):
    """A target in `packages[].targets[]`."""

    name: str
    kind: list[str]
    crate_types: list[str]
    src_path: str
    edition: str = "2015"
    test: bool = True
    doctest: bool = True
    required_features: list[str] = msgspec.field(name="required-features", default_factory=list)


class MetadataPackage(msgspec.Struct):
    """A package in `packages[]`."""

    id: str
    name: str
    version: str
    manifest_path: str
    targets: list[MetadataTarget]
    dependencies: list[MetadataDependency]
    features: dict[str, list[str]]
    source: str | None = None
    links: str | None = None
    rust_version: str | None = None
    metadata: Any = None


class MetadataDependencyKind(msgspec.Struct):
    """A table that an edge of the resolve comes from."""

    kind: str | None = None
    target: str | None = None


class MetadataNodeDependency(msgspec.Struct):
    """An edge of the resolve."""

    name: str
    pkg: str
    dep_kinds: list[MetadataDependencyKind] = []


class MetadataNode(msgspec.Struct):
    """A node of the resolve."""

    id: str
    deps: list[MetadataNodeDependency]


class MetadataResolve(msgspec.Struct):
    """`resolve`."""

    nodes: list[MetadataNode]
    root: str | None = None


class Metadata(msgspec.Struct):
    """What `cargo metadata --format-version 1` prints."""

    packages: list[MetadataPackage]
    workspace_members: list[str]
    workspace_root: str
    target_directory: str
    resolve: MetadataResolve
    workspace_default_members: list[str] | None = None
    metadata: Any = None


def text_of(output: Output, manifest_path: Path) -> bytes:
    """What `cargo metadata` printed. Raises AuditorError with cargo's own words if it refused."""
    if output.status != 0:
        refusal = embedded.refused(output.stderr, manifest_path)
        if refusal is not None:
            raise refusal
        how = f" (signal {-output.status} ended it)" if output.status < 0 else ""
        raise AuditorError(
            f"cargo cannot read the project{how}",
            said=output.stderr,
            hint="correct what cargo says; `cargo metadata --format-version 1` with the same options says it again",
            path=manifest_path,
        )
    return output.stdout


def decode(text: bytes) -> Metadata:
    """Decode what cargo printed. Raises AuditorError if it is not the expected JSON."""
    try:
        return msgspec.json.decode(text, type=Metadata)
    except msgspec.MsgspecError as error:
        raise AuditorError(
            f"`cargo metadata` printed something else than its JSON: {error}",
            hint="run `cargo metadata --format-version 1` here to see what it prints; "
            "a wrapper around cargo that prints to standard output breaks it",
        ) from error
    except UnicodeDecodeError as error:
        raise AuditorError("`cargo metadata` printed text that is not UTF-8", hint="see what it prints") from error
