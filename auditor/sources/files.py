"""Read source files: each once, cleaned of what is no Rust, with its positions and its tree made on demand."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from auditor.sources import syntax
from auditor.sources.limits import MAX_READ

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

MAX_BYTES = 8 << 20
"""Larger files are not parsed: what they name is unknown."""

_SHEBANG = re.compile(rb"#!(?![ \t\r\n]*\[)[^\n]*")
_FRONTMATTER = re.compile(rb"\s*(-{3,})[^\n]*\n(?:.*?\n)??\1-*[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_VARIABLE = re.compile(rb"\$(\s*\w)")
_REPETITION = re.compile(rb"\$\(([^()]*(?:\([^()]*\)[^()]*)*)\)(?:[,;]?[*+?])")
_UTF8_BOM = b"\xef\xbb\xbf"


class SourceFile(msgspec.Struct, eq=False, dict=True):
    """One file of Rust source. Equal paths are the same object within a `SourceStore`."""

    path: Path
    text: bytes
    """The bytes, with byte order mark, shebang and frontmatter blanked: offsets are the file's own."""
    size: int = 0
    fragments: dict[tuple[int, int], Tree] = msgspec.field(default_factory=dict)
    """Parsed inner parts, by their bytes."""
    _positions: dict[bytes, list[int]] = msgspec.field(default_factory=dict)

    @cached_property
    def is_too_large(self) -> bool:
        """Whether the file is left unparsed."""
        return self.size > MAX_BYTES

    @cached_property
    def tree(self) -> Tree:
        """The parsed file; an empty one if it is too large."""
        return syntax.parse(b"" if self.is_too_large else self.text)

    def fragment(self, start: int, end: int) -> Node:
        """The root of the tree of a part of the file, parsed apart."""
        key = (start, end)
        if key not in self.fragments:
            self.fragments[key] = syntax.parse_range(self.text, start, end)
        return self.fragments[key].root_node

    def macro_body(self, start: int, end: int) -> Node:
        """The root of the tree of a macro's body, its variables taken for names and its repetitions for blocks."""
        key = (start, end)
        if key not in self.fragments:
            body = _REPETITION.sub(_as_block, _VARIABLE.sub(rb" \1", self.text[start:end]))
            self.fragments[key] = syntax.parse_range(self.text[:start] + body, start, end)
        return self.fragments[key].root_node

    def find(self, name: bytes) -> list[int]:
        """Where the identifier `name` stands (also as `r#name`), comments and strings included."""
        if name not in self._positions:
            self._positions[name] = _find(self.text, name)
        return self._positions[name]

    def slice(self, node: Node) -> bytes:
        """The text of a node."""
        return self.text[node.start_byte : node.end_byte]


class SourceStore(msgspec.Struct):
    """All files read so far, by path."""

    on_use: Callable[[], object] = lambda: None
    """Called at the first reading, and at the first after each `forget`."""
    _files: dict[Path, SourceFile | None] = msgspec.field(default_factory=dict)

    def read(self, path: Path) -> SourceFile | None:
        """The file at `path`; None if there is none or it cannot be read."""
        if path not in self._files:
            if not self._files:
                self.on_use()
            self._files[path] = _read(path)
        return self._files[path]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All that was read, or looked for in vain, since the last `forget`."""
        return tuple(self._files)

    def forget(self) -> None:
        """Drop all files; they are read again when they are asked for."""
        self._files.clear()

    def first(self, paths: Iterable[Path]) -> SourceFile | None:
        """The first of several files that exists."""
        return next((file for path in paths if (file := self.read(path)) is not None), None)


def clean(data: bytes) -> bytes:
    """Blank byte order mark, shebang line and cargo-script frontmatter, keeping every offset."""
    start = len(_UTF8_BOM) if data.startswith(_UTF8_BOM) else 0
    end = start
    if match := _SHEBANG.match(data, end):
        end = match.end()
    if match := _FRONTMATTER.match(data, end):
        end = match.end()
    return data if end == 0 else b" " * end + data[end:]


def _read(path: Path) -> SourceFile | None:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        return SourceFile(path, clean(path.read_bytes() if status.st_size <= MAX_READ else b""), status.st_size)
    except (OSError, ValueError):
        return None


def _as_block(match: re.Match[bytes]) -> bytes:
    """A repetition as a block of the same length."""
    return b" {" + match[1] + b"}" + b" " * (match.end() - match.end(1) - 1)


def _find(text: bytes, name: bytes) -> list[int]:
    """Positions of the whole word `name` in `text`."""
    found: list[int] = []
    # NOTE: looking for the plain bytes first is far quicker than any regular expression with a word boundary.
    position = text.find(name)
    while position >= 0:
        end = position + len(name)
        if not _is_word(text[position - 1 : position]) and not _is_word(text[end : end + 1]):
            found.append(position)
        position = text.find(name, end)
    return found


def _is_word(character: bytes) -> bool:
    return character.isalnum() or character == b"_" or character >= b"\x80"
