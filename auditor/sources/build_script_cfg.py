"""Which cfg options a package's build script may set: found by reading it, never by running it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

import msgspec

from auditor.sources.files import SourceFile
from auditor.sources.package_sources import PackageSources

_LITERAL = re.compile(rb'rustc-cfg=(\w+)(?:\s*=\s*\\*"([^"\\]*)\\*")?\s*(?=["\\\n])')
_ANY = re.compile(rb"rustc-cfg|autocfg|cfg_aliases|\bemit_")
_FEATURE = re.compile(rb'rustc-cfg=feature|feature=\\*"\{')
_CHECKED = re.compile(rb"rustc-check-cfg=[^\n]*")
_NEVER = frozenset({"--test", "test", "doc", "doctest", "proc_macro", "debug_assertions", "panic", "windows", "unix"})


class BuildScriptCfg(msgspec.Struct, frozen=True, dict=True):
    """What the text of a build script lets one say about an option."""

    text: bytes
    """The build script's own files, joined."""
    has_script: bool

    def may_set(self, name: str, value: str | None) -> str | None:
        """Why the option may be set although Cargo does not set it; None if it cannot be."""
        if not self.has_script or name in _NEVER or name.startswith("target_"):
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
        return len(_ANY.findall(self.text)) > len(_LITERAL.findall(self.text))


def read(sources: PackageSources, root: SourceFile | None, has_script: bool) -> Callable[[str, str | None], str | None]:
    """The function that says why a build script may set an option."""
    files = [] if root is None else [root, *_modules(sources, root)]
    text = _CHECKED.sub(b"", b"\n".join(file.text for file in files))
    return BuildScriptCfg(text, has_script).may_set


def _modules(sources: PackageSources, root: SourceFile) -> list[SourceFile]:
    """The files beside the build script that it declares as modules."""
    found: list[SourceFile] = []
    pending = [root]
    while pending and len(found) < 100:
        file = pending.pop()
        for module in sources.modules(file):
            folder = file.path.parent
            inner = sources.store.first([folder / f"{module.name}.rs", folder / module.name / "mod.rs"])
            if inner is not None and inner not in found:
                found.append(inner)
                pending.append(inner)
    return found
