"""The macros that a package defines, and whether their bodies (for proc macros, their sources) name a crate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import msgspec

from auditor.sources import mentions, recursion
from auditor.sources.files import SourceFile
from auditor.sources.macro_rules import Tokens
from auditor.sources.mentions import Kind, Mention
from auditor.sources.package_sources import PackageSources
from auditor.sources.standard_macros import KEEPING

_CALL = re.compile(rb"\b(\w+)\s*!")
_HEADS = (Kind.LATE, Kind.ABSOLUTE, Kind.IMPORT, Kind.EARLY, Kind.EXTERN_CRATE)


class MacroIndex(msgspec.Struct, dict=True):
    """The macros of one package."""

    sources: PackageSources
    is_proc_macro: bool
    _near: dict[bytes, bool] = msgspec.field(default_factory=dict)
    _calls: dict[str, frozenset[str]] = msgspec.field(default_factory=dict)
    _bodies: dict[tuple[str, str], list[tuple[SourceFile, Mention]]] = msgspec.field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        """The macros that it exports: `macro_rules!`, or derives, attributes and functions of a proc macro."""
        index = self.sources.index
        return index.procedural if self.is_proc_macro else index.exported_macros

    def names_in_body(self, macro: str, crate: str, uses: Callable[[], Sequence[Tokens | None]]) -> bool:
        """Whether the body of a `macro_rules!`, or of one that it invokes, names a crate without `$crate`.

        `uses` gives the tokens of each invocation: they tell which rules of the macro itself are out of the question.
        """
        if not self._is_near_macros(crate.encode()):
            return False
        first = self.sources.index.macro_aliases.get(macro, macro)
        if self._is_in_body(first, crate, uses):
            return True
        seen: set[str] = set()
        pending = list(self._called_by(first) - {first})
        while pending:
            current = pending.pop()
            if current not in seen and self._is_in_body(current, crate, any_use):
                return True
            pending.extend(self._called_by(current) - seen - {current})
            seen.add(current)
        return False

    def _is_near_macros(self, crate: bytes) -> bool:
        """Whether a file that defines macros has the crate's name at all: most have not, and need no parsing."""
        if crate not in self._near:
            paths = {path for places in self.sources.index.macro_places.values() for path, _ in places}
            files = (self.sources.store.read(path) for path in sorted(paths))
            self._near[crate] = any(file is not None and file.find(crate) for file in files)
        return self._near[crate]

    def _is_in_body(self, macro: str, crate: str, uses: Callable[[], Sequence[Tokens | None]]) -> bool:
        key = (macro, crate)
        if key not in self._bodies:
            files = {file.path: file for file, _ in self.sources.macro_definitions(macro)}.values()
            found = [(file, mention) for file in files for mention in self._in_definitions(file, macro, crate)]
            brings_it = any(mention.kind in mentions.ITEMS for _, mention in found)
            self._bodies[key] = [] if brings_it else [(file, one) for file, one in found if one.kind in _HEADS]
        found = self._bodies[key]
        return bool(found) and any(_may_be_written(file, mention, uses()) for file, mention in found)

    def _in_definitions(self, file: SourceFile, macro: str, crate: str) -> Iterator[Mention]:
        """The places of a name in the bodies of a macro."""
        for mention in self.sources.mentions(file, crate):
            if mention.context.definition_name == macro and not mention.context.is_pattern:
                yield mention

    def _called_by(self, macro: str) -> frozenset[str]:
        """The macros of the package that the body of one mentions."""
        if macro not in self._calls:
            found: set[str] = set()
            for file, start in self.sources.macro_definitions(macro):
                definition = self.sources.locator(file).locate(start).definition
                text = b"" if definition is None else file.slice(definition)
                found.update(name.decode(errors="replace") for name in _CALL.findall(text))
            self._calls[macro] = frozenset(found) & self.sources.index.macro_places.keys()
        return self._calls[macro]

    def calls(self, macros: Iterable[str]) -> frozenset[str]:
        """The macros of other packages that some of its macros may invoke, through others of its own as well.

        Code between two definitions is taken for a part of the first.
        """
        known = self.sources.index.macro_calls
        seen: set[str] = set()
        pending = [self.sources.index.macro_aliases.get(macro, macro) for macro in macros]
        for macro in pending:
            new = known.get(macro, set()) - seen
            seen |= new
            pending.extend(new & known.keys())
        return frozenset(seen - known.keys())

    def writes(self, crate: str, *, is_dependency: bool) -> bool:
        """Whether a proc macro's sources hold the crate's name as code or text that it may write.

        Of a crate on which the proc macro itself depends, plain paths are its own: only strings and the tokens of
        macros such as `quote!` count.
        """
        if crate not in self.sources.index.written_words or not is_dependency:
            return crate in self.sources.index.written_words
        in_string = re.compile(rb'"[^"\n]*\b' + crate.encode() + rb'\b[^"\n]*"')
        for path, text in self.sources.index.texts(crate.encode()):
            file = self.sources.store.read(path)
            if in_string.search(text) is not None or file is None:
                return True
            if any(map(_may_be_quoted, self.sources.mentions(file, crate))):
                return True
        return False


def _may_be_quoted(mention: Mention) -> bool:
    """Whether a place is among the tokens of a macro that may turn them into data: `println!` and its like do not."""
    return any(macro.rpartition("::")[2] not in KEEPING for macro in mention.context.macros)


def any_use() -> tuple[None]:
    """Invocations of which nothing is known."""
    return (None,)


def _may_be_written(file: SourceFile, mention: Mention, uses: Sequence[Tokens | None]) -> bool:
    """Whether one of the invocations may set off the rule that holds a place."""
    definition = mention.context.definition
    return definition is None or recursion.may_reach(file, definition, mention.offset, uses)
