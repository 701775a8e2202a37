"""`cargo metadata`: the command line for a selection, and its JSON decoded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from auditor.errors import AuditorError
from auditor.model.build import Selection


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


def arguments(selection: Selection, platforms: Sequence[str]) -> list[str]:
    """The arguments for cargo: the build's own feature, configuration and lock options (fact 53).

    `platforms` are the triples to restrict the resolve to; none means all platforms.
    """
    result = ["metadata", "--format-version", "1", "--color", "never"]
    if selection.manifest_path is not None:
        result += ["--manifest-path", str(selection.manifest_path)]
    for platform in platforms:
        result += ["--filter-platform", platform]
    for features in selection.features:
        result += ["--features", features]
    for value in selection.config:
        result += ["--config", value]
    switches = ("all_features", "no_default_features", "locked", "offline", "frozen")
    return result + [f"--{name.replace('_', '-')}" for name in switches if getattr(selection, name)]


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
