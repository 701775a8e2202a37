"""What a look over all files of a package tells, without a tree: macros, exports, the words a proc macro writes."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path

import msgspec

from auditor import there
from auditor.sources.limits import MAX_READ

_COMPILED = (".rlib", ".rmeta", ".so", ".dylib", ".dll")
"""How the files of libraries end that exist already: they have no sources here."""
_COMMENT = re.compile(rb"^[ \t]*//[^\n]*", re.MULTILINE)
_INCLUDE = re.compile(rb'include!\s*[(\[{]\s*"([^"\\]+)"')
_INCLUDE_TEXT = re.compile(rb'(doc\s*=\s*)?\binclude_(?:str|bytes)!\s*[(\[{]\s*"([^"\\]+)"')
_WORD = re.compile(rb"\w+")
_CALL = re.compile(rb"\b(\w+)\s*!\s*[(\[{$]")
_WORD_BEFORE = re.compile(rb"\w+\Z")
_MODULE = re.compile(rb"\bmod\s+(\w+)")
_RULES = re.compile(rb"macro_rules\s*!\s*(?:r#)?(\w+)\s*[({\[]")
_DERIVE = re.compile(rb"(?:proc_macro_derive\s*\(|decl_derive!\s*\(\s*\[)\s*(\w+)")
_FUNCTION = re.compile(rb"#\s*\[\s*proc_macro(?:_attribute)?\s*\].*?\bfn\s+(?:r#)?(\w+)", re.DOTALL)
_EXPORT = re.compile(rb"pub\s+(?:use|mod|extern\s+crate)\s([^;{]*(?:\{[^;]*)?)")
_GLOB = re.compile(rb"pub\s+use\s+(?:::)?(?:r#)?(\w+)\s*::[^;]*\*")
_WRITTEN = re.compile(rb'(?<![\w:])(?:::\s*)?(\w+)\s*::|\bcrate\s+(\w+)|"(?:::)?(\w+)(?:::[^"]*)?"')


def macro_definitions(text: bytes) -> Iterator[tuple[str, int]]:
    """The names of the macros that a file defines by `macro_rules!`, and where."""
    for match in _RULES.finditer(text):
        if not _COMMENT.match(text, text.rfind(b"\n", 0, match.start()) + 1, match.start()):
            yield _text(match[1]), match.start()


class PackageIndex(msgspec.Struct, dict=True):
    """The files below a package's `src` (or, without one, its folder), whether a module reaches them or not.

    Their texts are not kept: a build has hundreds of megabytes of them.
    """

    root: Path
    on_use: Callable[[], object] = lambda: None
    """Called when files are read."""
    _texts_read: list[str] = msgspec.field(default_factory=list)
    _exported: set[str] = msgspec.field(default_factory=set)
    _calls: dict[str, set[str]] = msgspec.field(default_factory=dict)

    @cached_property
    def macro_places(self) -> dict[str, list[tuple[Path, int]]]:
        """Where each `macro_rules!` is defined."""
        found: dict[str, list[tuple[Path, int]]] = {}
        for path, text in self._raw_texts(b"macro_rules"):
            definitions = list(macro_definitions(text))
            offsets = [offset for _, offset in definitions] + [len(text)]
            for (name, offset), end in zip(definitions, offsets[1:], strict=True):
                found.setdefault(name, []).append((path, offset))
                self._calls.setdefault(name, set()).update(map(_text, _CALL.findall(text, offset, end)))
                if _is_exported(text, offset):
                    self._exported.add(name)
        return found

    @property
    def macro_calls(self) -> dict[str, set[str]]:
        """The macros that each `macro_rules!` invokes, with those that code behind it does."""
        return self._calls if self.macro_places else {}

    @cached_property
    def macro_aliases(self) -> dict[str, str]:
        """Other names that `use a as b` gives to macros of the package, with the macro behind each."""
        found: dict[str, str] = {}
        for _, text in self._raw_texts(b" as ") if self.macro_places else ():
            position = text.find(b" as ")
            while position >= 0:
                before, after = (
                    _WORD_BEFORE.search(text[max(0, position - 80) : position]),
                    _WORD.match(text, position + 4),
                )
                if before is not None and after is not None and (original := _text(before[0])) in self.macro_places:
                    found[_text(after[0])] = original
                position = text.find(b" as ", position + 4)
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
        heads: set[bytes] = set()
        others: set[bytes] = set()
        own: set[bytes] = set()
        for text in chain((text for _, text in self.texts(b"")), self._included_texts()):
            own.update(_MODULE.findall(text))
            for head, *other in _WRITTEN.findall(text):
                heads.add(head)
                others.update(other)
        return frozenset(_text(word) for word in (heads - own) | others if word)

    def _included_texts(self) -> Iterator[bytes]:
        """The files that `include_str!` and its like bring in, documentation aside."""
        for path, text in self.texts(b"include_"):
            for match in _INCLUDE_TEXT.finditer(text):
                if match[1] is None:
                    included = os.path.normpath(path.parent / _text(match[2]))
                    self._texts_read.append(included)
                    yield _read(included)

    def texts(self, *markers: bytes) -> Iterator[tuple[Path, bytes]]:
        """The files that hold one of some bytes, with their texts, most comments left out."""
        return ((path, _COMMENT.sub(b"", text)) for path, text in self._raw_texts(*markers))

    def _raw_texts(self, *markers: bytes) -> Iterator[tuple[Path, bytes]]:
        self.on_use()
        for path in self._paths:  # it grows on the way, by the files that others include
            text = _read(path)
            if b"include" in text:
                included = (os.path.normpath(Path(path).parent / _text(match[1])) for match in _INCLUDE.finditer(text))
                self._paths.extend(one for one in included if one not in self._paths)
            if any(marker in text for marker in markers):
                yield Path(path), text

    @property
    def paths(self) -> Iterator[Path]:
        """The files that it reads."""
        return map(Path, (*self._paths, *self._texts_read))

    @cached_property
    def _paths(self) -> list[str]:
        """The files, wherever they are: strings, because there are so many."""
        if there.is_file(self.root):
            return _reached_from(self.root)
        top = self.root / "src" if there.is_dir(self.root / "src") else self.root
        found: list[str] = []
        for folder, folders, names in os.walk(top):
            if "Cargo.toml" in names and Path(folder) != self.root:
                folders.clear()  # another package
                continue
            found.extend(f"{folder}/{name}" for name in sorted(names) if name.endswith(".rs"))
        return found


def _reached_from(file: Path) -> list[str]:
    """A single file with those that its modules may be in: what else lies in its folder is none of its business."""
    found = [str(file)] if file.suffix not in _COMPILED else []
    for path in found:  # it grows on the way
        folder = Path(path).parent
        for name in map(_text, _MODULE.findall(_read(path))):
            for start in (folder, folder / Path(path).stem):
                places = (start / f"{name}.rs", start / name / "mod.rs")
                found.extend(str(one) for one in places if str(one) not in found and there.is_file(one))
    return found


def _read(path: str) -> bytes:
    """The content of a plain file; nothing where there is none, or too much of it."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a path object for each of ten thousand files takes its time
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_READ:
            return b""
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()
    except (OSError, ValueError):
        return b""


def _is_exported(text: bytes, start: int) -> bool:
    """Whether `#[macro_export]` stands among the attributes before a macro's definition."""
    before = _COMMENT.sub(b"", text[max(0, start - 400) : start])
    return b"macro_export" in before[max(before.rfind(b"}"), before.rfind(b";")) + 1 :]


def _text(word: bytes) -> str:
    return word.decode(errors="replace")
