"""Package id specs: how the command line and profiles name packages (cargo `PackageIdSpec`)."""

from __future__ import annotations

import fnmatch
import re
from functools import lru_cache

import msgspec

from auditor.errors import AuditorError
from auditor.model.workspace import Package

_GLOB = frozenset("*?[]")
_NAME_AND_VERSION = re.compile(r"^(?P<name>[^:@]+)[:@](?P<version>[0-9].*)$")
_VERSION = re.compile(r"^\d+(\.\d+(\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)?)?$")
_NAME = re.compile(r"^[\w][\w-]*$")


class PackageSpec(msgspec.Struct, frozen=True):
    """A parsed spec: `name`, `name@1.2`, `URL`, `URL#name@1.2.3`."""

    name: str
    version: str | None = None
    url: str | None = None
    """Without the `path+`, `git+`, ... in front and without a query."""

    def matches(self, package: Package) -> bool:
        """Whether the spec names this package."""
        return (
            self.name == package.name
            and (self.version is None or _version_matches(self.version, package.version))
            and (self.url is None or self.url == _url_of(package))
        )


@lru_cache(maxsize=4096)
def parse(text: str) -> PackageSpec:
    """Parse a spec. Raises AuditorError if it is none (cargo `package_id_spec.rs`)."""
    if "://" in text:
        return _parse_url(text)
    found = _NAME_AND_VERSION.match(text)
    name, version = (found["name"], found["version"]) if found else (text, None)
    if version is not None and not _VERSION.match(version):
        raise AuditorError(f"`{text}` is no package id spec: `{version}` is no version", hint=_HINT)
    if not _NAME.match(name):
        raise AuditorError(f"`{text}` is no package id spec", hint=_HINT)
    return PackageSpec(name, version)


def is_glob(text: str) -> bool:
    """Whether Cargo reads it as a pattern over names."""
    return any(character in _GLOB for character in text)


def glob_matches(pattern: str, name: str) -> bool:
    """Whether a Unix shell pattern matches a package or target name."""
    return fnmatch.fnmatchcase(name, pattern)


def means(text: str, package: Package) -> bool:
    """Whether an argument of `-p`, a pattern or a specification, means a package. Raises AuditorError as `parse`."""
    return glob_matches(text, package.name) if is_glob(text) else parse(text).matches(package)


_HINT = "write a package as NAME, NAME@VERSION or URL (see `cargo help pkgid`)"


def _parse_url(text: str) -> PackageSpec:
    url, _, fragment = text.partition("#")
    kind, plus, rest = url.partition("+")
    if plus and "://" not in kind and kind != "sparse":
        url = rest
    url = url.partition("?")[0].rstrip("/")
    last = url.rsplit("/", 1)[-1]
    if not fragment:
        return PackageSpec(last, None, url)
    found = _NAME_AND_VERSION.match(fragment)
    if found:
        return PackageSpec(found["name"], found["version"], url)
    if fragment[0].isalpha():
        return PackageSpec(fragment, None, url)
    return PackageSpec(last, fragment, url)


def _url_of(package: Package) -> str:
    """The package's source as its id spells it."""
    url = package.id.partition("#")[0]
    kind, plus, rest = url.partition("+")
    return (rest if plus and kind != "sparse" else url).partition("?")[0].rstrip("/")


def _version_matches(wanted: str, version: str) -> bool:
    """Whether a full or partial version (`1`, `1.2`) covers a version."""
    if wanted.count(".") == 2 or "-" in wanted:
        return wanted == version or (("+" not in wanted) and version.partition("+")[0] == wanted)
    numbers = version.partition("+")[0].partition("-")
    # NOTE: a partial version never covers a pre-release.
    return not numbers[1] and numbers[0].split(".")[: wanted.count(".") + 1] == wanted.split(".")
