"""Tell where a `macro_rules!` is in force without a path: behind its definition, to the end of the scope around it.

Source: the Reference, "Macros by example", "Textual scope". Modules pass it on to the files that they declare;
`#[macro_use]` on a module lets it out of there.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

import msgspec

from auditor.sources.mentions import is_fragment_body
from auditor.sources.modules import ReachedFile
from auditor.sources.package_sources import PackageSources

_PATH_BEFORE = re.compile(rb"([\w$]+)\s*::\s*(?:\w+\s*::\s*)*\Z")
_OWN_HEADS = (b"crate", b"$crate", b"self", b"super")


class Site(msgspec.Struct, frozen=True):
    """A byte of a file as a unit reaches it."""

    reached: ReachedFile
    offset: int


class Region(msgspec.Struct, frozen=True):
    """A part of a file in which a macro is in force."""

    path: Path
    start: int
    end: int | None = None
    """None for the end of the file."""

    def holds(self, site: Site) -> bool:
        """Whether a site is in it."""
        is_before_end = self.end is None or site.offset < self.end
        return site.reached.file.path == self.path and self.start <= site.offset and is_before_end


def regions(sources: PackageSources, definition: Site) -> Iterator[Region]:
    """Where a macro is in force, the files aside that are declared there."""
    current: Site | None = definition
    while current is not None:
        current = yield from _in_file(sources, current)


def _in_file(sources: PackageSources, definition: Site) -> Generator[Region, None, Site | None]:
    """The regions of one file; returns where the macro goes on in the file that declares it."""
    reached, start = definition.reached, definition.offset
    locator = sources.locator(reached.file)
    nodes = locator.locate(definition.offset).nodes
    for index in range(len(nodes) - 1, 0, -1):
        node, above = nodes[index], nodes[index - 1]
        if node.type == "block" and not is_fragment_body(nodes, index):
            yield Region(reached.file.path, start, node.end_byte)
            return None
        if node.type == "declaration_list" and above.type == "mod_item":
            yield Region(reached.file.path, start, node.end_byte)
            found = locator.attributes_of(nodes[index - 2], above)
            if all(attribute.path != "macro_use" for attribute in found):
                return None
            start = node.end_byte
    yield Region(reached.file.path, start)
    return Site(reached.parent, reached.place) if reached.keeps_macros and reached.parent is not None else None


def is_in_force(regions: Iterable[Region], use: Site) -> bool:
    """Whether a macro with some regions is in force at a place, which may be in a file declared in one of them."""
    known = list(regions)
    current: Site | None = use
    while current is not None:
        if any(region.holds(current) for region in known):
            return True
        above = current.reached.parent
        current = None if above is None else Site(above, current.reached.place)
    return False


def begins_at_own_crate(use: Site) -> bool | None:
    """Whether the path of a macro's name begins at the crate or a module of it; None if there is no path before it."""
    text = use.reached.file.text[max(0, use.offset - 200) : use.offset]
    found = _PATH_BEFORE.search(text.removesuffix(b"r#"))
    return None if found is None else found[1] in _OWN_HEADS
