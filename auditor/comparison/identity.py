"""What an artifact and a finding are called by, whatever machine, version or line they are found at."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import PurePosixPath, PureWindowsPath

import msgspec

from auditor.comparison.document import Artifact, Document, Finding, name_and_version

_NAMED_PARTS = 2
"""How much of an absolute path counts: the folders above are the machine's."""
_STD_HASH = re.compile(r"(?<=[a-z])-[0-9a-f]{16}(?=\.\w+\Z)")


class Identity(msgspec.Struct, frozen=True, order=True):
    """An artifact, whatever its version."""

    package: str
    target: str
    target_kind: str
    crate_type: str
    test: bool
    platform: str
    triple: str | None = None
    """None where a build is for one platform alone: then another triple makes no other artifact."""


class Names:
    """The names that one of two reports gives to things."""

    def __init__(self, document: Document, *, has_triples: bool) -> None:
        """Take a report and whether triples tell artifacts apart."""
        self._document = document
        self._packages = {crate.id: crate.package for crate in document.crates}
        self.artifacts = [self._artifact(one, has_triples=has_triples) for one in document.artifacts]

    def package(self, package_id: str) -> str:
        """The name of a package."""
        return self._packages.get(package_id) or name_and_version(package_id)[0]

    @property
    def packages(self) -> frozenset[str]:
        """The names of all packages that the report tells of."""
        return frozenset((*self._packages.values(), *(one.package for one in self.artifacts)))

    def crates(self, finding: Finding) -> frozenset[str]:
        """The names of the packages of a finding."""
        return frozenset(map(self.package, finding.crates))

    def file(self, finding: Finding) -> str | None:
        """The file that a finding points to, as every machine would name it."""
        return None if finding.location is None else _file(finding.location.file)

    def of(self, finding: Finding) -> frozenset[Identity]:
        """The artifacts of a finding."""
        return frozenset(self.artifacts[number] for number in finding.artifacts)

    def keys(self, finding: Finding, *, has_fingerprints: bool) -> list[Hashable]:
        """By what a finding is found again, the strongest first.

        Its fingerprint, where both reports have them, without the number that tells apart those alike; its rule, file,
        crates and artifacts; then without the file, if it has a cause beyond it; then without the artifacts. Among
        those alike the same words count first, then the same line.
        """
        file = self.file(finding)
        line = None if finding.location is None else finding.location.line
        crates = tuple(sorted(self.package(crate) for crate in finding.crates))
        artifacts = tuple(sorted(map(str, self.of(finding))))
        whole: tuple[Hashable, ...] = (finding.rule, file, crates, artifacts)
        exact = finding.fingerprint.partition(":")[0] if has_fingerprints and finding.fingerprint else None
        return [
            *([(exact, finding.message), (exact, line), exact] if exact else [None] * 3),
            (*whole, finding.message),
            (*whole, line),
            whole,
            (finding.rule, crates, artifacts) if artifacts else None,
            (finding.rule, file, crates, finding.message),
            (finding.rule, file, crates),
        ]

    def _artifact(self, artifact: Artifact, *, has_triples: bool) -> Identity:
        return Identity(
            artifact.package or self.package(artifact.package_id),
            artifact.target,
            artifact.target_kind,
            artifact.crate_type,
            artifact.test,
            artifact.platform,
            triple(self._document, artifact) if has_triples else None,
        )


def triple(document: Document, artifact: Artifact) -> str:
    """The platform that an artifact is for."""
    toolchain = document.toolchain
    return artifact.triple or (toolchain.host if artifact.platform == "host" else toolchain.target)


def triples(document: Document) -> set[str]:
    """The platforms that a build is for."""
    return {triple(document, one) for one in document.artifacts if one.platform != "host"}


def library(file_name: str) -> str:
    """A shared library, whatever the build or the toolchain that its name has the hash of."""
    return _STD_HASH.sub("-*", file_name)


def _file(path: str) -> str:
    """A file as every machine that builds the project would name it."""
    for kind in (PurePosixPath(path), PureWindowsPath(path)):
        if kind.is_absolute():
            return "/".join(kind.parts[-_NAMED_PARTS:])
    return path
