"""TOML files of Cargo: read as plain values, and symbolic places in them turned into lines.

`("profile", "release", "lto")`, `("bin", 0, "name")` and `("target", "cfg(unix)", "rustflags")` are places.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.cargo import embedded
from auditor.errors import AuditorError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tree_sitter import Node

Place = tuple[str | int, ...]
"""Keys, and indices of arrays (of tables), from the top of a file."""

_POSITION = re.compile(r"\(at line (\d+), column \d+\)")
_DEEPEST = 200
_LONGEST_NEWER = 200_000


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file as plain Python values.

    Raises AuditorError with file and, where there is one, line: for TOML errors, text that is not UTF-8 and files
    that are missing, no files or unreadable.
    """
    text = decoded(_content(path), path)
    return parse_toml(embedded.toml_in(text, path), path)


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """Parse TOML as Cargo does: a byte-order mark is skipped, TOML 1.1 is accepted (Cargo 1.94).

    `path` is for messages. Raises AuditorError for TOML errors.
    """
    text = text.removeprefix("\ufeff")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _too_deep(path) from None
    except ValueError as error:
        return _parse_newer_toml(text, path, error)


def resolver_of(root_manifest: Mapping[str, Any]) -> str:
    """The workspace's feature resolver: as written, else what the root package's edition implies.

    Source: the Cargo book, "Resolver versions".
    """
    for table in (root_manifest.get("workspace"), root_manifest.get("package")):
        if isinstance(table, dict) and isinstance(table.get("resolver"), str):
            return str(table["resolver"])
    package = root_manifest.get("package")
    edition = package.get("edition", "2015") if isinstance(package, dict) else "2015"
    if isinstance(edition, dict):
        inherited = root_manifest.get("workspace", {}).get("package", {})
        edition = inherited.get("edition", "2015") if isinstance(inherited, dict) else "2015"
    return {"2015": "1", "2018": "1", "2021": "2"}.get(str(edition), "3")


def line_of(path: Path, place: Sequence[str | int]) -> int | None:
    """The 1-based line of a symbolic place in a TOML file.

    If the exact key is absent it is the line of the nearest thing around it that is there; None if there is nothing
    or the file cannot be read. A table's line is its header's.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if path.suffix in embedded.SUFFIXES:
        content = embedded.toml_in(content.decode("utf-8", "replace"), path).encode()
    return _nearest(_outline(content), place)


def line_in(text: str, place: Sequence[str | int]) -> int | None:
    """The same as `line_of` for the text of a file."""
    return _nearest(_outline(text.encode("utf-8", "surrogatepass")), place)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise AuditorError("the file does not exist", path=path, hint="check the path") from None
    except IsADirectoryError:
        raise AuditorError("this is a directory, not a file", path=path, hint="name the file in it") from None
    except PermissionError:
        raise AuditorError("the file cannot be read: permission denied", path=path, hint="check its mode") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise AuditorError(f"the file cannot be read: {reason or error}", path=path, hint="check the path") from None


def decoded(content: bytes, path: Path) -> str:
    """The text of a file. Raises AuditorError, with the line, if it is not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise AuditorError(
            "the file is not valid UTF-8", path=path, line=line, hint="save it in the encoding UTF-8"
        ) from None


def _parse_newer_toml(text: str, path: Path, error: ValueError) -> dict[str, Any]:
    """Give TOML 1.1 a chance, which `tomllib` refuses and current Cargo accepts; else raise for `error`."""
    if len(text) > _LONGEST_NEWER:
        raise _toml_error(text, path, error) from None
    # NOTE: imported here because it takes as long as all the rest and is almost never needed.
    import tomlkit

    try:
        return dict(tomlkit.parse(text).unwrap())
    except RecursionError:
        raise _too_deep(path) from None
    except Exception:
        # NOTE: on text that is no TOML its parser raises much more than its own errors.
        raise _toml_error(text, path, error) from None


def _toml_error(text: str, path: Path, error: ValueError) -> AuditorError:
    message = str(error)
    found = _POSITION.search(message)
    line = int(found[1]) if found else text.count("\n") + 1 if "end of document" in message else None
    reason = re.sub(r"\s*\(at .*\)$", "", message)
    reason = reason[:1].lower() + reason[1:]
    return AuditorError(f"the file is not valid TOML: {reason}", path=path, line=line, hint="correct the syntax there")


