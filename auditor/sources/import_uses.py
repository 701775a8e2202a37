"""Collect the uses of imports that have a crate's name: rustc looks for an outer item of the name of a used import.

`use a::b;` makes rustc look whether an outer `b` makes the import redundant, and so loads the crate.

Source: `check_for_redundant_imports` in rustc_resolve; not for exported or unused imports, nor for those that are used
through a path or a glob import from elsewhere, nor for those of functions and constants, which no crate could replace.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from auditor.model.source import Reference
from auditor.sources.exports import is_public
from auditor.sources.files import SourceFile
from auditor.sources.judgement import Evidence, weakest
from auditor.sources.mentions import Kind
from auditor.sources.name_resolution import Meaning, NameResolver, Resolution
from auditor.sources.unit_view import Place

_Key = tuple[SourceFile, int]
_HAS_VALUE = re.compile(rb"\s*(?:<[^{;]*>)?\s*[;(]")
"""Behind the name of a unit or tuple struct."""
_RELATIVE = frozenset({"crate", "self", "super", ""})


class ImportUses(msgspec.Struct):
    """The imports of one name in one unit that are known to be used."""

    resolver: NameResolver
    _used: dict[_Key, tuple[Place, str]] = msgspec.field(default_factory=dict)
    """With the reason for a doubt, empty if there is none."""
    _used_elsewhere: set[_Key] = msgspec.field(default_factory=set)

    def add_path(self, found: Resolution, doubt: str = "") -> None:
        """A path begins with what `found` is."""
        if found.by is None or found.meaning is not Meaning.IMPORT:
            return
        if found.is_through_glob:
            self._used_elsewhere.add(_key(found.by))
            return
        before = self._used.get(_key(found.by))
        if before is None or before[1]:
            self._used[_key(found.by)] = (found.by, doubt)

    def add_name(self, place: Place, found: Resolution) -> None:
        """The name stands by itself: as a type, or as a value that may be a function, a constant or a variable."""
        if found.by is None or found.meaning is not Meaning.IMPORT:
            return
        is_type = place.mention.context.leaf.type == "type_identifier"
        is_value = not is_type and (_is_of_enum(found.by) or any(map(_is_value, self._targets(found.by))))
        if is_value and _is_pattern(place):
            self._used_elsewhere.add(_key(found.by))
        elif is_type or is_value:
            self.add_path(found)
        elif next(self._targets(found.by), None) is not None and _is_called(place):
            self.add_path(found, "it is the name of an import that may bring more than a function")

    def add_tokens(self, found: Resolution) -> None:
        """The name stands by itself among tokens of a macro, as whatever it may be."""
        if found.by is None:
            return
        kinds = {target.mention.context.nodes[-2].type for target in self._targets(found.by)}
        if _is_of_enum(found.by) or kinds - {"mod_item"}:
            self.add_path(found, "it is the name of an import that a macro may use")

    def evidence(self, judge: Callable[[Place], Evidence]) -> Iterator[Evidence]:
        """What the used imports say; `judge` tells what one would say if all else were plain."""
        self._add_traits()
        for key, (place, reason) in self._used.items():
            behind = self.resolver.without(place)
            if key in self._used_elsewhere or behind.meaning is not Meaning.CRATE:
                continue
            doubt = reason or behind.doubt
            nodes = place.mention.context.nodes
            declaration = next((node for node in nodes if node.type == "use_declaration"), nodes[0])
            invocations = self.resolver.view.sources.invocations(place.reached.file, self.resolver.name)
            if is_public(declaration, place.reached.file):
                yield Evidence(Reference.UNLIKELY, "it is the name of a re-export")
            elif place.mention.context.passed_by:
                # NOTE: rustc 1.95 loads no crate for those in what a `macro_rules!` passes on, seen of three kinds.
                yield Evidence(Reference.UNLIKELY, "it is the name of an import that a macro passes on")
            elif _is_by_self(place):
                # NOTE: rustc 1.95 loads the crate, the nightly 1.97 does not.
                yield Evidence(Reference.LIKELY, "it is the name of a module imported by `{self}`")
            elif any(not use.is_handed_over for use in invocations):
                yield Evidence(Reference.UNLIKELY, "it is the name of an import that also brings a macro")
            elif self._has_path_to(place):
                yield Evidence(Reference.UNLIKELY, "it is the name of an import that paths elsewhere may use")
            elif doubt:
                yield weakest(Evidence(Reference.LIKELY, doubt), judge(place))
            else:
                yield judge(place)

    def _add_traits(self) -> None:
        """Imports of traits: nothing shows that a method is one of the trait's, but few imports are there in vain."""
        for place in self.resolver.view.items(self.resolver.name):
            mention = place.mention
            if (
                mention.kind is not Kind.ALIAS
                or mention.is_renamed
                or mention.context.macros
                or _key(place) in self._used
            ):
                continue
            if any(target.mention.context.nodes[-2].type == "trait_item" for target in self._targets(place)):
                doubt = "it is the name of an imported trait, whose methods may be called"
                self._used[_key(place)] = (place, doubt)

    def _targets(self, place: Place) -> Iterator[Place]:
        """The unit's modules, types and traits that an import may mean."""
        module = _holder(place)
        for other in self.resolver.view.items(self.resolver.name):
            mention = other.mention
            if mention.kind is not Kind.DECLARATION or mention.context.nodes[-2].type == "type_parameter":
                continue
            if len(mention.scopes) == 1 and (module in _RELATIVE or other.module[-1:] == (module,)):
                yield other

    def _has_path_to(self, place: Place) -> bool:
        """Whether a path such as `super::b` or `self::b` may use the import."""
        module = place.module[-1] if place.module else "crate"
        pattern = re.compile(
            rb"\b(?:self|super|"
            + re.escape(module.encode())
            + rb")\s*::\s*(?:\{[^;{}]*\b)?"
            + self.resolver.name.encode()
            + rb"\b"
        )
        for reached in self.resolver.view.reached:
            for match in pattern.finditer(reached.file.text):
                if reached.file is not place.reached.file or match.end() != place.mention.context.leaf.end_byte:
                    return True
        return False


