"""What of a project may be shown to strangers: the keys that Cargo knows and that decide linkage, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Keys = Mapping[str, Any]
"""The keys of a table that are kept: True for the whole value, `Keys` for a table; `*` for names of any kind."""
LEFT_OUT = "(left out)"

_PROFILE_KEYS = (
    "inherits", "opt-level", "debug", "debug-assertions", "overflow-checks", "split-debuginfo", "strip", "lto", "panic",
    "incremental", "codegen-units", "codegen-backend", "rpath", "rustflags", "trim-paths",
)  # fmt: skip
_BUILD_KEYS = ("target", "rustflags", "incremental", "rustc", "rustc-wrapper", "rustc-workspace-wrapper")
_PLATFORM_KEYS = ("rustflags", "linker")
_RESOLVER_KEYS = ("incompatible-rust-versions", "feature-unification")
_UNSTABLE_KEYS = (
    "bindeps", "build-std", "build-std-features", "codegen-backend", "config-include", "feature-unification",
    "host-config", "multitarget", "panic-abort-tests", "panic-immediate-abort", "per-package-target",
    "profile-rustflags", "public-dependency", "target-applies-to-host", "trim-paths",
)  # fmt: skip


def _all(names: Iterable[str]) -> dict[str, Any]:
    return dict.fromkeys(names, True)


_PACKAGE = _all((
    "name", "version", "edition", "rust-version", "resolver", "build", "links", "workspace", "default-run", "autolib",
    "autobins", "autoexamples", "autotests", "autobenches", "im-a-teapot",
))  # fmt: skip
_LAYER = _all(_PROFILE_KEYS)
_PROFILES = {"*": {**_LAYER, "build-override": _LAYER, "package": {"*": _LAYER}}}
_PLATFORM = {**_all(_PLATFORM_KEYS), "*": {}}
"""Of what stands for a build script (`[target.T.LINKS]`) only that it is there."""
_TABLES = _all((
    "cargo-features", "lib", "bin", "example", "test", "bench", "dependencies", "dev-dependencies",
    "build-dependencies", "dev_dependencies", "build_dependencies", "target", "features", "patch", "replace",
))  # fmt: skip
_WORKSPACE = {**_all(("members", "exclude", "default-members", "resolver", "dependencies")), "package": _PACKAGE}
MANIFEST: Keys = {
    **_TABLES, "package": _PACKAGE, "project": _PACKAGE, "workspace": _WORKSPACE, "profile": _PROFILES,
}  # fmt: skip
CONFIGURATION: Keys = {
    **_all(("include", "paths", "patch", "target-applies-to-host")),
    "build": _all(_BUILD_KEYS),
    "env": _all(("RUSTC_BOOTSTRAP",)),
    "host": {**_PLATFORM, "*": _PLATFORM},
    "profile": _PROFILES,
    "resolver": _all(_RESOLVER_KEYS),
    "target": {"*": _PLATFORM},
    "unstable": _all(_UNSTABLE_KEYS),
}
TOOLCHAIN: Keys = {"toolchain": _all(("channel", "components", "targets", "profile", "path"))}


def _variables(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(name.upper().replace('-', '_') for name in names)})"


_SHOWN = re.compile(
    "RUSTFLAGS|RUSTC_BOOTSTRAP|RUSTUP_TOOLCHAIN|RUSTC|RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|CARGO_ENCODED_RUSTFLAGS"
    f"|CARGO_INCREMENTAL|CARGO_BUILD_{_variables(_BUILD_KEYS)}"
    f"|CARGO_PROFILE_[A-Z0-9_]+_{_variables(_PROFILE_KEYS)}"
    f"|CARGO_TARGET_[A-Z0-9_]+_{_variables(_PLATFORM_KEYS)}|CARGO_TARGET_APPLIES_TO_HOST"
    f"|CARGO_HOST_(?:[A-Z0-9_]+_)?{_variables(_PLATFORM_KEYS)}"
    f"|CARGO_RESOLVER_{_variables(_RESOLVER_KEYS)}|CARGO_UNSTABLE_{_variables(_UNSTABLE_KEYS)}"
)
_NAMED = re.compile(r"(CARGO|RUST)[A-Z]*(_[A-Z0-9_]*)?")
_USER = re.compile(r"(\w://)[^/\s\"'@]*@")
"""The part of an address that may hold a password."""
_ERROR = re.compile(
    r"error(?:\[E\d{4}\])?(?=[: ]|$)(?:: (?:could not compile|failed to run custom build command|linking with"
    r"|failed to download|failed to get|failed to load source|failed to write|process didn't exit successfully"
    r"|could not execute process|cannot produce))?"
)
_REASON = re.compile(r"(for another reason): .*", re.DOTALL)


def table(content: Mapping[str, Any], keys: Keys) -> dict[str, Any]:
    """A table with those of its keys only."""
    kept: dict[str, Any] = {}
    for name, value in content.items():
        wanted = keys.get(name, keys.get("*"))
        if wanted is True:
            kept[name] = value
        elif wanted is not None and isinstance(value, Mapping):
            kept[name] = table(value, wanted)
    return kept


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables of Cargo and rustc; the values of those alone that decide linkage."""
    return {
        name: value if _SHOWN.fullmatch(name) else LEFT_OUT
        for name, value in sorted(variables.items())
        if _NAMED.fullmatch(name)
    }


def failure(said: str | None) -> str | None:
    """The kinds of the errors that Cargo and rustc have told, without names, sources, and what scripts printed."""
    if said is None:
        return None
    return "\n".join(match[0] for line in said.splitlines() if (match := _ERROR.match(line)))


def reason(text: str) -> str:
    """Why something was not observed, without the words of the compiler, which may be the project's own."""
    return _REASON.sub(r"\1", text)


def without_users(text: str) -> str:
    """Text whose addresses name no user and no password."""
    return _USER.sub(r"\1", text)
