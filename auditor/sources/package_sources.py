"""All that was read of one package, shared by its units: files, trees, declarations and mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from auditor.sources import declarations, globs, invocations, mentions, wrapper_macros
from auditor.sources.context import Locator
from auditor.sources.declarations import Include, ModuleDeclaration
from auditor.sources.files import SourceFile, SourceStore
from auditor.sources.globs import Glob
from auditor.sources.invocations import Invocation
from auditor.sources.mentions import Mention
from auditor.sources.passing_macros import PassingMacros
from auditor.sources.predicate import Predicate


@dataclass
class PackageSources:
    """The sources below one package's folder, read on demand; nothing in here depends on a unit."""

    root: Path
    store: SourceStore = field(default_factory=SourceStore)
    _locators: dict[Path, Locator] = field(default_factory=dict)
    _mentions: dict[tuple[Path, str], tuple[Mention, ...]] = field(default_factory=dict)
    _modules: dict[Path, tuple[ModuleDeclaration, ...]] = field(default_factory=dict)
    _includes: dict[Path, tuple[Include, ...]] = field(default_factory=dict)

    _globs: dict[Path, tuple[Glob, ...]] = field(default_factory=dict)
    _invocations: dict[tuple[Path, str], tuple[Invocation, ...]] = field(default_factory=dict)
    _module_macros: dict[Path, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def passing(self) -> PassingMacros:
        """The package's macros that pass items on."""
        return PassingMacros(self._own_conditions)

    def locator(self, file: SourceFile) -> Locator:
        """What finds the contexts of a file's bytes."""
        if file.path not in self._locators:
            self._locators[file.path] = Locator(file, self.passing)
        return self._locators[file.path]

    def mentions(self, file: SourceFile, name: str) -> tuple[Mention, ...]:
        """All places of `name` in a file."""
        key = (file.path, name)
        if key not in self._mentions:
            self._mentions[key] = tuple(self._find_mentions(file, name))
        return self._mentions[key]

    def modules(self, file: SourceFile) -> tuple[ModuleDeclaration, ...]:
        """The modules in files of their own that a file declares."""
        if file.path not in self._modules:
            self._modules[file.path] = tuple(declarations.modules(file, self.locator(file)))
        return self._modules[file.path]

    def module_macros(self, file: SourceFile) -> tuple[str, ...]:
        """The macros of a file that declare a module named by a variable."""
        if file.path not in self._module_macros:
            self._module_macros[file.path] = tuple(declarations.module_macros(file, self.locator(file)))
        return self._module_macros[file.path]

    def includes(self, file: SourceFile) -> tuple[Include, ...]:
        """The files that a file includes."""
        if file.path not in self._includes:
            found = tuple(declarations.includes(file, self.locator(file))) if b"include" in file.text else ()
            self._includes[file.path] = found
        return self._includes[file.path]

    def globs(self, file: SourceFile) -> tuple[Glob, ...]:
        """The glob imports of a file."""
        if file.path not in self._globs:
            self._globs[file.path] = tuple(globs.find(file, self.locator(file)))
        return self._globs[file.path]

    def invocations(self, file: SourceFile, macro: str) -> tuple[Invocation, ...]:
        """Where a file uses a macro of that name."""
        key = (file.path, macro)
        if key not in self._invocations:
            self._invocations[key] = tuple(invocations.find(file, self.locator(file), macro))
        return self._invocations[key]

    @cached_property
    def all_files(self) -> tuple[SourceFile, ...]:
        """Every `.rs` file below the package's `src` (or, without one, its folder), reached by a module or not."""
        top = self.root / "src"
        paths = sorted((top if top.is_dir() else self.root).rglob("*.rs"))
        return tuple(file for path in paths if (file := self.store.read(path)) is not None)

    def macro_definitions(self, name: str) -> Iterator[tuple[SourceFile, int]]:
        """Where `macro_rules! name` stands."""
        pattern = re.compile(rb"\bmacro_rules\s*!\s*" + re.escape(name.encode()) + rb"\s*[({\[]")
        for file in self.all_files:
            if b"macro_rules" in file.text and name.encode() in file.text:
                yield from ((file, match.start()) for match in pattern.finditer(file.text))

    def _find_mentions(self, file: SourceFile, name: str) -> Iterator[Mention]:
        for offset in file.find(name.encode()):
            mention = mentions.classify(file.text, offset, self.locator(file).locate(offset))
            if mention is not None:
                yield mention

    def _own_conditions(self, name: str) -> tuple[Predicate, ...] | None:
        """The conditions under which a macro of the package passes its items on; None if it does anything else."""
        found = [wrapper_macros.conditions(file, offset) for file, offset in self.macro_definitions(name)]
        return found[0] if len(found) == 1 else None