def _key(place: Place) -> _Key:
    return place.reached.file, place.mention.offset


def _holder(place: Place) -> str:
    """The segment before the imported one: `q` in `use crate::q::{a, b};`."""
    text, nodes = place.reached.file.text, place.mention.context.nodes
    for node in reversed(nodes):
        path = node.child_by_field_name("path") if node.type.startswith(("scoped_", "use_as")) else None
        if path is not None and path != place.mention.context.leaf:
            words: list[bytes] = re.findall(rb"\w+", text[path.start_byte : path.end_byte])
            words = words[:-1] if node.type == "use_as_clause" or path in nodes else words
            if words:
                return words[-1].decode(errors="replace")
    return ""


def _is_of_enum(place: Place) -> bool:
    """Whether an import looks like one of an enum's variant."""
    return _holder(place)[:1].isupper()


def _is_value(target: Place) -> bool:
    """Whether a declaration is of a unit or tuple struct: its name is one of a value, too."""
    leaf, parent = target.mention.context.leaf, target.mention.context.nodes[-2]
    return parent.type == "struct_item" and _HAS_VALUE.match(target.reached.file.text, leaf.end_byte) is not None


def _is_pattern(place: Place) -> bool:
    """Whether an identifier is a pattern by itself, which counts as a use from elsewhere (`Used::Other`)."""
    leaf, parent = place.mention.context.leaf, place.mention.context.nodes[-2]
    if parent.type.endswith("_pattern"):
        return parent.child_by_field_name("type") != leaf
    return parent.type == "closure_parameters" or parent.child_by_field_name("pattern") == leaf


def _is_called(place: Place) -> bool:
    """Whether a call's parentheses follow, or the generic arguments before them."""
    return place.reached.file.text.startswith((b"(", b"::"), place.mention.context.leaf.end_byte)


def _is_by_self(place: Place) -> bool:
    """Whether an import ends in `name::{self}`."""
    return re.match(rb"\s*::\s*\{", place.reached.file.text[place.mention.context.leaf.end_byte :][:40]) is not None