def _too_deep(path: Path) -> AuditorError:
    return AuditorError("the file is nested too deeply", path=path, hint="Cargo refuses such files as well")


class _Part:
    """A key, table, array or element with its line and what is in it."""

    __slots__ = ("has_header", "line", "parts", "tables")

    def __init__(self, line: int) -> None:
        self.line = line
        self.has_header = False
        self.parts: dict[str | int, _Part] = {}
        self.tables = 0
        """How many `[[…]]` headers it has, if it is an array of tables."""

    def part(self, key: str | int, line: int) -> _Part:
        """The part of that key, made if it is new."""
        found = self.parts.get(key)
        if found is None:
            found = self.parts[key] = _Part(line)
        return found

    def open(self, key: str, line: int) -> _Part:
        """The table of that key for what follows a header: of an array of tables its last element."""
        found = self.part(key, line)
        return found.parts[found.tables - 1] if found.tables else found


def _nearest(outline: _Part, place: Sequence[str | int]) -> int | None:
    part, line = outline, None
    for key in place:
        found = part.parts.get(key)
        if found is None:
            break
        part, line = found, found.line
    return line


@lru_cache(maxsize=64)
def _outline(content: bytes) -> _Part:
    """The outline of a file's content; what is no valid TOML is passed over."""
    # NOTE: imported here because most audits of sound projects need no line at all.
    import tree_sitter
    import tree_sitter_toml

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    top = _Part(1)
    for node in parser.parse(content.removeprefix(b"\xef\xbb\xbf")).root_node.named_children:
        if node.type == "pair":
            _add_pair(top, node, 0)
        elif node.type == "table":
            _add_table(top, node)
        elif node.type == "table_array_element":
            _add_table_of_array(top, node)
    return top


def _line(node: Node) -> int:
    return node.start_point[0] + 1


def _add_table(top: _Part, node: Node) -> None:
    keys, line = _header(node), _line(node)
    table = top
    for key in keys:
        table = table.open(key, line)
    if not table.has_header:
        table.line, table.has_header = line, True
    _add_pairs(table, node, 0)


def _add_table_of_array(top: _Part, node: Node) -> None:
    keys, line = _header(node), _line(node)
    if not keys:
        return
    table = top
    for key in keys[:-1]:
        table = table.open(key, line)
    array = table.part(keys[-1], line)
    element = array.parts[array.tables] = _Part(line)
    array.tables += 1
    _add_pairs(element, node, 0)


def _add_pairs(table: _Part, node: Node, depth: int) -> None:
    for child in node.named_children:
        if child.type == "pair":
            _add_pair(table, child, depth)


def _add_pair(table: _Part, node: Node, depth: int) -> None:
    children = node.named_children
    if len(children) < 2:
        return
    line = _line(node)
    part = table
    for key in _keys(children[0]):
        part = part.part(key, line)
    _add_value(part, children[1], depth + 1)


def _add_value(part: _Part, node: Node, depth: int) -> None:
    if depth > _DEEPEST:
        return
    if node.type == "inline_table":
        _add_pairs(part, node, depth)
    elif node.type == "array":
        elements = (child for child in node.named_children if child.type not in ("comment", "ERROR"))
        for index, child in enumerate(elements):
            _add_value(part.part(index, _line(child)), child, depth + 1)


def _header(node: Node) -> list[str]:
    """The keys of a `[table]` or `[[table]]` header: the first thing in the node."""
    return _keys(node.named_children[0]) if node.named_children else []


def _keys(node: Node) -> list[str]:
    """The parts of a bare, quoted or dotted key."""
    parts: list[str] = []
    while node.type == "dotted_key":
        # NOTE: the grammar nests to the left: the last child is the last part.
        parts.append(_key(node.named_children[-1]))
        node = node.named_children[0]
    parts.append(_key(node))
    return parts[::-1]


def _key(node: Node) -> str:
    text = (node.text or b"").decode("utf-8", "replace")
    if text.startswith('"'):
        try:
            return next(iter(tomllib.loads(f"{text} = 0")))
        except ValueError:
            return text.strip('"')
    return text[1:-1] if text.startswith("'") else text
