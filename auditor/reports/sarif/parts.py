"""The objects of a SARIF 2.1.0 log that this tool writes, named as in the standard; defaults are left out."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class _Part(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """An object of the log: camel case in JSON."""


class Message(_Part, frozen=True):
    """Text for people, perhaps as Markdown, too."""

    text: str
    markdown: str | None = None


class Configuration(_Part, frozen=True):
    """How a rule is told."""

    level: str


class RuleDescriptor(_Part, frozen=True):
    """A rule (`reportingDescriptor`)."""

    id: str
    name: str
    short_description: Message
    full_description: Message
    help: Message
    default_configuration: Configuration


class Driver(_Part, frozen=True):
    """The tool (`toolComponent`)."""

    name: str
    version: str
    semantic_version: str
    rules: tuple[RuleDescriptor, ...]


class Tool(_Part, frozen=True):
    """What the run was made with."""

    driver: Driver


class FileLocation(_Part, frozen=True):
    """A file (`artifactLocation`)."""

    uri: str
    uri_base_id: str | None = None


class Region(_Part, frozen=True):
    """Lines of a file."""

    start_line: int


class PhysicalLocation(_Part, frozen=True):
    """Lines in their file."""

    artifact_location: FileLocation
    region: Region


class ResultLocation(_Part, frozen=True):
    """The place of a result (`location`)."""

    physical_location: PhysicalLocation


class Suppression(_Part, frozen=True):
    """Why a result does not count."""

    kind: str
    status: str
    justification: str | None = None


class Result(_Part, frozen=True):
    """A finding."""

    rule_id: str
    level: str
    message: Message
    locations: tuple[ResultLocation, ...]
    partial_fingerprints: Mapping[str, str]
    rule_index: int = -1
    """Of the driver's rules; -1 is the standard's word for none."""
    suppressions: tuple[Suppression, ...] = ()


class Notification(_Part, frozen=True):
    """Something about the run itself."""

    level: str
    message: Message


class Invocation(_Part, frozen=True):
    """How the run ended."""

    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...] = ()


class Run(_Part, frozen=True):
    """One audit."""

    tool: Tool
    invocations: tuple[Invocation, ...]
    original_uri_base_ids: Mapping[str, FileLocation]
    column_kind: str
    results: tuple[Result, ...]


class Log(_Part, frozen=True):
    """The whole file."""

    schema: str = msgspec.field(name="$schema")
    version: str
    runs: tuple[Run, ...]
