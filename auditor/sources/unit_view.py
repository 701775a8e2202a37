"""One unit's view of its package's sources: which files and places it compiles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from auditor.sources import dropping_macros, macro_variables, passing_macros, textual_scope
from auditor.sources.cfg import HOLDS, CfgSet, Truth, Verdict, weaker
from auditor.sources.context import Context
from auditor.sources.files import SourceFile
from auditor.sources.mentions import Kind, Mention
from auditor.sources.modules import Gap, ReachedFile
from auditor.sources.package_sources import PackageSources
from auditor.sources.standard_macros import KnownMacros
from auditor.sources.textual_scope import Region, Site

ModulePath = tuple[str, ...]
"""A module, as the names from the crate's root to it."""


class Place(msgspec.Struct, frozen=True):
    """A mention as one unit sees it."""

    mention: Mention
    reached: ReachedFile
    verdict: Verdict
    """Whether it is compiled; never false."""

    @property
    def module(self) -> ModulePath:
        """The module that it stands in."""
        return (*self.reached.module, *self.mention.context.inline_modules)


class UnitView(msgspec.Struct, dict=True):
    """What a unit compiles."""

    sources: PackageSources
    cfg: CfgSet
    edition: str
    names: tuple[str, ...]
    """The extern crates that it may name."""
    reached: list[ReachedFile] = msgspec.field(default_factory=list)
    gaps: list[Gap] = msgspec.field(default_factory=list)
    has_foreign_macro: Callable[[str], bool] = lambda _: False
    """Whether another crate exports a macro of that name."""
    is_complete: bool = False
    """Whether all files of the unit have been reached."""
    _definitions: dict[str, list[tuple[SourceFile, int]]] = msgspec.field(default_factory=dict)
    _compiled_definitions: dict[str, list[tuple[SourceFile, int]]] = msgspec.field(default_factory=dict)
    _dropping: dict[str, bool] = msgspec.field(default_factory=dict)
    _regions: dict[tuple[Path, int], tuple[Region, ...]] = msgspec.field(default_factory=dict)

    @cached_property
    def known_macros(self) -> KnownMacros:
        """The macros whose names mean in the unit what they mean everywhere."""
        return KnownMacros(self.names, lambda name: bool(self.macro_definitions(name)), self._drops_all)

    def macro_definitions(self, name: str) -> list[tuple[SourceFile, int]]:
        """Where the macros stand that the unit's crate may know by a plain name: its own, else its library's.

        As long as not all of its files are known, those of all files of the package count.
        """
        if not self.is_complete:
            return self._definitions_so_far(name) + list(self.sources.macro_definitions(name))
        if name not in self._definitions:
            own = self._definitions_so_far(name)
            is_of_library = not own and name in self.sources.index.exported_macros
            self._definitions[name] = list(self.sources.macro_definitions(name)) if is_of_library else own
        return self._definitions[name]

    def _definitions_so_far(self, name: str) -> list[tuple[SourceFile, int]]:
        """Those in the files that have been reached."""
        return [(site.reached.file, site.offset) for site in self._definition_sites(name)]

    def _definition_sites(self, name: str) -> Iterator[Site]:
        for reached in self.reached:
            for offset in self.sources.macro_offsets(reached.file).get(name, ()):
                yield Site(reached, offset)

    def _drops_all(self, name: str) -> bool:
        """Whether the crate's own macro of that name throws away what it is given."""
        if not self.is_complete:
            return dropping_macros.drops_all(self.macro_definitions(name))
        if name not in self._dropping:
            definitions = self.macro_definitions(name)
            own = set(self.compiled_definitions(name)) if self._definitions_so_far(name) else definitions
            drops = len(own) == len(definitions) and dropping_macros.drops_all(definitions)
            self._dropping[name] = drops and not (self._may_be_meant_elsewhere(name) and self.has_foreign_macro(name))
        return self._dropping[name]

    def _may_be_meant_elsewhere(self, name: str) -> bool:
        """Whether one of the uses of a macro's name may mean one of another crate."""
        return any(
            not self.means_own_macro(name, Site(reached, use.context.leaf.start_byte))
            for reached in self.reached
            for use in self.sources.invocations(reached.file, name)
            if use.context.definition is None
        )

    def means_own_macro(self, name: str, use: Site) -> bool:
        """Whether a macro's name at a place means, beyond doubt, the macro of that name that the unit defines."""
        begins_here = textual_scope.begins_at_own_crate(use)
        if begins_here is not None:
            return begins_here
        return self._is_in_force(name, use)

    def _is_in_force(self, name: str, site: Site) -> bool:
        """Whether a macro of that name that the unit defines is in force at a place without a path."""
        return any(
            textual_scope.is_in_force(self._regions_of(definition), site) for definition in self._definition_sites(name)
        )

    def _regions_of(self, definition: Site) -> tuple[Region, ...]:
        key = (definition.reached.file.path, definition.offset)
        if key not in self._regions:
            self._regions[key] = tuple(textual_scope.regions(self.sources, definition))
        return self._regions[key]

    def verdict(self, reached: ReachedFile, context: Context) -> Verdict:
        """Whether a place is compiled."""
        found = self._configured(reached, context)
        for path in context.passed_by:
            found = weaker(found, self._passing(path, Site(reached, context.leaf.start_byte)))
        return found

    def _configured(self, reached: ReachedFile, context: Context) -> Verdict:
        """Whether the conditions of a place hold, leaving aside the macros that pass it on."""
        return weaker(reached.verdict, self.cfg.all_hold(context.conditions))

    def _passing(self, path: str, site: Site) -> Verdict:
        """Whether the macro that passes a place on is the one that it is taken for."""
        name = path.rpartition("::")[2]
        own = self.compiled_definitions(name)
        if name in passing_macros.STANDARD:
            is_meant = path != name or all(macro_variables.have_conditions(own))
        elif own:
            is_meant = self._is_in_force(name, site) or (self.is_complete and not self.has_foreign_macro(name))
        else:
            is_meant = name in self.sources.index.exported_macros
        return HOLDS if is_meant else Verdict(Truth.UNKNOWN, guess=True, reason=f"macro `{path}` may be another one")

    def compiled_definitions(self, name: str) -> list[tuple[SourceFile, int]]:
        """Where the macros of a name stand in the files so far that the unit's configuration does not rule out."""
        if name in self._compiled_definitions:
            return self._compiled_definitions[name]
        found = [
            (site.reached.file, site.offset)
            for site in self._definition_sites(name)
            if self._configured(site.reached, self._context_at(site)).truth is not Truth.FALSE
        ]
        if self.is_complete:
            self._compiled_definitions[name] = found
        return found

    def _context_at(self, site: Site) -> Context:
        return self.sources.locator(site.reached.file).locate(site.offset)

    def places(self, name: str) -> Iterator[Place]:
        """All places of a name that the unit may compile, those of `macro_rules!` definitions included."""
        for reached in self.reached:
            yield from self.places_in(reached, name)

    def places_in(self, reached: ReachedFile, name: str) -> Iterator[Place]:
        """The same of one file."""
        yield from self._compiled(reached, self.sources.mentions(reached.file, name))

    def _compiled(self, reached: ReachedFile, mentions: Iterable[Mention]) -> Iterator[Place]:
        """Those mentions that the unit may compile."""
        for mention in mentions:
            verdict = self.verdict(reached, mention.context)
            if verdict.truth is not Truth.FALSE and not mention.context.is_pattern:
                yield Place(mention, reached, verdict)

    def items(self, name: str) -> Iterator[Place]:
        """The places that declare or import an item of that name."""
        for reached in self.reached:
            yield from self.items_in(reached, name)

    def items_in(self, reached: ReachedFile, name: str) -> Iterator[Place]:
        """The same of one file."""
        yield from self._compiled(reached, self.sources.items(reached.file, name))

    def takes_over(self, name: str) -> bool:
        """Whether the crate's root gives the name to another crate: `extern crate a as b;`."""
        if name not in self._taken_over:
            root = self.reached[0]
            self._taken_over[name] = re.search(rb"as\s+(?:r#)?" + name.encode(), root.file.text) is not None and any(
                place.mention.kind is Kind.CRATE_ALIAS and place.module == () and len(place.mention.scopes) == 1
                for place in self.items_in(root, name)
            )
        return self._taken_over[name]

    @cached_property
    def _taken_over(self) -> dict[str, bool]:
        return {}
