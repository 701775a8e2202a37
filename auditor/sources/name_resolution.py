"""Resolve the head of a path as rustc does: blocks and modules around it, their glob imports, then extern crates.

Paths in `use` and those of macros, attributes and derives are not asked for here: rustc looks at every scope for
them, and so loads the crate whatever else has its name (`early_resolve_ident_in_lexical_scope`).
"""

from __future__ import annotations

from enum import Enum
from functools import cached_property

import msgspec
from msgspec.structs import replace

from auditor.sources import macro_variables, visibility
from auditor.sources.cfg import Truth
from auditor.sources.files import SourceFile
from auditor.sources.foreign_globs import ForeignGlobs
from auditor.sources.globs import Glob
from auditor.sources.mentions import Kind, Mention, Scope
from auditor.sources.modules import ReachedFile
from auditor.sources.standard_macros import Fate
from auditor.sources.unit_view import ModulePath, Place, UnitView


class Meaning(Enum):
    """What the head of a path is."""

    CRATE = "crate"
    ITEM = "item"
    IMPORT = "import"
    """A `use` of something else, under its own name."""


class Resolution(msgspec.Struct, frozen=True):
    """The outcome for one place."""

    meaning: Meaning
    by: Place | None = None
    """The declaration or import that it means."""
    is_through_glob: bool = False
    doubt: str = ""
    """Why it may mean something else."""


