"""All that was read of one package, shared by its units: files, trees, declarations and mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import msgspec

from auditor.sources import classification, declarations, globs, invocations, path_text, wrapper_macros
from auditor.sources.attributes import Attribute
from auditor.sources.context import Context, Locator
from auditor.sources.declarations import Include, ModuleDeclaration
from auditor.sources.files import SourceFile, SourceStore
from auditor.sources.globs import Glob
from auditor.sources.invocations import Invocation
from auditor.sources.lazy_sequence import LazySequence
from auditor.sources.mentions import ITEMS, Kind, Mention
from auditor.sources.package_index import PackageIndex, macro_definitions
from auditor.sources.passing_macros import PassingMacros
from auditor.sources.wrapper_macros import Wrapper

MAX_PLACES_IN_STRING = 20
"""How many places of a name in one string are looked at; of a comment the first one speaks for all."""


class PackageSources(msgspec.Struct, dict=True):
    """The sources below one package's folder, read on demand; nothing in here depends on a unit."""

    root: Path
    store: SourceStore = msgspec.field(default_factory=SourceStore)
    _locators: dict[SourceFile, Locator] = msgspec.field(default_factory=dict)
    _mentions: dict[tuple[SourceFile, str], LazySequence[Mention]] = msgspec.field(default_factory=dict)
    _items: dict[tuple[SourceFile, str], LazySequence[Mention]] = msgspec.field(default_factory=dict)
    _modules: dict[SourceFile, tuple[ModuleDeclaration, ...]] = msgspec.field(default_factory=dict)
    _includes: dict[SourceFile, tuple[Include, ...]] = msgspec.field(default_factory=dict)
    _globs: dict[SourceFile, tuple[Glob, ...]] = msgspec.field(default_factory=dict)
    _macro_names: dict[SourceFile, frozenset[str]] = msgspec.field(default_factory=dict)
    _invocations: dict[tuple[SourceFile, str], tuple[Invocation, ...]] = msgspec.field(default_factory=dict)
    _module_macros: dict[SourceFile, tuple[tuple[str, tuple[Attribute, ...]], ...]] = msgspec.field(
        default_factory=dict
    )
    _macro_offsets: dict[SourceFile, dict[str, list[int]]] = msgspec.field(default_factory=dict)

    def locator(self, file: SourceFile) -> Locator:
        """What finds the contexts of a file's bytes."""
        if file not in self._locators:
            self._locators[file] = Locator(file, PassingMacros(partial(self._wrapper, file)))
        return self._locators[file]

    def mentions(self, file: SourceFile, name: str) -> Iterable[Mention]:
        """The places of `name` in a file, in their order."""
        key = (file, name)
        if key not in self._mentions:
            self._mentions[key] = LazySequence(self._find_mentions(file, name))
        return self._mentions[key]

    def items(self, file: SourceFile, name: str) -> Iterable[Mention]:
        """Those places of `name` in a file that declare or import an item of that name, in their order."""
        key = (file, name)
        if key not in self._items:
            self._items[key] = LazySequence(self._find_items(file, name))
        return self._items[key]

    def modules(self, file: SourceFile) -> tuple[ModuleDeclaration, ...]:
        """The modules in files of their own that a file declares."""
        if file not in self._modules:
            self._modules[file] = tuple(declarations.modules(file, self.locator(file)))
        return self._modules[file]

    def module_macros(self, file: SourceFile) -> tuple[tuple[str, tuple[Attribute, ...]], ...]:
        """The macros of a file that declare a module named by a variable, with the module's attributes."""
        if file not in self._module_macros:
            self._module_macros[file] = tuple(declarations.module_macros(file, self.locator(file)))
        return self._module_macros[file]

    def module_folders(self, file: SourceFile) -> tuple[tuple[str, Context], ...]:
        """The folders of whose files a file makes modules."""
        return tuple(declarations.module_folders(file, self.locator(file))) if b"automod" in file.text else ()

    def includes(self, file: SourceFile) -> tuple[Include, ...]:
        """The files that a file includes."""
        if file not in self._includes:
            found = tuple(declarations.includes(file, self.locator(file))) if b"include" in file.text else ()
            self._includes[file] = found
        return self._includes[file]

    def globs(self, file: SourceFile) -> tuple[Glob, ...]:
        """The glob imports of a file."""
        if file not in self._globs:
            self._globs[file] = tuple(globs.find(file, self.locator(file)))
        return self._globs[file]

    def macro_names(self, file: SourceFile) -> frozenset[str]:
        """The names of all macros, derives and attributes that a file may use."""
        if file not in self._macro_names:
            self._macro_names[file] = frozenset(invocations.macro_names(file.text))
        return self._macro_names[file]

    def forget(self) -> None:
        """Give back the memory of what only the package's own units need."""
        self.store.forget()
        caches: tuple[dict[Any, Any], ...] = (
            self._locators, self._mentions, self._items, self._modules, self._includes,
            self._globs, self._invocations, self._module_macros, self._macro_names,
            self._macro_offsets,
        )  # fmt: skip
        for cache in caches:
            cache.clear()

    def invocations(self, file: SourceFile, macro: str) -> tuple[Invocation, ...]:
        """Where a file uses a macro of that name."""
        key = (file, macro)
        if key not in self._invocations:
            self._invocations[key] = tuple(invocations.find(file, self.locator(file), macro))
        return self._invocations[key]

    @cached_property
    def index(self) -> PackageIndex:
        """What a look over all of the package's files tells."""
        return PackageIndex(self.root, self.store.on_use)

    @property
    def paths_read(self) -> tuple[Path, ...]:
        """All that was read, or looked for in vain, since the last `forget`, and what the index has ever read."""
        return (*self.store.paths, *self.index.paths) if "index" in self.__dict__ else self.store.paths

    def macro_definitions(self, name: str) -> Iterator[tuple[SourceFile, int]]:
        """Where `macro_rules! name` stands."""
        for path, offset in self.index.macro_places.get(name, ()):
            if (file := self.store.read(path)) is not None:
                yield file, offset

    def macro_offsets(self, file: SourceFile) -> dict[str, list[int]]:
        """Where a file defines macros, by their names."""
        if file not in self._macro_offsets:
            found: dict[str, list[int]] = {}
            for name, offset in macro_definitions(file.text) if b"macro_rules" in file.text else ():
                found.setdefault(name, []).append(offset)
            self._macro_offsets[file] = found
        return self._macro_offsets[file]

    def _find_items(self, file: SourceFile, name: str) -> Iterator[Mention]:
        for offset in file.find(name.encode()):
            if path_text.may_be_item(file.text, offset + len(name.encode())):
                mention = classification.classify(file.text, name.encode(), offset, self.locator(file).locate(offset))
                if mention is not None and mention.kind in ITEMS:
                    yield mention

    def _find_mentions(self, file: SourceFile, name: str) -> Iterator[Mention]:
        if file.is_too_large:
            yield from _unread_mentions(file, name.encode())
            return
        skip_to = in_text = 0
        for offset in file.find(name.encode()):
            if offset < skip_to:
                continue
            context = self.locator(file).locate(offset)
            mention = classification.classify(file.text, name.encode(), offset, context)
            if mention is not None:
                yield mention
            text_end = context.text_end
            in_text = in_text + 1 if text_end is not None else 0
            if text_end is not None and (context.is_comment or in_text > MAX_PLACES_IN_STRING):
                skip_to, in_text = text_end, 0

    def _wrapper(self, user: SourceFile, name: str) -> Wrapper | None:
        """What a macro puts around the items it passes on in a file: one of that file, else the package's only one.

        None if it does anything else.
        """
        definitions = [(user, offset) for offset in self.macro_offsets(user).get(name, ())]
        found = [wrapper_macros.find(*one) for one in definitions or self.macro_definitions(name)]
        return found[0] if len(found) == 1 else None


def _unread_mentions(file: SourceFile, name: bytes) -> Iterator[Mention]:
    """The first place in an unparsed file that may be the head of a path."""
    for offset in file.find(name):
        if path_text.path_head(file.text, offset, offset + len(name)) is not None:
            yield Mention(Kind.LATE, offset, Context(is_known=False), (), is_certain=False)
            return
