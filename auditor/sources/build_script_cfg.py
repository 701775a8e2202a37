"""Which cfg options a package's build script may set: found by reading it, never by running it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from auditor.sources.files import SourceFile
from auditor.sources.package_sources import PackageSources

_OPEN_ENDED = re.compile(
    rb"rustc-cfg=(?:feature\s*=\s*\\?\"?)?\{|rustc-cfg=\"|autocfg|cfg_aliases|rustc-cfg=\s*\"\s*\)"
)
_CHECKED = re.compile(rb"rustc-check-cfg=[^\n]*")
_SETS = re.compile(rb"rustc-cfg")
_NEVER = frozenset({"--test", "test", "doc", "doctest", "proc_macro", "debug_assertions", "panic", "windows", "unix"})


@dataclass(frozen=True, slots=True)
class BuildScriptCfg:
    """What the text of a build script lets one say about an option."""

    text: bytes
    """The build script's own files, joined."""
    has_script: bool

    def may_set(self, name: str, value: str | None) -> str | None:
        """Why the option may be set although Cargo does not set it; None if it cannot be."""
        if not self.has_script or name in _NEVER or name.startswith("target_"):
            return None
        word = value if value is not None else name
        if name == "feature" and not re.search(rb"rustc-cfg=feature", self.text):
            return None
        mentions_it = re.search(rb"\b" + re.escape(word.encode()) + rb"\b", self.text) is not None
        if mentions_it and (_SETS.search(self.text) or _OPEN_ENDED.search(self.text)):
            return f"the build script may set cfg `{name}`"
        return None


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
