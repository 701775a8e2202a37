"""What artifacts are called in a diff, as the report of an audit calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.comparison.identity import Identity
from auditor.evidence.wording import listed

_NOUNS = {
    "bin": ("binary", "binaries"),
    "example": ("example", "examples"),
    "test": ("test", "tests"),
    "bench": ("bench", "benches"),
    "custom-build": ("build script", "build scripts"),
}
_UNIT_TESTS = ("unit tests", "unit tests")


def noun(one: Identity) -> tuple[str, str]:
    """What an artifact is, for one and for several."""
    if one.test and one.target_kind in ("lib", "bin", "example"):
        return _UNIT_TESTS
    if one.target_kind == "example" and one.crate_type != "bin":
        return f"example {one.crate_type}", f"example {one.crate_type}s"
    words = one.crate_type.replace("-", " ")
    return _NOUNS.get(one.target_kind, (words, f"{words}s"))


def name(one: Identity) -> str:
    """The name of an artifact: with its package, if that has another."""
    if one.target_kind == "custom-build":
        shown = one.package
    else:
        is_alike = one.target.replace("-", "_") == one.package.replace("-", "_")
        shown = one.target if is_alike else f"{one.target} of {one.package}"
    return shown if one.triple is None or one.platform == "host" else f"{shown} for {one.triple}"


def called(artifacts: Sequence[Identity], *, most: int) -> str:
    """Artifacts of one kind: `binary app`, `3 binaries (app, server and tool)`."""
    one, several = noun(artifacts[0])
    if len(artifacts) == 1:
        return f"{one}{' of' if one == _UNIT_TESTS[0] else ''} {name(artifacts[0])}"
    return f"{len(artifacts)} {several} ({listed(map(name, artifacts), most=most)})"


def by_kind(artifacts: Iterable[Identity], *, most: int) -> str:
    """Artifacts of several kinds, as `called` says them."""
    kinds: dict[tuple[str, str], list[Identity]] = {}
    for artifact in artifacts:
        kinds.setdefault(noun(artifact), []).append(artifact)
    return ", ".join(called(group, most=most) for group in kinds.values())
