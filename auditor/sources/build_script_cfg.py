"""Which cfg options a package's build script may set: found by reading it, never by running it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from functools import cached_property

import msgspec

from auditor.sources.files import SourceFile
from auditor.sources.package_sources import PackageSources

_LITERAL = re.compile(rb'rustc-cfg=(\w+)(?:\s*=\s*\\*"([^"\\]*)\\*")?\s*(?=["\\\n])')
_ANY = re.compile(rb"rustc-cfg|autocfg|cfg_aliases|\bemit_")
_PIECES = re.compile(
    rb"rustc-(?!cfg|check-cfg|env|link|cdylib|flags)|cargo::?(?!rustc-|rerun|warning|error|metadata)\W"
)
"""Directives that are put together from pieces."""
_STRING = re.compile(rb'"([^"\\\n]{1,200})"')
_FEATURE = re.compile(rb'rustc-cfg=feature|feature=\\*"\{')
_CHECKED = re.compile(rb"rustc-check-cfg=[^\n]*")
_MOST_FILES = 100
_NO_CODE = frozenset({"Cargo.toml", "Cargo.lock", "build.rs"})
"""Files that build scripts name without reading an option out of them."""
_NEVER = frozenset({"--test", "test", "doc", "doctest", "proc_macro", "debug_assertions", "panic", "windows", "unix"})


class BuildScriptCfg(msgspec.Struct, frozen=True, dict=True):
    """What the text of a build script lets one say about an option."""

    text: bytes
    """The build script's own files, joined."""
    is_helped: bool = False
    """Whether a crate that it calls may set options for it."""

    def may_set(self, name: str, value: str | None) -> str | None:
        """Why the option may be set although Cargo does not set it; None if it cannot be."""
        if name in _NEVER or name.startswith("target_"):
            return None
        if self._is_open_ended:
            word = value if value is not None else name
            if name == "feature" and not _FEATURE.search(self.text):
                return None
            is_possible = re.search(rb"\b" + re.escape(word.encode()) + rb"\b", self.text) is not None
        else:
            is_possible = (name, value) in self._literals
        return f"the build script may set cfg `{name}`" if is_possible else None

    @cached_property
    def _literals(self) -> frozenset[tuple[str, str | None]]:
        """The options that the script sets by their full text."""
        found = _LITERAL.findall(self.text)
        return frozenset(
            (name.decode(errors="replace"), value.decode(errors="replace") or None) for name, value in found
        )

    @cached_property
    def _is_open_ended(self) -> bool:
        """Whether the script may set an option that it puts together, or has another crate set."""
        return (
            self.is_helped
            or len(_ANY.findall(self.text)) > len(_LITERAL.findall(self.text))
            or _PIECES.search(self.text) is not None
        )


def read(
    sources: PackageSources, root: SourceFile | None, helpers: Iterable[PackageSources]
) -> Callable[[str, str | None], str | None]:
    """The function that says why a build script may set an option.

    `helpers` are the crates that it depends on: one that prints `rustc-cfg` itself may do so for it.
    """
    files = [] if root is None else _files(sources, root)
    helping = [text for helper in helpers for _, text in helper.index.texts(b"rustc-cfg")]
    text = _CHECKED.sub(b"", b"\n".join((*(file.text for file in files), *helping)))
    return BuildScriptCfg(text, is_helped=bool(helping)).may_set


def _files(sources: PackageSources, root: SourceFile) -> list[SourceFile]:
    """The build script with its modules and all files that it names: it may include or print them."""
    found = [root]
    for file in found:  # it grows on the way
        if len(found) > _MOST_FILES:
            break
        folder = file.path.parent
        wanted = [[folder / f"{module.name}.rs", folder / module.name / "mod.rs"] for module in sources.modules(file)]
        for match in _STRING.finditer(file.text) if file.path.suffix == ".rs" else ():
            name = match[1].decode(errors="replace")
            if "." in name and "://" not in name and name not in _NO_CODE:
                named = (folder / name, sources.root / name)
                wanted.append([path for path in named if os.path.isfile(path)])  # noqa: PTH113 - never raises
        for places in wanted:
            inner = sources.store.first(places)
            if inner is not None and inner not in found:
                found.append(inner)
    return found
