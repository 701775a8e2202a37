"""What Cargo's package ids say: a package's name and version."""

from __future__ import annotations

import re

_OLD = re.compile(r"(\S+) (\S+) \(.*\)")
"""`a 1.0.0 (path+file:///x)`, before 1.77."""
_VERSION = re.compile(r"\d+\.\d+\.\d+.*")


def name_and_version(package_id: str) -> tuple[str, str]:
    """Of `path+file:///x#a@1.0.0`, of `path+file:///x/a#1.0.0`, where the folder is called as the package, of old ids.

    A version that the id lacks is empty.
    """
    old = _OLD.fullmatch(package_id)
    if old is not None:
        return old[1], old[2]
    source, _, fragment = package_id.rpartition("#")
    name, at, version = fragment.partition("@")
    if at:
        return name, version
    return source.partition("?")[0].rpartition("/")[2], fragment if _VERSION.fullmatch(fragment) else ""


def shown(package_id: str) -> str:
    """A package for readers: `a 1.0.0`; the id itself where it says no name."""
    return " ".join(name_and_version(package_id)).strip() or package_id
