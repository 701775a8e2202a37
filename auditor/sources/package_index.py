"""What a look over all files of a package tells, without a tree: macros, exports, the words a proc macro writes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_COMMENT = re.compile(rb"^[ \t]*//[^\n]*", re.MULTILINE)
_INCLUDE = re.compile(rb'include!\s*[(\[{]\s*"([^"\\]+)"')
_ALIAS = re.compile(rb"\b(\w+)\s+as\s+(\w+)")
_RULES = re.compile(rb"macro_rules\s*!\s*(?:r#)?(\w+)\s*[({\[]")
_DERIVE = re.compile(rb"(?:proc_macro_derive\s*\(|decl_derive!\s*\(\s*\[)\s*(\w+)")
_FUNCTION = re.compile(rb"#\s*\[\s*proc_macro(?:_attribute)?\s*\].*?\bfn\s+(?:r#)?(\w+)", re.DOTALL)
_EXPORT = re.compile(rb"pub\s+(?:use|mod|extern\s+crate)\s([^;{]*(?:\{[^;]*)?)")
_GLOB = re.compile(rb"pub\s+use\s+(?:::)?(?:r#)?(\w+)\s*::[^;]*\*")
_WRITTEN = re.compile(rb'\b(\w+)\s*::|\bcrate\s+(\w+)|"(?:::)?(\w+)(?:::[^"]*)?"')


@dataclass
class PackageIndex:
    """The files below a package's `src` (or, without one, its folder), whether a module reaches them or not.

    Their texts are not kept: a build has hundreds of megabytes of them.
    """

    root: Path
    _exported: set[str] = field(default_factory=set)

    @cached_property
    def macro_places(self) -> dict[str, list[tuple[Path, int]]]:
        """Where each `macro_rules!` is defined."""
        found: dict[str, list[tuple[Path, int]]] = {}
        for path, text in self.texts(b"macro_rules"):
            for match in _RULES.finditer(text):
                found.setdefault(_text(match[1]), []).append((path, match.start()))
                if _is_exported(text, match.start()):
                    self._exported.add(_text(match[1]))
        return found

    @cached_property
    def macro_aliases(self) -> dict[str, str]:
        """Other names that `use a as b` gives to macros of the package, with the macro behind each."""
        found: dict[str, str] = {}
        for _, text in self.texts(b" as ") if self.macro_places else ():
            for match in _ALIAS.finditer(text):
                original = _text(match[1])
                if original in self.macro_places:
                    found[_text(match[2])] = original
        return found

    @property
    def exported_macros(self) -> frozenset[str]:
        """The macros with `#[macro_export]`, and their other names."""
        if not self.macro_places:
            return frozenset()
        aliases = (alias for alias, original in self.macro_aliases.items() if original in self._exported)
        return frozenset((*self._exported, *aliases))

    @cached_property
    def procedural(self) -> frozenset[str]:
        """The derives, attributes and functions that a proc macro defines."""
        return frozenset(
            _text(match[1])
            for _, text in self.texts(b"proc_macro", b"decl_derive")
            for pattern in (_DERIVE, _FUNCTION)
            for match in pattern.finditer(text)
        )

    @cached_property
    def exported_words(self) -> frozenset[str]:
        """Every word in a `pub use`, `pub mod` or `pub extern crate`."""
        return frozenset(
            _text(word)
            for _, text in self.texts(b"pub")
            for match in _EXPORT.finditer(text)
            for word in re.findall(rb"\w+", match[1])
        )

    @cached_property
    def reexported_crates(self) -> frozenset[str]:
        """The heads of all `pub use head::*`."""
        return frozenset(_text(match[1]) for _, text in self.texts(b"pub") for match in _GLOB.finditer(text))

    @cached_property
    def written_words(self) -> frozenset[str]:
        """The words that a proc macro's sources hold as heads of paths, crates or strings: it may write them."""
        return frozenset(
            _text(word) for _, text in self.texts(b"") for groups in _WRITTEN.findall(text) for word in groups if word
        )

    def texts(self, *markers: bytes) -> Iterator[tuple[Path, bytes]]:
        """The files that hold one of some bytes, with their texts, comments blanked out."""
        for path in self._paths:
            try:
                text = path.read_bytes()
            except OSError:
                continue
            if any(marker in text for marker in markers):
                yield path, _COMMENT.sub(_blank, text)

    @cached_property
    def _paths(self) -> tuple[Path, ...]:
        top = self.root / "src"
        walk = os.walk(top if top.is_dir() else self.root)
        found = [Path(folder, name) for folder, _, names in walk for name in sorted(names) if name.endswith(".rs")]
        seen = set(found)
        for path in found:
            for included in _included(path):
                if included not in seen:
                    seen.add(included)
                    found.append(included)
        return tuple(found)


def _included(path: Path) -> list[Path]:
    """The files that a file includes by a literal path, wherever they are."""
    try:
        text = path.read_bytes()
    except OSError:
        return []
    if b"include!" not in text:
        return []
    names = (_text(match[1]) for match in _INCLUDE.finditer(text))
    return [Path(os.path.normpath(path.parent / name)) for name in names]


def _is_exported(text: bytes, start: int) -> bool:
    """Whether `#[macro_export]` stands among the attributes before a macro's definition."""
    before = text[max(0, start - 400) : start]
    return b"macro_export" in before[max(before.rfind(b"}"), before.rfind(b";")) + 1 :]


def _blank(comment: re.Match[bytes]) -> bytes:
    return b" " * len(comment[0])


def _text(word: bytes) -> str:
    return word.decode(errors="replace")
