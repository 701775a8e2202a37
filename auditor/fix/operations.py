"""Single changes to the files of a project, each as an operation on a file's text: comments and layout stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from auditor.errors import AuditorError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Keys = tuple[str, ...]
"""The keys from the top of a TOML file to a value."""


class Set(msgspec.Struct, frozen=True):
    """Give a key of a TOML file a value; the tables around it, and the file, are made where they are missing."""

    path: Path
    keys: Keys
    value: bool | str | tuple[str, ...] | dict[str, Any]

    def apply(self, text: str | None) -> str:
        """The text of the file with the value; None is a file that does not exist."""

        def change(document: TOMLDocument) -> None:
            import tomlkit

            table = _table(document, self.keys[:-1])
            value = list(self.value) if isinstance(self.value, tuple) else self.value
            item = tomlkit.item(value)
            if isinstance(value, dict):
                inline = tomlkit.inline_table()
                inline.update(value)
                item = inline
            table[self.keys[-1]] = item

        return _changed(self.path, text, change)


class Remove(msgspec.Struct, frozen=True):
    """Take a key out of a TOML file, and the tables that are empty then; nothing if it is not there."""

    path: Path
    keys: Keys

    def apply(self, text: str | None) -> str:
        """The text of the file without the key."""

        def change(document: TOMLDocument) -> None:
            tables: list[Any] = [document]
            for key in self.keys[:-1]:
                below = tables[-1].get(key)
                if not isinstance(below, dict):
                    return
                tables.append(below)
            tables[-1].pop(self.keys[-1], None)
            for table, key in zip(reversed(tables[:-1]), reversed(self.keys[:-1]), strict=True):
                if len(table[key]):
                    return
                del table[key]

        return _changed(self.path, text, change)


class Extend(msgspec.Struct, frozen=True):
    """Add words to an array of a TOML file, or to a string that holds words between spaces, as rustflags are."""

    path: Path
    keys: Keys
    words: tuple[str, ...]

    def apply(self, text: str | None) -> str:
        """The text of the file with the words at the end of the value."""

        def change(document: TOMLDocument) -> None:
            table = _table(document, self.keys[:-1])
            known = table.get(self.keys[-1])
            if isinstance(known, str):
                table[self.keys[-1]] = " ".join([*known.split(), *self.words])
            elif known is None:
                table[self.keys[-1]] = list(self.words)
            else:
                known.extend(self.words)

        return _changed(self.path, text, change)


class Drop(msgspec.Struct, frozen=True):
    """Take words that stand in a row out of an array of a TOML file, or out of a string that holds words."""

    path: Path
    keys: Keys
    words: tuple[str, ...]

    def apply(self, text: str | None) -> str:
        """The text of the file without the words; a value that is empty then goes as a whole."""

        def change(document: TOMLDocument) -> None:
            table = _table(document, self.keys[:-1])
            known = table.get(self.keys[-1], [])
            left = list(map(str, known.split() if isinstance(known, str) else known))
            size = len(self.words)
            while (at := _find(left, self.words)) is not None:
                del left[at : at + size]
                if not isinstance(known, str):
                    for _ in range(size):
                        del known[at]
            if not left:
                table.pop(self.keys[-1], None)
            elif isinstance(known, str):
                table[self.keys[-1]] = " ".join(left)

        return _changed(self.path, text, change)


class Create(msgspec.Struct, frozen=True):
    """Write a new file."""

    path: Path
    content: str

    def apply(self, text: str | None) -> str:
        """The content. Raises AuditorError if the file exists."""
        if text is not None:
            raise AuditorError("the file exists already", path=self.path, hint="move it out of the way")
        return self.content


class AppendLine(msgspec.Struct, frozen=True):
    """Add a line to the end of a source file."""

    path: Path
    line: str

    def apply(self, text: str | None) -> str:
        """The text with the line, ended as the others are."""
        before = text or ""
        end = "\r\n" if "\r\n" in before else "\n"
        gap = "" if not before or before.endswith("\n") else end
        return f"{before}{gap}{self.line}{end}"


Operation = Set | Remove | Extend | Drop | Create | AppendLine


def _find(words: Sequence[str], wanted: Sequence[str]) -> int | None:
    size = len(wanted)
    starts = range(len(words) - size + 1)
    return next((start for start in starts if tuple(words[start : start + size]) == tuple(wanted)), None)


def _table(document: TOMLDocument, keys: Keys) -> Any:
    """The table of some keys, made where it is missing."""
    import tomlkit

    table: Any = document
    for number, key in enumerate(keys):
        if key not in table:
            # NOTE: only the last table gets a header: `[build]`, not an empty `[profile]` before `[profile.dev]`.
            is_last = number == len(keys) - 1
            table[key] = tomlkit.table(is_super_table=not is_last)
        table = table[key]
        if not isinstance(table, dict):
            raise _NotATableError(".".join(keys[: number + 1]))
    return table


class _NotATableError(Exception):
    """A key that should hold a table holds something else."""


def _changed(path: Path, text: str | None, change: Callable[[TOMLDocument], None]) -> str:
    """The text of a TOML file after a change to the document. Raises AuditorError where it cannot be made."""
    import tomlkit

    before = text or ""
    mark = "\ufeff" if before.startswith("\ufeff") else ""
    try:
        document = tomlkit.parse(before.removeprefix("\ufeff"))
        change(document)
        after = tomlkit.dumps(document)
    except _NotATableError as error:
        raise AuditorError(f"`{error}` is no table there", path=path, hint="make the change by hand") from None
    except Exception as error:  # on some texts tomlkit raises more than its own errors
        raise AuditorError(f"the file cannot be changed: {error}", path=path, hint="make the change by hand") from None
    if "\r\n" in before:
        after = after.replace("\r\n", "\n").replace("\n", "\r\n")
    return mark + after