class NameResolver(msgspec.Struct, dict=True):
    """Resolves one name for one unit."""

    view: UnitView
    name: str
    foreign: ForeignGlobs
    _by_scope: dict[tuple[SourceFile, ModulePath], dict[Scope, list[Place]]] = msgspec.field(default_factory=dict)
    _resolved: dict[tuple[SourceFile, tuple[Scope, ...]], Resolution] = msgspec.field(default_factory=dict)

    def resolve(self, place: Place) -> Resolution:
        """What the head at `place` means."""
        key = (place.reached.file, place.mention.scopes)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(place)
        return self._resolved[key]

    def without(self, place: Place) -> Resolution:
        """What the name would mean in the scope of an import if the import at `place` were not there."""
        doubt = ""
        for glob in self.view.sources.globs(place.reached.file):
            if glob.scopes[0] == place.mention.scopes[0] and self._may_hold(glob, place.reached):
                found = self._through(glob, place.reached, set())
                if found is not None and found.meaning is not Meaning.CRATE:
                    return found
                doubt = doubt or (found.doubt if found is not None else "")
        outer = replace(place.mention, scopes=place.mention.scopes[1:])
        found = self.resolve(replace(place, mention=outer))
        return replace(found, doubt=found.doubt or doubt)

    def _may_hold(self, glob: Glob, reached: ReachedFile) -> bool:
        return self.view.verdict(reached, glob.context).truth is not Truth.FALSE

    def _resolve(self, place: Place) -> Resolution:
        doubt = ""
        for scope in place.mention.scopes:
            found = self._in_scope(place, scope)
            if found is not None and found.meaning is not Meaning.CRATE:
                return found
            doubt = doubt or (found.doubt if found is not None else "")
        for other in self._declarations:
            if other.module == place.module and other.reached is not place.reached and other.verdict.guess:
                return _meaning(other)  # the place is in a file that `include!` puts into that module, or the other is
        return Resolution(Meaning.CRATE, doubt=doubt or self._macro_doubt)

    @cached_property
    def _macro_doubt(self) -> str:
        """Why a macro may declare an item of the name: one mentions such a declaration."""
        is_plain = all(_is_plain(place.mention) for place in self.view.items(self.name))
        if is_plain and not any(map(self._may_declare, self.view.places(self.name))):
            return ""
        return "a macro may declare an item of that name"

    def _may_declare(self, place: Place) -> bool:
        """Whether a macro gets the name by itself and may declare an item under it."""
        macros = place.mention.context.macros
        if not macros or place.mention.context.definition is not None:
            return False
        if place.mention.kind is not Kind.TOKEN:
            return place.mention.kind is Kind.DECLARATION
        if self.view.known_macros.fate(macros[-1]) is not Fate.UNKNOWN:
            return False
        definitions = [] if "::" in macros[-1] else self.view.macro_definitions(macros[-1])
        is_in_body = any(node.type == "block" for node in place.mention.context.nodes)
        return macro_variables.declare_items(definitions) if definitions else not is_in_body

    def _in_scope(self, place: Place, scope: Scope) -> Resolution | None:
        """What a scope of the place's file has under the name; with a doubt and `CRATE` if it may have something."""
        doubt = ""
        for other in self._declared_in(place.reached).get(scope, ()):
            if other.verdict.truth is Truth.TRUE:
                return _meaning(other)
            doubt = f"a local item of that name may hide it: {other.verdict.reason}"
        for glob in self.view.sources.globs(place.reached.file):
            if glob.scopes[0] != scope or not self._may_hold(glob, place.reached):
                continue
            found = self._through(glob, place.reached, set())
            if found is not None and found.meaning is not Meaning.CRATE:
                return found
            doubt = doubt or (found.doubt if found is not None else "")
        return Resolution(Meaning.CRATE, doubt=doubt) if doubt else None

    def _declared_in(self, reached: ReachedFile) -> dict[Scope, list[Place]]:
        """The plain declarations of the name in a file, by the scope that each is in."""
        key = (reached.file, reached.module)
        if key not in self._by_scope:
            found: dict[Scope, list[Place]] = {}
            for other in self.view.items_in(reached, self.name):
                if other.mention.scopes and _is_plain(other.mention):
                    found.setdefault(other.mention.scopes[0], []).append(other)
            self._by_scope[key] = found
        return self._by_scope[key]

    def _through(
        self, first: Glob, reached: ReachedFile, seen: set[tuple[ModulePath, ModulePath]]
    ) -> Resolution | None:
        """What a glob import brings under the name."""
        doubt = ""
        pending: list[tuple[Glob, ReachedFile, tuple[ModulePath, ...]]] = [(first, reached, ())]
        while pending:
            glob, within, viewers = pending.pop()
            base = (*within.module, *glob.context.inline_modules)
            if (base, glob.path) in seen:
                continue
            seen.add((base, glob.path))
            target = self._local_target(glob, base)
            if target is None:
                doubt = doubt or self.foreign.doubt(glob.path, self.name)
                continue
            viewers = (*viewers, base)
            found = [other for other in self._declarations if other.module == target and _is_seen(other, viewers)]
            for other in found:
                if other.verdict.truth is Truth.TRUE:
                    meaning = _meaning(other)
                    return Resolution(meaning.meaning, meaning.by, is_through_glob=True)
                doubt = f"a glob import may hide it: {other.verdict.reason}"
            if not found and self._declarations and not self._exists(target):
                doubt = doubt or f"`use {'::'.join(glob.path)}::*` may hide it"
            pending.extend((*other, viewers) for other in self._globs_of(target, viewers))
        return Resolution(Meaning.CRATE, doubt=doubt) if doubt else None

    @cached_property
    def _declarations(self) -> list[Place]:
        """The places in the unit that declare the name at the level of a module."""
        return [
            place for place in self.view.items(self.name) if _is_plain(place.mention) and len(place.mention.scopes) == 1
        ]

    def _local_target(self, glob: Glob, base: ModulePath) -> ModulePath | None:
        """The module of this crate that a glob names; None if it is another crate's."""
        if not glob.path or (glob.is_absolute and self.view.edition != "2015"):
            return () if not glob.path else None
        target = base if self.view.edition != "2015" else ()
        for number, segment in enumerate(glob.path):
            match segment:
                case "crate" | "$crate":
                    target = ()
                case "self":
                    target = base if number == 0 else target
                case "super":
                    target = (base if number == 0 else target)[:-1]
                case _:
                    if number == 0 and not self._exists((*target, segment)) and self.foreign.knows(segment):
                        return None
                    target = (*target, segment)
        return target

    def _exists(self, module: ModulePath) -> bool:
        """Whether the unit has that module."""
        files = [reached for reached in self.view.reached if reached.module == module[: len(reached.module)]]
        deepest = max((len(reached.module) for reached in files), default=0)
        inline = module[deepest:]
        return not inline or any(
            len(reached.module) == deepest and f"mod {inline[-1]}".encode() in reached.file.text for reached in files
        )

    def _globs_of(self, module: ModulePath, viewers: tuple[ModulePath, ...]) -> list[tuple[Glob, ReachedFile]]:
        """The glob imports at the level of a module that pass on to some others what they import."""
        return [
            (glob, reached)
            for reached in self.view.reached
            if reached.module == module[: len(reached.module)]
            for glob in self.view.sources.globs(reached.file)
            if (*reached.module, *glob.context.inline_modules) == module
            and len(glob.scopes) == 1
            and self._may_hold(glob, reached)
            and visibility.is_seen(visibility.scope(reached.file, glob.context, module), viewers)
        ]


def _is_plain(mention: Mention) -> bool:
    """Whether no macro stands between the place and the compiler."""
    return mention.context.definition is None and not mention.context.macros


def _is_seen(place: Place, viewers: tuple[ModulePath, ...]) -> bool:
    """Whether a declaration can be seen from some modules."""
    return visibility.is_seen(visibility.scope(place.reached.file, place.mention.context, place.module), viewers)


def _meaning(place: Place) -> Resolution:
    is_import = place.mention.kind is Kind.ALIAS and not place.mention.is_renamed
    return Resolution(Meaning.IMPORT if is_import else Meaning.ITEM, by=place)
